"""What why-not says is lacking is lacking: no fact in force is it, and one that is it but for a field is named."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.questions.cases import assessed, small_programs
from tocsin.engine import Case, load_pack
from tocsin.explain.answers.not_used import told_unused
from tocsin.explain.answers.why_not import why_not_text
from tocsin.facts.partial import PartialFact
from tocsin.judgement.causes_text import causes_text
from tocsin.questions import not_used, what_if, why_not
from tocsin.questions.missing.missing_conditions import Lacking
from tocsin.questions.missing.why_not import lacked
from tocsin.rules.read.pack import pack_from_text

PACK = """
pack: garrisons
types:
  garrison: {town: str, troops: "quantity?", arm: "str?", under: "str?"}
  post: {from_town: str, to_town: str}
  threat: {town: str}
  loop: {town: str}
rules:
  - id: many-troops
    when: [garrison: {town: $t, troops: $n, arm: [horse, foot]}, $n > 100]
    then: [threat: {town: $t}]
  - {id: commanded, when: [garrison: {town: $t, under: $u}], then: [threat: {town: $t}]}
  - {id: circle, when: [post: {from_town: $t, to_town: $t}], then: [loop: {town: $t}]}
"""


def case(tmp_path, *facts):
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    return Case(load_pack(tmp_path / "pack.yaml"), facts)


def told(found):
    return " ".join(why_not_text(found, width=300, colour=False, every=True).split())


def test_a_field_that_a_given_fact_leaves_out_is_named_as_lacking(tmp_path):
    found = why_not(case(tmp_path, "garrison(town=Lom, arm=horse)"), "threat(town=Lom)")

    assert "lacking garrison(town=Lom, troops=any, arm=horse|foot)" in told(found)
    assert "near it garrison(town=Lom, arm=horse) is there, and lacks troops" in told(found)


def test_the_rule_that_a_fact_comes_nearest_to_is_told_first(tmp_path):
    [first, second] = why_not(case(tmp_path, "garrison(town=Lom)"), "threat(town=Lom)").root.rules
    assert [first.plan.rule.id, second.plan.rule.id] == ["commanded", "many-troops"]

    found = why_not(case(tmp_path, "garrison(town=Lom, arm=ships)"), "threat(town=Lom)")
    assert "is there, with arm=ships instead of horse or foot and lacks troops" in told(found)


def test_a_fact_that_leaves_fields_out_is_nearer_than_one_that_says_otherwise(tmp_path):
    found = why_not(case(tmp_path, "garrison(town=Lom)", "garrison(town=Lom, troops=7, arm=ships)"), "threat(town=Lom)")

    assert "near it garrison(town=Lom) is there, and lacks troops and arm=horse|foot" in told(found)


def test_two_fields_that_must_say_the_same_are_said_to_be_lacking_so(tmp_path):
    subject = case(tmp_path, "post(from_town=Lom, to_town=Vidin)")

    assert "lacking post(from_town=$from_town, to_town=$from_town)" in told(why_not(subject, "loop"))
    assert [why for *_, why in told_unused(not_used(subject))] == ["to_town is Vidin; rules read Lom there"]


@settings(max_examples=50, deadline=None)
@given(small_programs(most=8), st.data())
def test_what_is_lacking_no_fact_is_and_one_that_lacks_fields_alone_is_named_with_them(program, data):
    assessment = assessed(program)
    graph, types = assessment.graph, assessment.plan.types
    heads = sorted({head.type for rule in assessment.plan.rules for head in rule.heads})
    if not heads:
        return
    found = why_not(assessment, PartialFact(data.draw(st.sampled_from(heads))))
    lacking = {
        sought
        for unmet in found.unmet.values()
        for nearest in unmet.rules
        for instance in nearest.instances
        for gap in instance.gaps
        if isinstance(gap, Lacking)
        for sought in lacked(instance, gap, types)
    }
    for sought in lacking:
        in_part = {}
        for number, (name, row) in enumerate(zip(graph.types, graph.rows, strict=True)):
            if name == sought.type:
                absent = _absent(sought, row)
                assert absent != [], "a fact in force is what is said to be lacking"
                in_part.update({} if absent is None else {number: absent})
        named = {near.fact: [at for at, _ in near.differs] for near in found.unmet[sought].similar}
        if in_part:
            fewest = min(map(len, in_part.values()))
            nearest = {number: absent for number, absent in in_part.items() if len(absent) == fewest}
            assert len(named) == min(len(nearest), 3)
            assert named.items() <= nearest.items()


def _absent(sought, row):
    """The fields that a row leaves out and would need, to be what is sought; None if it says something else."""
    asked = [dict(sought.values)]
    for group in sought.alike:
        said = {row[at] for at in group} - {None}
        if len(said) > 1:
            return None
        asked.append({at: tuple(said) for at in group})
    absent = set(sought.needed) - {at for at, value in enumerate(row) if value is not None}
    for each in asked:
        for at, allowed in each.items():
            if row[at] is None:
                absent |= {at} if None not in allowed else set()
            elif allowed and row[at] not in allowed:
                return None
    return sorted(absent)


def test_where_a_figure_alone_is_asked_for_the_nearest_given_is_named(tmp_path):
    given = case(tmp_path, "garrison(town=Lom, troops=40)", "garrison(town=Vidin, troops=900..)")

    assert "garrison(town=Lom, troops=40) is there, with troops=40 instead of 7" in told(
        why_not(given, "garrison(troops=7)")
    )
    assert "with troops=900.. instead of 800" in told(why_not(given, "garrison(troops=800)"))
    assert "near it" not in told(why_not(given, "garrison(town=Sofia)"))


BARRED = """
pack: barred
types: {call: {ship: str}, gap: {ship: str}, clean: {ship: str}, load: {ship: str, tons: quantity}, heavy: {ship: str}}
rules:
  - {id: clean, when: [call: {ship: $s}], unless: [gap: {ship: $s}], then: [clean: {ship: $s}]}
  - id: light
    when: [{sum: $t, over: [load: {ship: $s, tons: $t}], by: [$s], as: $all}, $all < 10]
    then: [heavy: {ship: $s}]
