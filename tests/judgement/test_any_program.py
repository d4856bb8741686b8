"""Whatever the rules, facts and reports: a judgement says what assessments say, and of likelihood no more."""

import datetime as dt
import re
from random import Random
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.programs import Program, programs
from tocsin.engine import Assessment, Case
from tocsin.facts.model import Given, fact_of
from tocsin.facts.reports import QUALIFIERS, Qualifier, Report, Source, Status
from tocsin.judgement import View, brief, check_assumptions, read_all, timeline
from tocsin.judgement.brief_markdown import to_markdown
from tocsin.judgement.indicators import completions
from tocsin.questions.differences.changes import state_of
from tocsin.questions.differences.explanations import explanation_changes

pytestmark = pytest.mark.soak
fewer = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    deadline=None,
    max_examples=max(12, settings.default.max_examples // 4 if settings.default else 0),
)
FIRST = dt.date(2024, 1, 1)
DAYS = [FIRST + dt.timedelta(days=number) for number in (0, 1, 8, 40)]
SOURCES = ("Ana", "Bo", "Cy")
SAYS = {"certain": "It is so by {}.", "likely": "It would likely be so by {}."}
BAND = "(55\u201380 %)"


def case_of(program: Program, dice: Random) -> Case:
    """The program as a case: rules that say what they license, readings, and facts that somebody reported some day."""
    for rule in program.data["rules"]:
        if "stronger_if" not in rule and dice.random() < 0.6:
            rule["qualifier"] = "likely"  # what a brief leads with
        rule["reads"] = SAYS.get(rule["qualifier"], "It could be so by {}.").format(rule["id"])
    program.data["readings"] = [
        {"id": "narrow", "text": "Nothing is assumed", "without": ["first", "second"]},
        {"id": "wide", "text": "All is assumed", "assume": ["first", "second"]},
    ]
    pack = program.pack()
    facts = []
    for (name, row), qualifier in program.given(pack.vocabulary.types).items():
        reports = tuple(report(dice) for _ in range(dice.randint(0, 2)))
        facts.append(Given(fact_of(pack.vocabulary.types[name], row), reports, cast("Qualifier", qualifier)))
    return Case(pack, facts, assumptions=program.assumptions)


def report(dice: Random) -> Report:
    """A report that supports its fact, from its day on and as long as it says."""
    source = Source(publisher=dice.choice(SOURCES), date=dice.choice(DAYS))
    status: Status = dice.choice(("reported", "confirmed", "assumed"))
    until = dice.choice((None, None, DAYS[3], DAYS[3] + dt.timedelta(days=30)))
    return Report(source, dice.choice((None, "B2", "F6")), status, valid_to=until)


cases = st.builds(case_of, programs(), st.integers(0, 2**32).map(Random))


def lines(section):
    for line in section.lines:
        yield line
        yield from lines_below(line)


def lines_below(line):
    for each in line.below:
        yield each
        yield from lines_below(each)


@given(cases)
@fewer
def test_a_brief_says_of_each_conclusion_how_sure_it_is_and_of_likely_ones_alone_that_they_are(case):
    told = brief(case)
    assessment = case.assess(engine="seminaive")
    for section in told.sections:
        for line in section.lines:
            if line.qualifier is None:
                continue
            [identity] = re.findall(r"^([0-9a-f]{12}) by", line.trace[0])
            conclusion = assessment.conclusion(identity)
            assert (conclusion.qualifier, conclusion.boundary) == (line.qualifier, line.boundary)
            assert (line.qualifier == "likely") == (BAND in line.text)
            if line.qualifier != "likely":
                assert "likely" not in line.text.lower()
            possible = line.qualifier.startswith("possible")
            assert not (possible and section.title == "Key judgements")
            if section.title == "What could follow":
                assert possible
                assert "is so by" not in line.text or line.text.startswith("Possibly: ")
        for line in lines(section):
            assert line.text.count("%") == line.text.count(BAND)


