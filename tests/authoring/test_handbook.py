"""A handbook tells all of a pack, in plain words, with links that lead somewhere, the same each time."""

import re

import pytest

from tests.authoring.test_coverage import RULES
from tests.authoring.test_pack_differences import CONDITIONS
from tocsin.authoring import handbook
from tocsin.authoring.feeding import Feed, Feeding
from tocsin.authoring.handbook_markdown import to_markdown
from tocsin.authoring.handbook_page import to_html
from tocsin.authoring.skeleton import skeleton
from tocsin.rules.read import pack_from_text, parse_pack
from tocsin.rules.shipped import load_pack

CASES = """
  - {name: wet, facts: ["gauge(at=a, level=11)"], expect: [flood], never: [alarm]}
  - {name: pumped, facts: ["gauge(at=a, level=11)", "pump(at=a)", "fire(at=b)"], never: [flood]}
"""


@pytest.fixture(scope="module", params=["eu-cash-controls", "ownership-and-control", "examples/own_pack/pack.yaml"])
def shipped(request):
    pack = load_pack(request.param)
    return pack, handbook(pack)


@pytest.fixture(scope="module")
def tiny():
    return to_markdown(handbook(pack_from_text(RULES + CASES)))


def test_every_link_leads_to_an_anchor_and_no_anchor_stands_twice(shipped):
    _, found = shipped
    page, text = to_html(found), to_markdown(found)

    for targets, links in (
        (re.findall(r' id="([^"]+)"', page), re.findall(r'href="#([^"]+)"', page)),
        (re.findall(r'<a id="([^"]+)"', text), re.findall(r"\]\(#([^)]+)\)", text)),
    ):
        assert sorted(set(links) - set(targets)) == []
        assert len(targets) == len(set(targets))
        assert len(links) > 50


def test_every_rule_type_assumption_and_table_is_told(shipped):
    pack, found = shipped
    page = to_html(found)
    targets = set(re.findall(r' id="([^"]+)"', page))

    assert {f"rule-{rule.id}" for rule in pack.written if rule.row is None} <= targets
    assert {f"table-{table.id}" for table in pack.tables} <= targets
    assert {f"assumption-{each.id}" for each in pack.assumptions} <= targets
    assert {f"type-{name}" for kind, name in pack.declared_at if kind == "types"} <= targets


def test_the_page_asks_nothing_of_anybody(shipped):
    page = to_html(shipped[1])

    assert re.findall(r"<script|<link|<img|https?://", page) == []


def test_a_rule_is_told_in_plain_words_with_the_cases_that_try_it(tiny):
    told = tiny[tiny.index("#### high") : tiny.index("#### loud")]

    assert [line for line in told.splitlines() if line.lstrip().startswith("-")] == [
        "- **When**",
        "  - [gauge](#type-gauge): at *place*, level *n*",
        "  - *n* \\> 10",
        "  - *n* \\< 99",
        "- **Unless**: [pump](#type-pump): at *place*",
        "- **Then**: [flood](#type-flood): at *place*",
        "- **How firmly**: follows (our own scale)",
        "- **Feeds**: [flood](#type-flood): [loud](#rule-loud)",
        "- **Fires in**: “wet”",
        "- **Does not fire in**: “pumped”, where there is `pump(at=$place)`",
    ]


def test_each_kind_of_condition_is_told_in_plain_words():
    found = to_markdown(handbook(pack_from_text(RULES.replace("rules:", "rules:" + CONDITIONS).replace("cases:", ""))))
    told = found[found.index("#### new") : found.index("#### high")]
    assert [line for line in told.splitlines() if line.startswith("  - ")] == [
        "  - [pump](#type-pump): at a or b c, backed by 2 or more independent sources, each graded B3 or better",
        "  - *sum* is the sum of *n* over every [gauge](#type-gauge): at *i*, level *n*; and *n* \\> 1; for each *i*",
        "  - *pairs* is the number of values of *j* and *k* over every [pump](#type-pump): at *j*; and "
        "[fire](#type-fire): at *k*",
        "  - *least* is the least *l* over every [gauge](#type-gauge): level *l*",
        "  - *most* is the greatest *m* over every [gauge](#type-gauge): level *m*",
        "  - *fires* is the number of matches over every [fire](#type-fire)",
        "  - *twice* is worked out as *sum* \\* 2",
        "  - *twice* \\> 4",
    ]


def test_a_rule_that_fires_in_no_case_says_so(tiny):
    told = tiny[tiny.index("#### loud") :]

    assert "- **Fires in**: no case" in told
    assert "- **Stronger if**: [pump](#type-pump): at *other*" in told
    assert (
        "- **How firmly**: likely; possible, strengthened, where what would make it stronger holds (our own scale)"
        in told
    )


def test_markup_in_a_pack_is_shown_and_not_obeyed():
    text = RULES.replace("qualifier: likely,", "qualifier: likely, reads: 'At {place} <b>it</b> *rings* | `loud`.',")
    found = handbook(pack_from_text(text.replace("cases:\n", "")))

    assert "At *place* \\<b\\>it\\</b\\> \\*rings\\* \\| \\`loud\\`." in to_markdown(found)
    assert "At <var>place</var> &lt;b&gt;it&lt;/b&gt; *rings* | `loud`." in to_html(found)


def test_a_conclusion_feeds_only_rules_that_could_match_it():
    pack = load_pack("examples/own_pack/pack.yaml")
    feeds = Feeding(pack).feeds

    assert Feed("amount-on-sale", "much-of-it-is-on-sale", "on_sale", "premise") in feeds
    assert Feed("any-salmonella", "a-part-was-contaminated", "contaminated", "premise") in feeds
    narrowed = pack_from_text(
        "pack: p\ntypes: {a: {k: [x, y]}, b: {k: [x, y]}, c: {k: str}}\nrules:\n"
        "  - {id: one, when: [a: {k: x}], then: [b: {k: x}]}\n"
        "  - {id: two, when: [b: {k: y}], then: [c: {k: z}]}\n"
        "  - {id: three, when: [a: {k: y}], unless: [b: {k: $k}], then: [c: {k: w}]}\n"
    )
    assert Feeding(narrowed).feeds == (Feed("one", "three", "b", "exception"),)


def test_a_pack_without_rules_is_told_by_its_statements():
    found = handbook(parse_pack(skeleton("rain", "It may rain. A wet street is slippery.", "On rain"), "rain"))

    assert [chapter.text for chapter in found.sections] == ["What the rules rest on"]
