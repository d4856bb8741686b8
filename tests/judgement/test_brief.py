import re
import tracemalloc
from pathlib import Path

import pytest

from tests.judgement.world import YEAR, case, day
from tocsin.engine import Case, load_pack, pack_from_text
from tocsin.judgement import View, brief
from tocsin.judgement.brief_markdown import to_markdown
from tocsin.judgement.brief_page import to_html

EXAMPLES = Path(__file__).parents[2] / "examples"
CASES = [path for name in ("kursk", "chronology") if (path := EXAMPLES / f"{name}.yaml").exists()]
IDS = re.compile(r"[0-9a-f]{12}")
CONFIDENCE = re.compile(r"\b(confidence|reliab|credib|[A-F][1-6]\b)", re.IGNORECASE)


@pytest.fixture(scope="module", params=CASES, ids=lambda path: path.stem)
def shipped(request):
    return brief(Case.load(request.param))


def lines(found):
    return [line for section in found.sections for line in with_those_below(section.lines)]


def with_those_below(lines):
    return [each for line in lines for each in (line, *with_those_below(line.below))]


def test_no_sentence_of_judgement_lacks_a_trace(shipped):
    assert [line.text for line in lines(shipped) if line.judges and not line.trace] == []
    for line in lines(shipped):
        if line.qualifier is not None:
            assert IDS.search(line.trace[0]), line


def test_trace_ends_every_sentence_of_judgement_with_ids(shipped):
    told = to_markdown(shipped, trace=True).splitlines()

    entries = [line for line in told if re.match(r" *(- |\d+\. )", line)]
    judged = sum(line.judges for line in lines(shipped))
    assert sum(line.endswith("]`") for line in entries) >= judged
    assert [line for line in to_markdown(shipped).splitlines() if IDS.search(line)] == [
        line for line in to_markdown(shipped).splitlines() if "sha256:" in line
    ]


def test_every_id_in_a_trace_is_one_of_the_assessment(shipped):
    path = EXAMPLES / f"{shipped.case}.yaml"
    known = set(Case.load(path).assess().numbered.ids)
    traced = {found for line in lines(shipped) if line.qualifier for part in line.trace for found in IDS.findall(part)}

    assert traced <= known


def test_likelihood_and_confidence_never_share_a_sentence(shipped):
    mixed = [line.text for line in lines(shipped) if "likely" in line.text.lower() and CONFIDENCE.search(line.text)]

    assert mixed == []


def test_only_likely_has_a_number(shipped):
    for line in lines(shipped):
        if "%" in line.text:
            assert "ikely (55\u201380 %)" in line.text
            assert "%" not in line.text.replace("(55\u201380 %)", "")


def test_a_likely_judgement_always_has_its_band(shipped):
    for line in lines(shipped):
        if line.qualifier == "likely":
            assert "(55\u201380 %)" in line.text


def test_the_page_needs_no_network_and_says_the_same(shipped):
    page = to_html(shipped)

    offered = re.sub(r'<a href="https?://[^"]*" rel="noreferrer">[^<]*</a>', "", page)  # followed only by a click
    assert re.findall(r"<(?:script|link|img|iframe)\b|https?://|@import|url\(", offered) == []
    assert page.count("<h2>") == len(shipped.sections) + 1
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_each_judgement_leads_to_its_explanation_on_the_page_and_back(shipped):
    page = to_html(shipped)
    judged = [line.conclusion for line in lines(shipped) if line.conclusion is not None]

    assert judged == [explanation.root for explanation in shipped.explanations]
    assert len(judged) > 5
    assert page.count('class="to-why"') == len(judged)
    for identity in judged:
        assert page.count(f'id="why-{identity}"') == page.count(f'id="j{identity}"') == 1
        assert f'href="#why-{identity}"' in page
        assert f'href="#j{identity}"' in page
    identities = re.findall(r' id="([^"]+)"', page)
    assert len(identities) == len(set(identities))