@given(cases)
@fewer
def test_a_brief_names_the_sources_of_what_its_judgements_rest_on_and_no_others(case):
    told = brief(case)
    assessment = case.assess(engine="seminaive")
    sections = {section.title: section for section in told.sections}
    expected: dict[str, set[int]] = {}
    assumed = set()
    key = "Key judgements" in sections
    titles = ["Key judgements"] if key else ["By our own scale and classes", "What could follow"]
    for line in [line for title in titles if title in sections for line in sections[title].lines]:
        assert (line.number is not None) == key
        for fact in ground(assessment, line.trace[0][:12]):
            if not fact.reports:
                assumed.add(fact.id)
            for each in fact.supporting:
                source = f"{each.source.name}, {each.date}, {each.grade or 'not graded'}"
                expected.setdefault(source, set()).update([line.number] if line.number is not None else ())
    shown = {}
    for line in sections["Sources and grades"].lines if "Sources and grades" in sections else ():
        if "assumed by the analyst" in line.text:
            assert assumed == set(line.trace)
            continue
        who, another, than = line.text.partition(", gives another account than ")
        if another:
            rivals = [other for identity in line.trace for other in assessment.other_accounts(identity)]
            named = {(f"{each.source.name}, {each.date}, {each.grade or 'not graded'}", other.says)
                     for other in rivals for each in other.fact.supporting}  # fmt: skip
            assert any(who == source and f"({says}): " in than for source, says in named)
            continue
        source, numbers = line.text.rstrip(".").split(": ")
        shown[source] = set(spelled_out(numbers))
    # A report past its validity is beside one that holds: whether it is named is not judged here.
    assert set(expected) <= set(shown)
    assert all(expected[source] <= shown[source] for source in expected)
    assert all(report_exists(assessment, source) for source in shown)


def spelled_out(text: str) -> list[int]:
    found: list[int] = []
    for low, high in re.findall(r"(\d+)(?: to (\d+))?", text):
        found += range(int(low), int(high or low) + 1)
    return found


def report_exists(assessment: Assessment, told: str) -> bool:
    reports = [report for fact in assessment.facts for report in fact.reports]
    return told in {f"{each.source.name}, {each.date}, {each.grade or 'not graded'}" for each in reports}


def ground(assessment: Assessment, identity: str, seen: frozenset[str] = frozenset()):
    """The given facts that make a conclusion as strong as it is: of a premise given and derived alike, the given."""
    given, conclusion = assessment.fact(identity), assessment.conclusion(identity)
    strengths = [QUALIFIERS.index(each.qualifier) for each in (given, conclusion) if each is not None]
    if given is not None and (conclusion is None or strengths[0] < strengths[1] + bool(seen)):
        yield given
        return
    assert conclusion is not None
    for premise in conclusion.best.premises:
        # Of a conclusion that leads back to itself the loop ends where it is given as firmly.
        if premise not in seen | {identity} or _is_given_as_firmly(assessment, premise):
            yield from ground(assessment, premise, seen | {identity})


def _is_given_as_firmly(assessment: Assessment, identity: str) -> bool:
    given, conclusion = assessment.fact(identity), assessment.conclusion(identity)
    return given is not None and (
        conclusion is None or QUALIFIERS.index(given.qualifier) <= QUALIFIERS.index(conclusion.qualifier)
    )


@given(cases)
@fewer
def test_a_brief_in_markdown_has_every_line_and_its_traces_only_if_asked(case):
    told = brief(case)
    plain, traced = to_markdown(told), to_markdown(told, trace=True)
    for section in told.sections:
        assert f"\n## {section.title}\n" in plain
        for line in lines(section):
            if line.trace and line.judges:
                assert f"[{'; '.join(line.trace)}]" in traced
                assert f"[{'; '.join(line.trace)}]" not in plain


def standing(assessment: Assessment) -> dict[str, tuple[Qualifier, bool]]:
    return {each.id: (each.qualifier, each.boundary) for each in assessment.conclusions}


@given(cases)
@fewer
def test_a_timeline_has_on_each_date_what_an_assessment_of_that_date_has(case):
    walked = timeline(case)
    stands = {each.id: (each.qualifier, each.boundary) for each in walked.outset}
    for moment in walked.moments:
        assert moment.events
        for change in moment.changes:
            before = None if change.before is None else (change.before.qualifier, change.before.boundary)
            assert stands.get(change.standing.id) == before
            if change.after is None:
                del stands[change.standing.id]
            else:
                stands[change.after.id] = (change.after.qualifier, change.after.boundary)
        assert standing(case.assess(as_of=moment.date, engine="seminaive")) == stands
        assert len(stands) == moment.standing
    assert stands == {each.id: (each.qualifier, each.boundary) for each in walked.end}
    for span in walked.spans:
        if span.begin is not None:
            found = standing(case.assess(as_of=span.begin, engine="seminaive"))
            assert (span.qualifier, span.boundary) == found[span.conclusion]


@given(cases)
@fewer
def test_a_change_is_named_for_what_it_does_and_has_a_cause(case):
    for moment in timeline(case).moments:
        for change in moment.changes:
            before, after = change.before, change.after
            ranks = [None if each is None else -QUALIFIERS.index(each.qualifier) for each in (before, after)]
            expected = (
                "appeared" if ranks[0] is None
                else "fell" if ranks[1] is None
                else None if ranks[0] == ranks[1]
                else "strengthened" if ranks[1] > ranks[0]
                else "weakened"
            )  # fmt: skip
            assert expected in (None, change.kind)
            assert change.causes