"""


def test_what_was_taken_away_no_longer_stands_in_the_way(tmp_path):
    (tmp_path / "pack.yaml").write_text(BARRED, encoding="utf-8")
    given = Case(load_pack(tmp_path / "pack.yaml"), ["call(ship=A)", "gap(ship=A)", "load(ship=A, tons=4)"])

    def why(**otherwise):
        [change] = what_if(given, **otherwise).changes
        return causes_text(change.causes)

    assert why(retract=["gap"]) == ["gap(ship=A) no longer stands in the way"]
    assert why(assert_=["load(ship=A, tons=9)"]) == ["load(ship=A, tons=9) is counted too"]
    loaded = Case(given.pack, [*(g.fact for g in given.facts), "load(ship=A, tons=9)"])
    [change] = what_if(loaded, retract=["load(tons=9)"]).changes
    assert causes_text(change.causes) == ["load(ship=A, tons=9) is no longer counted"]


def test_what_makes_an_exception_fall_is_told_with_what_it_stands_in_the_way_of():
    pack = pack_from_text(
        "pack: barred\ntypes: {call: {ship: str}, gap: {ship: str}, late: {ship: str}, clean: {ship: str}}\nrules:\n"
        "  - {id: late, when: [call: {ship: $s}], unless: [gap: {ship: $s}], then: [late: {ship: $s}]}\n"
        "  - {id: clean, when: [call: {ship: $s}], unless: [late: {ship: $s}], then: [clean: {ship: $s}]}\n"
    )

    gained, lost = what_if(Case(pack, ["call(ship=A)"]), assert_=["gap(ship=A)"]).changes

    assert causes_text(gained.causes) == ["gap(ship=A) stands in the way of late(ship=A)"]
    assert causes_text(lost.causes) == ["gap(ship=A) stands in the way"]