def test_markup_in_a_fact_is_shown_and_not_obeyed(tmp_path):
    found = brief(case(tmp_path, YEAR.replace("Skagen", "'<b>*x*'")), view=View(as_of=day("2024-01-12")))

    assert "<b>*x" not in to_html(found)
    assert "&lt;b&gt;*x*" in to_html(found)
    assert "\\<b\\>\\*x\\*" in to_markdown(found)


def test_what_changed_is_told_since_the_date_given(tmp_path):
    found = brief(case(tmp_path, YEAR), since=day("2024-01-01"), view=View(as_of=day("2024-01-11")))
    [changed] = [section for section in found.sections if section.title.startswith("What changed")]

    assert changed.title == "What changed since 2024-01-01"
    assert [line.text for line in changed.lines] == [
        "New: There is a storm at Skagen.",
        "New: There is an alarm at Skagen.",
        "New: The storm would likely (55\u201380 %) damage Skagen.",
    ]
    [because] = changed.lines[-1].below
    assert because.text == "All of these because sighting(place=Skagen, force=8..10) (reported: Harbour (B2))."


def test_without_a_date_it_compares_with_the_last_day_on_which_something_else_followed(tmp_path):
    found = brief(case(tmp_path, YEAR), view=View(as_of=day("2024-01-18")))

    assert "What changed since 2024-01-13" in [section.title for section in found.sections]


def test_a_reading_on_which_a_judgement_falls_dissents(tmp_path):
    found = brief(case(tmp_path, YEAR), view=View(as_of=day("2024-01-11")))
    [dissent] = [section for section in found.sections if section.title == "Dissenting readings"]

    assert [line.text for line in dissent.lines] == [
        "On the reading instruments-only (Only radar shows a storm), judgements 1 and 2 would not stand as written."
    ]


def test_what_is_still_to_be_seen_is_to_be_watched(tmp_path):
    found = brief(case(tmp_path, YEAR), view=View(as_of=day("2024-01-11")))
    [watched] = [section for section in found.sections if section.title == "What to watch"]

    assert "Not observed so far: The storm made landfall; it would bear out: The storm would likely damage Skagen." in [
        line.text for line in watched.lines
    ]


def test_sources_stand_in_the_order_of_the_premises_they_stand_behind(tmp_path):
    pack = """
pack: chains
types: {a: {n: int}, b: {n: int}, c: {n: int}, both: {n: int}, end: {n: int}}
rules:
  - {id: first, when: [{b: {n: $n}}, {a: {n: $n}}], then: [{both: {n: $n}}]}
  - {id: second, when: [{both: {n: $n}}, {c: {n: $n}}], then: [{end: {n: $n}}], qualifier: likely}
"""
    (tmp_path / "pack.yaml").write_text(pack)
    facts = "".join(
        f"\n- {name}: {{n: 1}}\n  source: {{publisher: {publisher}, date: 2024-01-0{number}}}"
        for number, (name, publisher) in enumerate((("a", "Ana"), ("b", "Bo"), ("c", "Cy")), 1)
    )
    (tmp_path / "case.yaml").write_text(f"case: chain\npack: pack.yaml\nfacts:{facts}\n")
    told = brief(Case.load(tmp_path / "case.yaml"))
    [sources] = [section for section in told.sections if section.title == "Sources and grades"]

    assert [line.text for line in sources.lines] == [
        "Bo, 2024-01-02, not graded: judgement 1.",
        "Ana, 2024-01-01, not graded: judgement 1.",
        "Cy, 2024-01-03, not graded: judgement 1.",
    ]


