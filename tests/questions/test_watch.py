"""What to find out next: each indicator does what is said of it, and nothing that would do something is left out."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.judgement.world import case as storm_case
from tests.programs import TYPES, _constant, _spec, in_order, row_of
from tests.questions.cases import SHARES, assessed, small_programs
from tocsin.cli.output import Terminal
from tocsin.cli.watch_text import lines_of
from tocsin.engine import Case, load_pack
from tocsin.engine.sentences import sentence
from tocsin.facts.quantity import Quantity
from tocsin.questions.differences.edits import Assert, edited
from tocsin.questions.indicators.leads import Finder
from tocsin.questions.indicators.watch import watch
from tocsin.questions.minimal_edits.flip import flip
from tocsin.rules.read import pack_from_text

FACTS = """
- sighting: {place: Skagen, force: 5..6}
- radar: {place: Thy}
"""


def patterns_of(plan):
    """The types of the patterns that a rule takes together: its own, those of an exception, and those it counts."""
    for rule in plan.rules:
        matches = [*rule.unless, *(aggregate.match for aggregate in rule.aggregates)]
        yield [pattern.type for pattern in rule.patterns]
        yield from ([pattern.type for pattern in match.patterns] for match in matches)


def qualifiers(assessment):
    return {conclusion.id: conclusion.qualifier for conclusion in assessment.conclusions}


@settings(max_examples=25)
@given(small_programs())
def test_every_indicator_does_what_is_said_of_it(program):
    assessment = assessed(program)
    before = qualifiers(assessment)
    for indicator in watch(assessment).indicators[:8]:
        after = qualifiers(edited(assessment, [indicator.example]))
        changed = {i for i in before.keys() | after.keys() if before.get(i) != after.get(i)}

        assert changed == {effect.id for effect in indicator.effects}
        for effect in indicator.effects:
            assert (effect.before, effect.after) == (before.get(effect.id), after.get(effect.id))


@settings(max_examples=30)
@given(small_programs(most=8), st.randoms(use_true_random=False))
def test_a_fact_that_brings_a_conclusion_is_one_that_rules_look_for(program, dice):
    """Any given fact that would let a rule fire by itself matches what is said to be looked for."""
    assessment = assessed(program)
    concluded = {head.type for rule in assessment.plan.rules for head in rule.heads}
    free = sorted(TYPES.keys() - concluded)
    leads = list(Finder(assessment).all())
    for name in free:
        spec = TYPES[name]
        fields = {f: _constant(dice, kind) for f, kind in spec.items() if not _spec(kind)[1] or dice.random() < 0.7}
        row = row_of(assessment.plan.types[name], in_order(program.data["types"][name], fields))
        if any(fact.type == name and fact.fact.row == row for fact in assessment.facts):
            continue
        gained = qualifiers(edited(assessment, [Assert(name, row)])).keys() - qualifiers(assessment).keys()
        if gained and not any(patterns.count(name) > 1 for patterns in patterns_of(assessment.plan)):
            assert any(lead.sought.type == name and lead.sought.matches_row(row) for lead in leads)


def texts(found):
    return [indicator.text for indicator in found.indicators]


def test_facts_linked_to_what_is_known_come_first(tmp_path):
    found = watch(storm_case(tmp_path, FACTS))

    assert texts(found) == ["sighting(place=Skagen, force=8)", "calm(place=Thy)", "radar", "sighting"]
    assert [indicator.linked for indicator in found.indicators] == [True, True, False, False]


def test_an_exception_says_what_it_would_rule_out(tmp_path):
    [calm] = [each for each in watch(storm_case(tmp_path, FACTS)).indicators if each.text == "calm(place=Thy)"]

    assert calm.roles == (("excepts", "storm-raises-alarm"),)
    assert [(effect.kind, effect.before, effect.after) for effect in calm.effects] == [
        ("weaker", "certain", "possible")
    ]


def test_a_figure_across_a_threshold_says_what_it_would_confirm(tmp_path):
    found = watch(storm_case(tmp_path, FACTS))
    [figure] = [each for each in found.indicators if each.text == "sighting(place=Skagen, force=8)"]

    assert [role for role, _ in figure.roles] == ["figure"]
    assert sorted(effect.text for effect in figure.effects) == [
        "alarm(place=Skagen)", "damage(place=Skagen)", "storm(place=Skagen)",
    ]  # fmt: skip


def test_the_last_day_of_the_calendar_is_a_day_like_others(tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_text(
        "pack: days\ntypes: {licence: {who: str, until: date}, open_ended: {who: str}}\n"
        "rules:\n  - id: r\n    when: [{licence: {who: $w, until: $d}}, $d >= 9999-12-31]\n"
        "    then: [{open_ended: {who: $w}}]\n"
    )
    found = watch(Case(load_pack(path), ["licence(who=A, until=2024-01-01)"]))
    assert [each.example.row[1] for each in found.indicators] == [dt.date.max]


def told(found):
    return " ".join(" ".join(lines_of(found, False, Terminal(width=100, colour=False))).split())


def test_facts_that_change_nothing_are_counted_where_there_are_any(tmp_path):
    found = watch(storm_case(tmp_path, FACTS))
    assert (found.idle, "further fact" in told(found)) == (0, False)

    assert "2 further facts that rules look for would change nothing alone." in told(replace(found, idle=2))
    assert "There are more than were tried." in told(replace(found, idle=0, cut=True))


STORES = """
pack: stores
types:
  stock: {key: [store], fields: {store: str, tons: quantity}}
  total: {tons: quantity}
  plenty: {}
