"""A judge of answers about changes: what follows after any of them, by the naive evaluator alone.

With it small programs about figures, where a fact is matched twice, ranges straddle, and exceptions look on.
"""

from collections.abc import Iterable
from itertools import combinations
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.oracle import Fact, Oracle
from tests.programs import to_yaml
from tocsin.engine import Assessment, Case
from tocsin.engine.plan import STRENGTH
from tocsin.facts.quantity import Quantity
from tocsin.facts.reports import QUALIFIERS, Report
from tocsin.questions.differences.edits import Alter, Assert, Edit, Retract, applied, switched
from tocsin.rules.read import parse_pack

TYPES = {
    "load": {"who": ["A", "B", "C"], "n": "quantity"},
    "gate": {"who": ["A", "B", "C"], "level": "float"},
    "held": {"who": ["A", "B", "C"]},
    "total": {"n": "quantity"},
    "passed": {"ok": "bool"},
}
_SIDES = ("$a", "$b", "$a / $b", "$a + $b", "$a + $a", "$a - $b", "2 * $b", "$a * 2 - $b", "$a / 2")
_FIGURES = ("0", "1", "2", "3", "5", "1..3", "2..5", "4..", "..2", "3..9", "0.5..1.5")


def judged(assessment: Assessment, edits: Iterable[Edit] = ()) -> dict[Fact, str]:
    """The qualifier of each conclusion after the edits."""
    plan = assessment.plan
    made = tuple(edits)
    on = switched(made, assessment.assumptions)
    given = applied(made, {fact.fact.key: STRENGTH[fact.qualifier] for fact in assessment.facts})
    active = [rule.rule.id for rule in plan.rules if all(on[name] for name in rule.rule.assumes)]
    named = {key: QUALIFIERS[::-1][strength] for key, strength in given.items()}
    return Oracle(plan.pack, named, active, reports_after(assessment, made)).best()


def reports_after(assessment: Assessment, edits: Iterable[Edit]) -> dict[Fact, tuple[Report, ...]]:
    """The reports that count of each fact: one with another figure keeps those it had, a new one has what it needs."""
    known = {fact.fact.key: fact.supporting for fact in assessment.facts}
    found = dict(known)
    for edit in edits:
        if isinstance(edit, Alter):
            found[edit.type, edit.altered] = found.pop((edit.type, edit.row), ())
        elif isinstance(edit, Assert) and edit.backed_by is not None:
            key = edit.type, edit.row
            found[key] = (*found.get(key, ()), *edit.backed_by.further(known.get(key, ())))
    return found


def holds_after(assessment: Assessment, sought: Any, edits: Iterable[Edit]) -> bool:
    """Whether a fact sought is given or concluded after the edits."""
    made = tuple(edits)
    given = applied(made, {fact.fact.key: 0 for fact in assessment.facts})
    return any(sought.matches(*fact) for fact in (*given, *judged(assessment, made)))


def minimal_choices(assessment: Assessment, sought: Any, space: Iterable[Edit], at_most: int) -> set[frozenset[Edit]]:
    """Every choice of so many edits that turns whether a fact sought holds, and holds no smaller one that does."""
    now = holds_after(assessment, sought, ())
    found: list[frozenset[Edit]] = []
    every = tuple(space)
    for size in range(at_most + 1):
        for each in combinations(every, size):
            choice = frozenset(each)
            touched = [(edit.type, edit.row) for edit in choice if isinstance(edit, Retract | Alter)]
            apart = len(touched) == len(set(touched)) and not any(other <= choice for other in found)
            if apart and holds_after(assessment, sought, choice) != now:
                found.append(choice)
    return set(found)


def _condition(dice: Random) -> str:
    sign = dice.choice((">=", ">", "<", "<=", "=="))
    text = f"{dice.choice(_SIDES)} {sign} {dice.choice((*_SIDES, '2', '3.5', '6'))}"
    return f"not ({text})" if dice.random() < 0.2 else text


def _rules(dice: Random) -> list[dict[str, Any]]:
    one = {"load": {"n": "$a"} if dice.random() < 0.5 else {"who": dice.choice("AB"), "n": "$a"}}
    two = {"load": {"who": dice.choice("AB"), "n": "$b"}}
    if dice.random() < 0.3:
        two = {"gate": {"who": dice.choice("AB"), "level": "$b"}}
    main: dict[str, Any] = {"id": "main", "when": [one, two, _condition(dice)], "then": [{"passed": {"ok": True}}]}
    rules = [main]
    if dice.random() < 0.4:
        main["unless"] = [[{"held": {"who": dice.choice("AB")}}]]
    elif dice.random() < 0.4:
        main["unless"] = [[{"load": {"who": "C", "n": "$c"}}, f"$c {dice.choice(('>', '<='))} $a"]]
    if dice.random() < 0.3:
        added = {"sum": "$a", "over": [{"load": {"n": "$a"}}], "as": "$t"}
        rules.append({"id": "sum", "when": [added], "then": [{"total": {"n": "$t"}}]})
        rules.append({"id": "far", "when": [{"total": {"n": "$a"}}, "$a > 6"], "then": [{"passed": {"ok": True}}]})
    return rules


def _facts(dice: Random) -> list[str]:
    found = [f"load(who={dice.choice('AABC')}, n={dice.choice(_FIGURES)})" for _ in range(dice.randint(1, 3))]
    found += [f"gate(who={dice.choice('AB')}, level={dice.choice(('0.5', '1.5', '2.0'))})"] * dice.randint(0, 1)
    found += [f"held(who={dice.choice('AB')})"] * dice.randint(0, 1)
    return list(dict.fromkeys(found))


@st.composite
def figure_cases(draw: Any) -> Case:
    """A case of a few figures under one to three rules."""
    dice = Random(draw(st.integers(0, 2**64 - 1)))
    content = {"pack": "figures", "types": TYPES, "rules": _rules(dice)}
    return Case(parse_pack({"figures.yaml": to_yaml(content)}, "drawn"), _facts(dice))


def exact_worlds(dice: Random, quantity: Quantity) -> float:
    """A number that the range holds: an end as often as not."""
    low = quantity.low if quantity.low is not None else (quantity.high or 0) - 9
    high = quantity.high if quantity.high is not None else low + 9
    return dice.choice((low, high, low + (high - low) * dice.choice((0.25, 0.5, 0.75))))