CARRYING = """
pack: carrying
assumptions: [{id: guess, text: It is a guess, class: unsupported, default: on}]
types: {a: {n: int}, b: {n: int}, c: {n: int}, d: {n: int}, maybe: {n: int}, extra: {n: int}, never: {n: int}}
rules:
  - {id: to-b, when: [{a: {n: $n}}], then: [{b: {n: $n}}]}
  - {id: to-c, when: [{b: {n: $n}}], then: [{c: {n: $n}}], assumes: [guess]}
  - {id: to-d, when: [{c: {n: $n}}], then: [{d: {n: $n}}], reads: "It is d {n}."}
  - {id: to-maybe, when: [{c: {n: $n}}], then: [{maybe: {n: $n}}], qualifier: likely, reads: "It is likely {n}."}
  - {id: to-never, when: [{a: {n: $n}}, {extra: {n: $n}}], then: [{never: {n: $n}}], reads: "Never {n}."}
"""


def test_a_judgement_that_carries_a_likely_one_leads_and_says_on_what_it_stands(tmp_path):
    (tmp_path / "pack.yaml").write_text(CARRYING)
    told = brief(Case(load_pack(tmp_path / "pack.yaml"), ["a(n=1)"]))
    sections = {section.title: [line.text for line in section.lines] for section in told.sections}

    assert sections["Key judgements"] == ["It is likely (55\u201380 %) 1.", "It is d 1.", "c(n=1)."]
    assert sections["Key assumptions"] == [
        "It is a guess (unsupported): without this, judgements 1 to 3 would fall or weaken."
    ]
    assert (
        [line for line in sections["What to watch"] if "extra" in line]
        == [line for line in sections["What to watch"] if "Never 1" in line]
        != []
    )
    assert sections["Sources and grades"] == ["1 fact behind these judgements is assumed by the analyst, on no report."]


SURVEY = """
pack: survey
types: {tip: {n: int}, record: {n: int}, kept: {n: int}, shown: {n: int}, hinted: {n: int}, first: {n: int}}
rules:
  - {id: record-is-kept, when: [{record: {n: $n}}], then: [{kept: {n: $n}}], reads: "Kept {n}."}
  - {id: tip-is-kept, when: [{tip: {n: $n}}], then: [{kept: {n: $n}}], qualifier: possible, reads: "Perhaps kept {n}."}
  - {id: kept-is-shown, when: [{kept: {n: $n}}], then: [{shown: {n: $n}}], reads: "Shown {n}."}
  - {id: shown-is-kept, when: [{shown: {n: $n}}], then: [{kept: {n: $n}}], reads: "Kept {n}, as shown."}
  - {id: tip-hints, when: [{tip: {n: $n}}], then: [{hinted: {n: $n}}], qualifier: possible, reads: "Maybe {n}."}
"""
TOLD = """
case: survey
pack: pack.yaml
as_of: 2024-06-01
facts:
  - record: {n: 1}
    reports:
      - {source: {publisher: Archive, date: 2024-01-01}, grade: A1}
      - {source: {publisher: Clerk, date: 2024-01-09}, status: denied}
  - tip: {n: 2}
    reports:
      - {source: {publisher: Rumour, date: 2024-01-02}, grade: E5}
      - {source: {publisher: Mayor, date: 2024-01-08}, status: denied}
"""