rules:
  - {id: total, when: [{sum: $t, over: [{stock: {tons: $t}}], as: $all}], then: [{total: {tons: $all}}]}
  - {id: plenty, when: [{total: {tons: $all}}, $all > 100], then: [{plenty: {}}]}
"""


def test_another_figure_of_one_thing_takes_the_place_of_the_one_reported(tmp_path):
    (tmp_path / "pack.yaml").write_text(STORES, encoding="utf-8")
    found = watch(
        Case(load_pack(tmp_path / "pack.yaml"), ["stock(store=north, tons=40)", "stock(store=south, tons=50)"])
    )

    figures = {each.text: each for each in found.indicators if ("figure", "plenty") in each.roles}
    assert list(figures) == ["stock(store=north, tons=51)", "stock(store=south, tons=61)"]
    north = figures["stock(store=north, tons=51)"]
    assert [(effect.kind, effect.text, effect.after) for effect in north.effects] == [
        ("gained", "plenty()", "certain"),
        ("gained", "total(tons=101)", "certain"),
        ("lost", "total(tons=90)", None),
    ]
    assert north.to_json()["in_place_of"] == [40, 40]
    assert "in place of the reported 40" in told(found)


ENTRIES = """
pack: entries
types:
  entry:
    fields: {id: str, owner: str, people: quantity?}
    key: [id]
  essential: {owner: str}
  serious: {id: str}
  large: {id: str}
rules:
  - {id: serious, when: [{entry: {id: $i, owner: $o}}, {essential: {owner: $o}}], then: [{serious: {id: $i}}]}
  - {id: large, when: [{serious: {id: $i}}, {entry: {id: $i, people: $n}}, $n > 100], then: [{large: {id: $i}}]}
"""


STRADDLING = """pack: own
types:
  people: {key: [dam], fields: {dam: str, number: quantity}}
  hazard: {dam: str}
rules:
  - {id: many, when: [{people: {dam: $d, number: $n}}, $n > 100], then: [{hazard: {dam: $d}}]}
