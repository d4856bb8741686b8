"""Witnesses of small packs in which what suffices can be seen, and of every rule of the shipped packs."""

import pytest
from hypothesis import settings

from tocsin.facts.problems import ProblemError
from tocsin.facts.quantity import Quantity
from tocsin.proof import read_certificate, verify
from tocsin.proving import Found, verify_implies, verify_never, verify_same, witness
from tocsin.rules.read.pack import pack_from_text
from tocsin.rules.shipped import load_pack, shipped_names

SHOP = """
pack: shop
types:
  bought: {who: str, what: str, price: {kind: quantity, at_least: 0}}
  member: {who: str}
  banned: {who: str}
  pardoned: {who: str}
  edge: {a: str, b: str}
  path: {a: str, b: str}
  spent: {who: str, total: quantity}
  gift: {who: str}
  out: {who: str}
  odd: {who: str}
  two: {who: str}
assumptions:
  - {id: strict, text: Strict, class: solid, default: off}
rules:
  - {id: total, when: [{sum: $p, over: [{bought: {who: $w, price: $p}}], by: [$w], as: $t}], then: [{spent: {who: $w, total: $t}}]}
  - {id: bought-much, when: [{spent: {who: $w, total: $t}}, $t > 100], unless: [{out: {who: $w}}], then: [{gift: {who: $w}}]}
  - {id: is-out, when: [{banned: {who: $w}}], unless: [{pardoned: {who: $w}}], then: [{out: {who: $w}}]}
  - {id: banned-and-given, when: [{gift: {who: $w}}, {banned: {who: $w}}], then: [{odd: {who: $w}}]}
  - {id: both, when: [{gift: {who: $w}}, {out: {who: $w}}], then: [{odd: {who: $w}}]}
  - {id: step, when: [{edge: {a: $a, b: $b}}], then: [{path: {a: $a, b: $b}}]}
  - {id: steps, when: [{path: {a: $a, b: $b}}, {edge: {a: $b, b: $c}}], then: [{path: {a: $a, b: $c}}]}
  - {id: far, when: [{path: {a: x, b: y}}], unless: [{edge: {a: x, b: y}}], then: [{odd: {who: far}}]}
  - {id: pair, when: [{count: true, over: [{member: {}}], as: $n}, $n == 2], then: [{two: {who: all}}]}
  - {id: never, when: [{member: {who: $w}}, "$w == \\"a\\" and $w == \\"b\\""], then: [{two: {who: $w}}]}
  - {id: when-strict, assumes: [strict], when: [{member: {who: $w}}], then: [{two: {who: $w}}]}
tensions:
  - {id: t, text: Given to one who is out, between: [{gift: {who: $w}}, {out: {who: $w}}]}
"""  # noqa: E501


def types_of(found: Found) -> list[str] | None:
    """The types of the facts of a witness; None if there is none."""
    return None if found.facts is None else sorted(fact.key[0] for fact in found.facts)


@pytest.fixture(scope="module")
def shop():
    return pack_from_text(SHOP)


@pytest.mark.parametrize(
    "asked,types",
    [
        ("bought-much", ["bought"]),
        ("gift(who=ann)", ["bought"]),
        ("banned-and-given", ["banned", "bought", "pardoned"]),
        ("far", ["edge", "edge"]),
        ("pair", ["member", "member"]),
        ("steps", ["edge"]),
        ("both", None),
        ("never", None),
        ("t", None),
    ],
)
def test_what_suffices_is_found_and_no_more(shop, asked, types):
    found = witness(shop, asked)

    assert found.undecided == ""
    assert types == types_of(found)
    for certificate in found.certificates:
        verify(read_certificate(certificate))


def test_fewer_facts_than_it_takes_are_proved_not_to_do(shop):
    assert witness(shop, "banned-and-given", facts=2).is_none


def test_what_a_rule_concludes_may_be_given_if_asked(shop):
    found = witness(shop, "banned-and-given", given=["gift"])

    assert types_of(found) == ["banned", "gift"]