@given(cases)
@fewer
def test_each_column_of_the_readings_is_an_assessment_on_that_reading(case):
    table = read_all(case)
    switches = {"narrow": ([], ["first", "second"]), "wide": (["first", "second"], [])}
    assert {*switches} <= {column.id for column in table.columns} | {table.base}
    columns = {
        column.id: standing(
            case.assess(
                assume=switches.get(column.id, ([], []))[0],
                without=switches.get(column.id, ([], []))[1],
                engine="seminaive",
            )
        )
        for column in table.columns
    }
    everywhere = {identity for column in columns.values() for identity in column}
    assert everywhere == {row.id for row in table.rows}
    for row in table.rows:
        cells = {column.id: cell for column, cell in zip(table.columns, row.cells, strict=True)}
        for name, cell in cells.items():
            assert columns[name].get(row.id) == (None if cell is None else (cell.qualifier, cell.boundary))
        assert row.agreed == (len({columns[name].get(row.id) for name in cells}) == 1)


@given(cases)
@fewer
def test_what_falls_with_an_assumption_is_what_an_assessment_without_it_lacks(case):
    now = standing(case.assess(engine="seminaive"))
    checked = check_assumptions(case)
    assert [assumption.id for assumption in case.pack.assumptions] == [each.id for each in checked.checks]
    for each in checked.checks:
        on = case.assumptions[each.id]
        other = case.assess(**{"without" if on else "assume": [each.id]}, engine="seminaive")
        then = standing(other)
        moved = {identity for identity in now.keys() | then.keys() if now.get(identity) != then.get(identity)}
        assert moved == {change.standing.id for change in each.changes}
        assert on == each.on


@given(cases)
@fewer
def test_no_sentence_says_more_than_its_conclusion_even_if_its_rule_would(case):
    for conclusion in case.assess(engine="seminaive").conclusions:
        rule = conclusion.best.rule
        said = SAYS.get(rule.qualifier, "It could be so by {}.").format(rule.id)
        if QUALIFIERS.index(conclusion.qualifier) > QUALIFIERS.index(rule.qualifier):
            hedge = "Likely: " if conclusion.qualifier == "likely" else "Possibly: "
            said = hedge + said.replace("likely ", "")
        assert said == conclusion.reads


@given(cases, st.sampled_from(DAYS))
@fewer
def test_a_state_has_every_conclusion_as_it_stands(case, day):
    assessment = View(as_of=day).assess(case, "seminaive")
    assert standing(assessment) == {
        each.id: (each.qualifier, each.boundary) for each in state_of(assessment).standings.values()
    }


def firings(assessment: Assessment) -> dict[tuple, tuple]:
    """Each derivation by conclusion, rule, premises and group, with all else that is said of it."""
    found: dict[tuple, tuple] = {}
    for conclusion in assessment.conclusions:
        for way in conclusion.derivations:
            group = tuple(sorted(way.bindings.items(), key=str)) if way.rule.aggregates else ()
            found[conclusion.id, way.rule.id, way.premises, str(group)] = (
                way.qualifier,
                way.boundary,
                way.strengthened_by,
            )
    return found


@given(cases)
@fewer
def test_between_two_assessments_each_derivation_gained_lost_or_otherwise_is_told(case):
    before = case.assess(engine="seminaive")
    after = case.assess(engine="seminaive", as_of=DAYS[1], assume=["first"], without=["second"])
    old, new = firings(before), firings(after)
    expected = {
        "gained": sorted((key[1], key[0], key[2]) for key in new.keys() - old.keys()),
        "lost": sorted((key[1], key[0], key[2]) for key in old.keys() - new.keys()),
        "otherwise": sorted((key[1], key[0], key[2]) for key in new.keys() & old.keys() if new[key] != old[key]),
    }
    told = explanation_changes(before, after)
    assert [each for each in ("gained", "lost", "otherwise") for change in told if change.kind == each] == [
        change.kind for change in told
    ]
    for kind, found in expected.items():
        assert found == sorted(
            (change.rule, firing.conclusion, firing.premises)
            for change in told
            if change.kind == kind
            for firing in change.firings
        )
    assert explanation_changes(before, before) == ()


@given(cases)
@fewer
def test_what_would_complete_a_silent_rule_is_lacking_and_the_rest_of_it_is_there(case):
    assessment = case.assess(engine="seminaive")
    rules = assessment.pack.rule_by_id
    fired = {way.rule.id for conclusion in assessment.conclusions for way in conclusion.derivations}
    derived = {head.type for rule in assessment.pack.rules for head in rule.then}
    for indicator in completions(assessment):
        rule = rules[indicator.rule]
        assert rule.id not in fired
        assert indicator.observation.split("(")[0] not in derived
        assert indicator.observation.split("(")[0] in [pattern.type for pattern in rule.patterns]
        assert all(assessment.fact(each) or assessment.conclusion(each) for each in indicator.trace)