"""


def test_a_range_across_a_threshold_is_to_be_found_out_on_either_side_of_it(tmp_path):
    (tmp_path / "own.yaml").write_text(STRADDLING, encoding="utf-8")
    facts = ["people(dam=A, number=80..140)", "people(dam=B, number=101..140)", "people(dam=C, number=80)"]
    assessment = Case(load_pack(tmp_path / "own.yaml"), facts).assess()
    found = {each.example_text: each for each in watch(assessment).indicators if each.linked}

    told = {
        (text, effect.kind, effect.text, each.replaced, each.narrows)
        for text, each in found.items()
        for effect in each.effects
    }
    assert told == {
        ("people(dam=A, number=100)", "lost", "hazard(dam=A)", Quantity(80, 140), True),
        ("people(dam=A, number=101)", "firmer", "hazard(dam=A)", Quantity(80, 140), True),
        ("people(dam=C, number=101)", "gained", "hazard(dam=C)", Quantity(80, 80), False),
    }
    lines = " ".join(" ".join(lines_of(watch(assessment), False, Terminal(width=80, colour=False))).split())
    assert "within the reported 80..140" in lines
    assert "in place of the reported 80 " in lines


@pytest.mark.parametrize(
    "people,tried",
    [
        ("", ["entry(id=A, owner=Lindau, people=101)"]),  # the account that is given, and what it lacks
        (", people=90", []),  # it says how many: another figure is told, no second account by an owner made up
    ],
)
def test_a_thing_that_is_known_is_tried_as_it_is_known(tmp_path, people, tried):
    (tmp_path / "pack.yaml").write_text(ENTRIES, encoding="utf-8")
    facts = [f"entry(id=A, owner=Lindau{people})", "essential(owner=Lindau)"]
    found = watch(Case(load_pack(tmp_path / "pack.yaml"), facts))
    lacking = [each for each in found.indicators if ("completes", "large") in each.roles and "id=A" in each.text]
    assert [each.example_text for each in lacking] == tried


def test_the_first_of_all_days_has_indicators_as_any_other_has():
    assert watch(Case(load_pack("russia-dprk"), ["un_authorisation(state=PRK)"], as_of=dt.date.min)).indicators


CONTROL = """
pack: control
types: {listed: {who: str}, controls: {who: str, firm: str}, treated: {who: str}, sure: {who: str}}
rules:
  - {id: listed, when: [listed: {who: $w}], then: [treated: {who: $w}], reads: "{w} is listed."}
  - id: controlled
    when: [treated: {who: $w}, controls: {who: $w, firm: $f}]
    then: [treated: {who: $f}]
    qualifier: possible
    stronger_if: [sure: {who: $w}]
    reads: "{w} controls {f}."