def test_the_types_of_a_rule_that_only_feeds_itself_may_be_given():
    pack = pack_from_text(
        "{pack: p, types: {link: {a: int, b: int}, blocked: {a: int}}, rules: [{id: r, "
        "when: [{blocked: {a: $a}}, {link: {a: $a, b: $b}}], then: [{blocked: {a: $b}}]}]}"
    )

    assert types_of(witness(pack, "r")) == ["blocked", "link"]


@pytest.mark.parametrize("rule,is_exact", [("both", False), ("one", True)])
def test_a_range_is_used_only_where_no_figure_will_do(rule, is_exact):
    pack = pack_from_text(
        "{pack: p, types: {n: {q: quantity}, both: {}, one: {}}, rules: ["
        "{id: both, when: [{n: {q: $q}}, $q > 5, $q < 3], then: [{both: {}}]}, "
        "{id: one, when: [{n: {q: $q}}, $q > 5], then: [{one: {}}]}]}"
    )

    [fact] = witness(pack, rule).facts or ()

    assert isinstance(fact.row[0], Quantity)
    assert fact.row[0].is_exact == is_exact


BACKED = """
pack: wells
types: {sick: {at: str}, boiled: {at: str}, closed: {at: str}, warned: {at: str}, dry: {at: str}}
rules:
  - {id: close, when: [{sick: {at: $a, backed_by: {sources: 2..}}}], then: [{closed: {at: $a}}]}
  - id: warn
    when: [{sick: {at: $a}}, {boiled: {at: $a}}]
    unless: [{boiled: {at: $a, backed_by: {status: confirmed}}}]
    then: [{warned: {at: $a}}]
"""


def test_what_hangs_on_reports_is_never_proved_not_to_be():
    pack = pack_from_text(BACKED)

    assert (
        witness(pack, "close").undecided == "the rule close asks who reports sick, and the facts tried have no reports"
    )
    assert not verify_never(pack, "closed(at=$a)").is_none
    assert types_of(witness(pack, "warn")) == ["boiled", "sick"]
    assert verify_never(pack, 'dry(at=$a) and boiled(at=$a) and $a == "x" and $a == "y"').is_none


def test_a_rule_that_is_switched_off_is_said_to_be(shop):
    with pytest.raises(ProblemError, match="never fires while strict is off"):
        witness(shop, "when-strict")
    assert witness(shop, "when-strict", assumptions={"strict": True}).facts is not None


def test_facts_are_verified_never_to_meet_and_always_to_follow(shop):
    assert verify_never(shop, "gift(who=$w) and out(who=$w)").is_none
    assert verify_implies(shop, "gift(who=$w) => spent(who=$w)").is_none
    assert verify_implies(shop, "gift(who=$w) and banned(who=$w) => pardoned(who=$w)").is_none
    refuted = verify_implies(shop, "banned(who=$w) => out(who=$w)")
    assert types_of(refuted) == ["banned", "pardoned"]


@pytest.mark.parametrize(
    "text,code",
    [
        ("gift(who=$w) and", "T732"),
        ("$w > 3", "T732"),
        ("gift => out", "T732"),
        ("gift(who=$w) and $v > 3", "T306"),
        ("gift(whom=$w)", "T202"),
        ("gitf(who=$w)", "T201"),
        ("spent(total=$t) and $t >", "T732"),
    ],
)
def test_a_goal_that_cannot_be_read_is_refused(shop, text, code):
    with pytest.raises(ProblemError) as refused:
        verify_never(shop, text)

    assert {code} == {problem.code for problem in refused.value.problems}


def test_packs_that_differ_in_an_exception_part_where_it_holds(shop):
    other = pack_from_text(SHOP.replace("unless: [{pardoned: {who: $w}}], ", ""))

    found = verify_same(shop, other, facts=2)

    assert types_of(found) == ["banned", "pardoned"]
    assert verify_same(shop, shop, facts=2).is_none


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(shipped_names()))
def test_every_rule_and_tension_of_a_shipped_pack_has_a_witness_or_a_proof(name):
    pack = load_pack(name)
    on = {assumption.id: True for assumption in pack.assumptions}
    every = [*sorted(pack.rule_by_id), *(tension.id for tension in pack.tensions)]
    asked = every if settings().max_examples >= 1_000 else every[:: max(1, len(every) // 12)]

    assert [each for each in asked if witness(pack, each, assumptions=on).undecided] == []
