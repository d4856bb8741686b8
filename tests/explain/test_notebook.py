"""What notebooks show of values, and tables of one case: those that a run over many cases gives."""

import re
from html import unescape
from pathlib import Path

import pytest

from tocsin import bulk
from tocsin.engine import Case, load_pack, tables_of
from tocsin.explain import why
from tocsin.facts.displayed import Framed
from tocsin.facts.reports import QUALIFIERS
from tocsin.judgement import brief
from tocsin.rules.read import pack_from_text

OWN = Path(__file__).parents[2] / "examples" / "own_pack"
SCRIPT = "<script>alert('x')</script>"
FRAME = re.compile(r'<iframe sandbox="" loading="lazy" style="[^"]*height:(\d+)px[^"]*" srcdoc="([^"]*)"></iframe>')


@pytest.fixture(scope="module")
def case():
    loaded = Case.load(OWN / "case.yaml")
    return Case(loaded.pack, [*loaded.facts, f'on_sale(batch="{SCRIPT}", kilograms=1)'], name=f"a {SCRIPT}")


@pytest.fixture(scope="module")
def assessment(case):
    return case.assess(engine="seminaive")


def framed(value):
    """The page that a notebook shows, which stands in a frame of its own."""
    shown = FRAME.fullmatch(value._repr_html_())
    assert shown is not None
    return unescape(shown[2])


def test_one_of_a_kind_is_told_as_one():
    pack = pack_from_text(
        "pack: one\ntypes: {road: {to: str}, way: {to: str}}\n"
        "rules: [{id: by, when: [{road: {to: $a}}], then: [{way: {to: $a}}]}]\n"
    )
    case = Case(pack, ["road(to=Bern)"])
    assert "1 fact in force, 1 conclusion<" in framed(case.assess(engine="seminaive"))
    assert ": 1 fact<" in framed(case)


def test_each_value_is_shown_with_its_words_and_no_script(case, assessment):
    first = assessment.conclusions[0]
    explained = why(assessment, first.id)
    told = {
        "case": (case, "Dairy"),
        "assessment": (assessment, first.reads),
        "conclusion": (first, first.best.rule.id),
        "explanation": (explained, first.best.rule.id),
        "brief": (brief(case), "Listeria"),
    }
    for value, words in told.values():
        page = framed(value)
        assert page.startswith("<!DOCTYPE html>")
        assert words in unescape(page)
        assert "<script" not in page
        assert not re.search(r"(?:src|href)=\"(?!#)", page)
        assert len(page) < 200_000


def test_what_a_long_page_leaves_out_is_counted_and_every_strength_has_its_colour():
    pack = pack_from_text("""
pack: p
types: {a: {n: int}, b: {n: int, of: str}}
rules:
  - {id: r, when: [a: {n: $n}], then: [b: {n: $n, of: r}]}
  - {id: s, when: [a: {n: $n}, $n < 2], then: [b: {n: $n, of: s}], qualifier: likely}
  - {id: t, when: [a: {n: $n}, $n < 1], then: [b: {n: $n, of: t}], qualifier: possible}
  - {id: u, when: [a: {n: 0}], then: [b: {n: 0, of: u}], qualifier: possible, stronger_if: [a: {n: 1}]}
""")
    case = Case(pack, [f"a(n={n})" for n in range(201)])
    stated, found = framed(case), framed(case.assess(engine="seminaive"))
    assert ("201 facts" in stated, '</table><p class="soft">and 1 more fact</p>' in stated) == (True, True)
    assert ("201 facts in force, 205 conclusions" in found, "and 5 more conclusions<" in found) == (True, True)

    few = framed(Case(pack, ["a(n=0)", "a(n=1)"]).assess(engine="seminaive"))
    classes = set(re.findall('class="tag ([a-z]+)"', few))
    assert len(classes) == len(QUALIFIERS)
    assert [name for name in classes if f".{name}" not in few or f"--{name}:" not in few] == []


def test_any_page_can_stand_in_a_frame():
    shown = FRAME.fullmatch(Framed('<p title="a">&amp;</p>', 300)._repr_html_())
    assert shown is not None
    assert (shown[1], unescape(shown[2])) == ("300", '<p title="a">&amp;</p>')


def text_of(value):
    """A value as a cell of text."""
    return "..".join("" if end is None else str(end) for end in value) if isinstance(value, list) else str(value)


def test_the_tables_are_those_of_a_run_over_many_cases(assessment):
    case = Case.load(OWN / "case.yaml")
    loaded = case.assess(as_of=case.as_of, engine="seminaive")
    facts: dict[str, list[dict[str, str]]] = {}
    for each in case.facts:
        fields = each.fact.fact_type().canonical_fields(each.fact.row)
        row = {"case_id": loaded.name, **{name: text_of(value) for name, value in fields.items()}}
        facts.setdefault(each.fact.fact_type().name, []).append(row)
    import pyarrow as pa

    tables = {name: pa.Table.from_pylist(rows) for name, rows in facts.items()}
    many = bulk.run(load_pack(OWN / "pack.yaml"), tables)

    for name in ("conclusions", "derivations", "facts"):
        ours, theirs = (getattr(each, name).to_arrow() for each in (tables_of(loaded), many))
        assert ours.column_names == theirs.column_names
        assert sorted(map(repr, ours.to_pylist())) == sorted(map(repr, theirs.to_pylist()))


def test_a_table_is_handed_to_pandas_and_polars(assessment):
    table = tables_of(assessment).derivations
    assert len(table) == len(table.to_pandas()) == len(table.to_polars()) > 0
    assert list(table.to_pandas()["rule"]) == table.to_polars()["rule"].to_list()


def test_nothing_concluded_is_a_table_of_no_rows():
    tables = tables_of(Case(load_pack(OWN / "pack.yaml"), []).assess(engine="seminaive"))
    assert [len(table) for table in tables] == [0, 0, 0]
    assert "premises" in tables.derivations.to_arrow().column_names