"""


@pytest.mark.parametrize(
    "text,facts",
    [
        (
            CONTROL,
            ["listed(who=A)", "listed(who=B)", "listed(who=C)", "controls(who=C, firm=D)", "controls(who=B, firm=D)"],
        ),
        (
            SHARES,
            [
                "bad(who=A)",
                "holds(who=A, firm=B, percent=30)",
                "holds(who=B, firm=C, percent=60)",
                "holds(who=D, firm=B, percent=15..25)",
            ],
        ),
    ],
)
def test_what_an_indicator_would_bring_is_told_as_it_would_come_about(text, facts):
    """One conclusion, which each of several facts would bring by itself, or make firmer: each is told of its own."""
    pack = pack_from_text(text)
    assessment = Case(pack, facts).assess(engine="seminaive")

    assert watch(assessment).indicators
    for indicator in watch(assessment).indicators:
        after = edited(assessment, [indicator.example])
        for effect in indicator.effects:
            now = (after if effect.after else assessment).conclusion(effect.id)
            held = effect.after or effect.before
            assert now is not None
            assert held is not None
            assert effect.reads in {
                sentence(after.plan, d.rule, d.bindings, held, now.fact_text)
                for d in now.derivations
                if (d.qualifier, d.boundary) == (now.qualifier, now.boundary)
            }


def test_one_conclusion_that_several_facts_would_bring_is_told_of_each():
    facts = ["listed(who=A)", "listed(who=B)", "listed(who=C)", "controls(who=C, firm=D)", "controls(who=B, firm=D)"]
    assessment = Case(pack_from_text(CONTROL), facts).assess(engine="seminaive")

    told = {i.text: {e.reads for e in i.effects} for i in watch(assessment).indicators}
    assert told["controls(who=B)"] == {"B controls some_firm."}
    assert told["sure(who=C)"] == {"C controls D."}


def test_two_rules_that_one_fact_would_do_for_look_for_one_thing():
    pack = pack_from_text(
        "pack: dams\n"
        "types: {dam: {name: str}, seen: {dam: str, class: [good, fair]}, visited: {dam: str}, sound: {dam: str},\n"
        "  leak: {dam: str}, wet: {dam: str}}\n"
        "rules:\n"
        "  - {id: visited, when: [{dam: {name: $d}}, {seen: {dam: $d}}], then: [{visited: {dam: $d}}]}\n"
        "  - {id: sound, when: [{dam: {name: $d}}, {seen: {dam: $d, class: good}}], then: [{sound: {dam: $d}}]}\n"
        "  - {id: wet, when: [{leak: {dam: $d}}], then: [{wet: {dam: $d}}]}\n"
    )
    found = watch(Case(pack, ["dam(name=A)"]))
    linked = [each for each in found.indicators if each.linked]

    assert [each.text for each in linked] == ["seen(dam=A, class=good)"]
    assert linked[0].roles == (("completes", "sound"), ("completes", "visited"))
    told = "\n".join(lines_of(found, False, Terminal(width=100, colour=False)))
    assert "What rules look for on their own account, whoever it concerns" in told


@pytest.mark.parametrize(
    "asked, tried",
    [
        ("from: 2024-06-01, to: $t", "shut(from=2024-06-01, to=2024-06-01)"),
        ("from: $f, to: 1990-03-01", "shut(from=1990-03-01, to=1990-03-01)"),
        ("from: $day, to: $t", "shut(from=2024-07-01, to=2024-07-01)"),
    ],
)
def test_a_time_that_a_rule_knows_one_end_of_is_tried_with_another_end_that_it_can_have(asked, tried):
    pack = pack_from_text(
        "pack: sluice\n"
        "types: {high: {day: date}, flood: {},\n"
        "  shut: {fields: {from: date, to: date}, key: [from], period: [from, to]}}\n"
        f"rules: [{{id: flood, when: [{{high: {{day: $day}}}}, {{shut: {{{asked}}}}}], then: [{{flood: {{}}}}]}}]\n"
    )
    found = watch(Case(pack, ["high(day=2024-07-01)"], as_of=dt.date(2024, 2, 1)))

    assert [each.example_text for each in found.indicators] == [tried]


def test_where_accounts_say_otherwise_of_one_thing_another_is_tried():
    pack = pack_from_text(
        "pack: gauges\n"
        "types: {dry: {}, gauge: {fields: {n: int, level: quantity, limit: quantity?}, key: [n]}}\n"
        "rules: [{id: dry, when: [{gauge: {n: $n, level: 0, limit: $m}}], then: [{dry: {}}]}]\n"
    )
    facts = ["gauge(n=1, level=3..5)", "gauge(n=2, level=4)"]

    assert [each.example_text for each in watch(Case(pack, facts)).indicators] == ["gauge(n=3, level=0, limit=3)"]


def test_reports_that_a_rule_asks_for_are_also_those_that_another_rule_asks_less_of():
    pack = pack_from_text(
        "pack: tags\n"
        "types: {tag: {name: str}, seen: {name: str}, doubted: {name: str}, alarm: {}}\n"
        "rules:\n"
        "  - {id: seen, when: [{tag: {name: $n, backed_by: {sources: 3.., status: [reported, assumed]}}}],\n"
        "     then: [{seen: {name: $n}}]}\n"
        "  - {id: alarm, when: [{seen: {}}], unless: [{tag: {backed_by: {sources: 2..}}}], then: [{alarm: {}}]}\n"
    )
    case = Case(pack, [])
    [brings] = watch(case).indicators

    assert brings.example_text == "tag(name=some_name), backed by 3 or more independent sources, reported or assumed"
    assert [effect.text for effect in brings.effects] == ["seen(name=some_name)"]
    assert flip(case, "alarm").choices == ()