def survey(tmp_path, pack=SURVEY, facts=TOLD):
    (tmp_path / "pack.yaml").write_text(pack, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(facts, encoding="utf-8")
    told = brief(Case.load(tmp_path / "case.yaml"))
    return {section.title: [line.text for line in section.lines] for section in told.sections}


def test_conclusions_that_carry_each_other_are_told_with_their_sources_and_every_denial(tmp_path):
    sections = survey(tmp_path)

    assert sections["Key judgements"] == ["Kept 1.", "Shown 1."]
    assert sections["Sources and grades"] == [
        "Archive, 2024-01-01, A1: judgements 1 and 2.",
        "Clerk, 2024-01-09, not graded, denies record(n=1): judgements 1 and 2.",
        "Mayor, 2024-01-08, not graded, denies tip(n=2): behind conclusions without a number.",
    ]


def test_a_certain_conclusion_one_step_from_the_reports_is_told(tmp_path):
    pack = "\n".join(line for line in SURVEY.splitlines() if "shown-is" not in line and "is-shown" not in line)
    sections = survey(tmp_path, pack)

    assert sections["Key judgements"] == ["Kept 1."]
    assert "Archive, 2024-01-01, A1: judgement 1." in sections["Sources and grades"]


def test_as_many_as_fit_are_told_and_the_rest_counted(tmp_path):
    facts = TOLD + "".join(f"  - record(n={n})\n" for n in range(3, 20))
    pack = "\n".join(line for line in SURVEY.splitlines() if "shown-is" not in line and "is-shown" not in line)
    (tmp_path / "pack.yaml").write_text(pack, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(facts, encoding="utf-8")
    key = brief(Case.load(tmp_path / "case.yaml")).sections[0]

    assert len(key.lines) == 8
    assert key.remark.endswith(" 10 further conclusions can be listed with: tocsin assess.")


OWNERS = """
pack: owners
types: {holds: {owner: int, firm: int}, owns: {owner: int, firm: int}}
rules:
  - {id: holder, when: [{holds: {owner: $a, firm: $b}}], then: [{owns: {owner: $a, firm: $b}}]}
  - id: through
    when: [{owns: {owner: $a, firm: $b}}, {holds: {owner: $b, firm: $c}}]
    then: [{owns: {owner: $a, firm: $c}}]
"""


def test_a_brief_of_conclusions_in_a_circle_is_made_of_one_assessment_and_takes_no_memory_for_pairs_of_them(caplog):
    firms = 80
    owners = Case(pack_from_text(OWNERS), [f"holds(owner={n}, firm={(n + 1) % firms})" for n in range(firms)])
    with caplog.at_level("DEBUG", logger="tocsin.engine"):
        tracemalloc.start()
        found = brief(owners)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert len(found.sections[0].lines) == 8
    assert peak < 5_000 * firms**2  # with a set of the circle for each conclusion in it, twice that
    assert sum(record.getMessage().startswith("assess") for record in caplog.records) == 1


MUCH = """
pack: much
types: {tip: {n: int}, note: {n: int}, hush: {n: int}, a: {n: int}, b: {n: int}, c: {n: int}, d: {n: int}}
rules:
  - {id: a, section: Here, when: [tip: {n: $n}], then: [a: {n: $n}], qualifier: possible, reads: "A may be."}
  - {id: b, section: Here, when: [tip: {n: $n}], then: [b: {n: $n}], qualifier: possible, reads: "B may be."}
  - {id: c, section: Here, when: [tip: {n: $n}], then: [c: {n: $n}], qualifier: possible, reads: "C may be."}
  - {id: d, section: There, when: [tip: {n: $n}], then: [d: {n: $n}], qualifier: possible, reads: "D may be."}
  - {id: never, when: [note: {n: $n}, hush: {n: $n}, tip: {n: $n}], then: [d: {n: $n}]}
"""


def test_of_a_section_two_possibilities_are_told_and_of_what_fed_nothing_all_are_told_or_counted(tmp_path):
    facts = "case: much\npack: pack.yaml\nfacts:\n  - tip(n=1)\n"
    unused = [f"note(n={n})" for n in range(2, 9)] + [f"hush(n={n})" for n in range(20, 24)]
    sections = survey(tmp_path, MUCH, facts + "".join(f"  - {each}\n" for each in unused))

    assert sections["What could follow"] == ["A may be.", "B may be.", "D may be."]
    assert [line.partition(": ")[0] for line in sections["Not used"]] == [
        "hush(n=20)", "hush(n=21)", "hush(n=22)", "8 further facts can be listed with",
    ]  # fmt: skip


def test_a_fact_given_weakly_and_derived_firmly_stands_on_the_sources_of_the_firm_derivation(tmp_path):
    facts = (
        TOLD + "  - {kept: {n: 1}, qualifier: possible, source: {publisher: Weak Word, date: 2024-01-03}, grade: E5}\n"
    )
    sources = " ".join(survey(tmp_path, facts=facts)["Sources and grades"])

    assert ("Archive" in sources, "Weak Word" in sources) == (True, False)


def test_a_denial_of_a_conclusion_on_the_way_is_named(tmp_path):
    facts = TOLD + "  - {kept: {n: 1}, source: {publisher: Abbot, date: 2024-01-07}, status: denied}\n"
    sources = survey(tmp_path, facts=facts)["Sources and grades"]

    assert "Abbot, 2024-01-07, not graded, denies kept(n=1): judgements 1 and 2." in sources


def test_a_denial_of_another_account_of_a_thing_is_named_but_for_who_gives_one_himself(tmp_path):
    pack = """
pack: herds
types:
  herd: {fields: {place: str, heads: quantity}, key: [place]}
  small: {place: str}
rules:
  - {id: few, when: [herd: {place: $p, heads: $h}, $h < 8], then: [small: {place: $p}], reads: "Few at {p}."}
"""
    facts = (
        "case: herds\npack: pack.yaml\nas_of: 2024-06-01\nfacts:\n"
        "  - {herd: {place: Ham, heads: 7}, source: {publisher: Archive, date: 2024-01-01}, grade: A1}\n"
        "  - herd: {place: Ham, heads: 9}\n    reports:\n"
        "      - {source: {publisher: Ledger, date: 2024-01-02}}\n"
        "      - {source: {publisher: Archive, date: 2024-01-03}, status: denied}\n"
        "      - {source: {publisher: Clerk, date: 2024-01-09}, status: denied}\n"
    )

    assert survey(tmp_path, pack, facts)["Sources and grades"] == [
        "Archive, 2024-01-01, A1: judgement 1.",
        "Clerk, 2024-01-09, not graded, denies herd(place=Ham, heads=9), another account of the same thing: "
        "judgement 1.",
        "Ledger, 2024-01-02, not graded, gives another account than herd(place=Ham, heads=7) (heads is 9): "
        "judgement 1.",
    ]


SLUICE = """
pack: sluices
types:
  level: {lock: str, metres: quantity}
  gate: {lock: str, state: [shut, open]}
  flood: {lock: str}
  warned: {lock: str}
rules:
  - {id: high, when: [level: {lock: $l, metres: $m}, $m > 5], then: [flood: {lock: $l}], reads: "{l} floods."}
  - id: shut-and-high
    when: [level: {lock: $l, metres: $m}, $m > 5, gate: {lock: $l, state: shut}]
    then: [flood: {lock: $l}]
    reads: "{l} floods, as it is shut."
  - {id: warn, when: [flood: {lock: $l}], then: [warned: {lock: $l}], reads: "{l} is warned."}
"""


def sluice(tmp_path, metres):
    facts = (
        "case: sluice\npack: pack.yaml\nfacts:\n"
        f"  - {{level: {{lock: Ten, metres: {metres}}}, source: {{publisher: Keeper, date: 2024-01-02}}, grade: B2}}\n"
        f"  - level: {{lock: Six, metres: {metres}}}\n"
    )
    return survey(tmp_path, SLUICE, facts)


def test_nothing_is_all_that_is_lacking_where_a_comparison_fails_too(tmp_path):
    told = sluice(tmp_path, 2)

    assert not [line for line in told.get("What to watch", ()) if "lacking" in line]


def test_nothing_is_lacking_for_what_stands_as_firmly(tmp_path):
    told = sluice(tmp_path, 7)

    assert not [line for line in told.get("What to watch", ()) if "lacking" in line]


def test_a_brief_of_nothing_but_possibilities_tells_them_all_and_on_whose_word(tmp_path):
    told = sluice(tmp_path, "4..6")

    assert sorted(line.partition(" (")[0] for line in told["What could follow"]) == [
        "Possibly: Six floods", "Possibly: Six is warned.", "Possibly: Ten floods", "Possibly: Ten is warned."
    ]  # fmt: skip
    assert told["Sources and grades"] == [
        "Keeper, 2024-01-02, B2: behind conclusions without a number.",
        "1 fact behind these conclusions is assumed by the analyst, on no report.",
    ]
