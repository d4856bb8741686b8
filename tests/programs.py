"""Hypothesis strategies for whole programs: a pack as YAML text, and facts for it.

Programs are stratified by construction: types lie on levels, a rule takes its patterns from its conclusions'
level or below and negates or aggregates only what lies lower. Within a level recursion is free. Computed
values reach a conclusion only from below, so that every program ends. Variables are drawn from small pools,
one for each kind, so that they are often repeated within a pattern and across patterns.
"""

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, cast
from unittest import mock

import yaml
from hypothesis import strategies as st

from tests.oracle import Fact, Stated, in_force
from tocsin.engine import Case
from tocsin.engine.backing import demands, relations
from tocsin.engine.plan import Plan
from tocsin.facts.fact_type import FactType
from tocsin.facts.kinds import BOOL, DATE, FLOAT, INT, QUANTITY, Kind
from tocsin.facts.model import Given, fact_of
from tocsin.facts.reports import QUALIFIERS, Qualifier, Report, Source
from tocsin.rules.expression.functions import FUNCTIONS, PARAMETER
from tocsin.rules.expression.tree import (
    Arithmetic,
    Call,
    Comparison,
    Literal,
    Logical,
    Membership,
    Negative,
    Node,
    Not,
    Variable,
)
from tocsin.rules.model import Pack
from tocsin.rules.shipped import load_pack

TYPES: dict[str, dict[str, Any]] = {
    "point": {"n": "int", "m": "int", "name": "str"},
    "tag": {"name": "str", "colour": ["red", "green", "on", "1"], "note": "str?", "other": "str?"},
    "lamp": {"name": "str", "up": "bool", "day": "date?", "until": "date?"},
    "gauge": {"n": "int", "level": "float", "amount": "quantity", "limit": "quantity?"},
    "pair": {"a": "int", "b": "int"},
    "mark": {"name": "str", "note": "str?"},
    "heat": {"n": "int?", "amount": "quantity", "level": "float?"},
    "blend": {"colour": ["red", "green", "on", "1", "no"], "up": "bool?", "day": "date?"},
    "score": {"n": "int", "by": "str?"},
    "bell": {},
    "flow": {"name": "str", "n": "int", "amount": "quantity", "level": "float?", "day": "date?", "until": "date?"},
    "visit": {"name": "str", "seen": "date_range", "left": "date_range?"},
    "stay": {"name": "str?", "seen": "date_range"},
    "share": {
        "a": "int",
        "b": "int",
        "amount": {"kind": "quantity", "at_least": 0},
        "whole": {"kind": "int", "at_least": 0},
    },
}
IN_COLUMNS = {
    name: fields for name, fields in TYPES.items() if not {"date_range", "date_range?"} & {*map(str, fields.values())}
}
"""The types that tables of many cases hold."""
THINGS: dict[str, tuple[list[str], list[str]]] = {
    "point": (["name"], []),
    "tag": (["name", "note"], []),
    "lamp": (["up"], ["day", "until"]),
    "gauge": (["n"], []),
    "pair": (["a"], []),
    "heat": (["n"], []),
    "flow": (["name"], ["day", "until"]),
    "visit": (["name"], []),
    "share": (["a", "b"], []),
}
"""What some programs say tells things apart: the key but for the period, and the period."""
DATED = ("lamp", "flow")
"""Types of which some programs say that their facts hold from their ``day`` to their ``until`` only."""
LEVELS = {"pair": 1, "mark": 1, "heat": 2, "stay": 2, "blend": 2, "score": 3, "bell": 3}
TEXTS = ("1", "", "$x", "é\u0301\"b'c\\", "red")
DAYS = (dt.date(2024, 2, 29), dt.date(2024, 11, 20), dt.date(2024, 6, 1))
TOLD = (dt.date(2024, 2, 1), dt.date(2024, 6, 1), dt.date(2024, 12, 1))
"""Days on which reports are made, if they are dated."""
QUANTITIES = ("0", "1..3", "2", "-1..1", "2..", "..1", "0.5..2")
DATE_RANGES = (
    "2024", "2024-02", "2024-06-01", "2024-Q4", "2024-11-18..2024-11-22", "..2024-06-01", "2024-02-29..",
    "2023-12..2024-02",
)  # fmt: skip
INTERVALS = ("quantity", "date_range")
AMOUNTS = ("0", "1..3", "2", "0..1", "2..", "..1", "0.5..2")
"""Quantities that are not negative."""
WHOLE = (0, 1, 2, 6, 29, 2024, -1)
FLOATS = (0.0, 0.5, 2.0, -1.5)
POOLS = {"int": "ijk", "str": "st", "enum": "ce", "bool": "b", "date": "df", "float": "xy"}


@dataclass
class Program:
    """A pack as plain data, facts as raw fields with their qualifier, and the assumptions that are on."""

    data: dict[str, Any]
    facts: list[tuple[str, dict[str, Any], str]]
    assumptions: dict[str, bool]
    reported: bool = False
    """Whether the facts of some types have reports, each those that ``entries_of`` draws for it."""
    as_of: dt.date | None = None
    """The day as of which, and as known by which, the facts are looked at; None where nothing is dated."""

    def pack(self, files: list[dict[str, Any]] | None = None) -> Pack:
        """The pack, written as YAML and loaded; ``files`` in place of one file with everything."""
        folder = Path(tempfile.mkdtemp(prefix="tocsin-program-"))
        try:
            for number, content in enumerate(files or [self.data]):
                (folder / f"{number}.yaml").write_text(to_yaml(content), encoding="utf-8")
            with mock.patch.dict(os.environ, {"TOCSIN_CACHE": "off"}):  # nobody reads it again
                return load_pack(folder)
        finally:
            shutil.rmtree(folder)

    def stated(self, types: Mapping[str, FactType]) -> Stated:
        """Each fact (type and row) that is stated, in force or not, with its reports and how firmly each gives it."""
        rows = {(name, row_of(types[name], fields)): qualifier for name, fields, qualifier in self.facts}
        if not self.reported:
            return {fact: ((None, qualifier),) for fact, qualifier in rows.items()}
        return {fact: entries_of(fact, qualifier) for fact, qualifier in rows.items()}

    def case(self, pack: Pack | None = None) -> Case:
        """The program as a case: everything that is stated, by whomever, in entries of its own."""
        pack = pack or self.pack()
        types = pack.vocabulary.types
        facts = [
            Given(fact_of(types[name], row), () if report is None else (report,), cast("Qualifier", qualifier))
            for (name, row), entries in self.stated(types).items()
            for report, qualifier in entries
        ]
        return Case(pack, facts, as_of=self.as_of, assumptions=self.assumptions)

    def given(self, types: Mapping[str, FactType]) -> dict[Fact, str]:
        """Each given fact in force with its qualifier."""
        return {fact: qualifier for fact, (qualifier, _) in self._in_force(types).items()}

    def reports(self, types: Mapping[str, FactType]) -> dict[Fact, tuple[Report, ...]]:
        """The reports that count of each given fact in force."""
        return {fact: reports for fact, (_, reports) in self._in_force(types).items()}

    def rows(self, plan: Plan) -> dict[str, list[tuple[Any, ...]]]:
        """The given facts in force as engines take them: by type, and again by what is asked of their reports."""
        found: dict[str, list[tuple[Any, ...]]] = {}
        for (name, row), reports in self.reports(plan.types).items():
            for relation in (name, *relations(demands(plan), name, reports)):
                found.setdefault(relation, []).append(row)
        return found

    def _in_force(self, types: Mapping[str, FactType]) -> dict[Fact, tuple[str, tuple[Report, ...]]]:
        return in_force(types, self.stated(types), self.as_of)


REPORTED = ("point", "lamp", "gauge", "tag", "flow")
"""Types of which rules may ask how well reports back a fact."""


def entries_of(fact: Fact, qualifier: str) -> tuple[tuple[Report | None, str], ...]:
    """Reports of a fact, the same whenever they are drawn, each with how firmly it gives the fact.

    They are of few sources, some of which share an origin, and may deny, take back, or be for another time.
    """
    if fact[0] not in REPORTED:
        return ((None, qualifier),)
    dice = Random(repr(fact))
    entries = []
    for _ in range(dice.randint(1, 4)):
        status: Any = dice.choice((*("reported",) * 9, *("confirmed", "assumed") * 2, "denied", "retracted"))
        day = dice.choice(TOLD if status == "retracted" else (None, *TOLD))
        name, origin = dice.choice(("P", "Q", "R", None)), dice.choice((None, None, "P", "X"))
        ends = [dice.choice((None, *DAYS)) for _ in range(2)] if _chance(dice, 20) else [None, None]
        begin, end = sorted(ends) if None not in ends else ends  # type: ignore[type-var]
        grade = dice.choice((None, "A1", "B2", "B4", "C3", "F2", "B6"))
        report = Report(Source(publisher=name, origin=origin, date=day), grade, status, begin, end)
        entries.append((report, qualifier if _chance(dice, 70) else dice.choice(QUALIFIERS)))
    return tuple(entries)


def _backing(dice: Random) -> dict[str, Any]:
    """What a pattern asks of reports."""
    asked: dict[str, Any] = {"sources": f"{dice.choice((1, 2, 2, 3))}.."}
    if _chance(dice, 40):
        asked["grade"] = dice.choice(("..B2", "..C4", "..B5"))
    if _chance(dice, 40):
        asked["status"] = dice.choice((["confirmed"], ["reported", "assumed"]))
    return asked


def _without_backing(part: Any) -> Any:
    """A part of a rule that asks nothing of reports."""
    if isinstance(part, dict):
        return {key: _without_backing(value) for key, value in part.items() if key != "backed_by"}
    return [_without_backing(each) for each in part] if isinstance(part, list) else part


def to_yaml(content: object) -> str:
    """The content as YAML text."""
    return yaml.dump(content, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True, sort_keys=False)


def in_columns(program: Program) -> Program:
    """The program without the types that tables of many cases do not hold, and without what speaks of them."""
    left_out = TYPES.keys() - IN_COLUMNS.keys()
    data = {
        **program.data,
        "types": {name: declared for name, declared in program.data["types"].items() if name not in left_out},
        "rules": [rule for rule in program.data["rules"] if not left_out & _named(rule)],
    }
    return replace(program, data=data, facts=[fact for fact in program.facts if fact[0] not in left_out])


def _named(part: Any) -> set[str]:
    """Every key anywhere in a rule."""
    if isinstance(part, dict):
        return set(part).union(*(_named(value) for value in part.values()))
    return set().union(*(_named(each) for each in part)) if isinstance(part, list) else set()


def row_of(fact_type: FactType, fields: Mapping[str, Any]) -> tuple[Any, ...]:
    """The row of canonical values; None where a field is left out."""
    return tuple(field.convert(fields[field.name]) if field.name in fields else None for field in fact_type.fields)


def _spec(kind: Any) -> tuple[str, bool]:
    if isinstance(kind, dict):
        return kind["kind"], False
    if isinstance(kind, list):
        return "enum", False
    return kind.removesuffix("?"), kind.endswith("?")


def _constant(dice: Random, kind: Any) -> Any:
    """A raw value for a field, as a case or a pattern would have it."""
    match _spec(kind)[0]:
        case "enum":
            return dice.choice(kind)
        case "int":
            return dice.randint(0, 2)
        case "str":
            return dice.choice(TEXTS)
        case "bool":
            return dice.random() < 0.5
        case "date":
            return dice.choice(DAYS).isoformat()
        case "float":
            return dice.choice(FLOATS)
        case "date_range":
            return dice.choice(DATE_RANGES)
        case _:
            return dice.choice(AMOUNTS if isinstance(kind, dict) else QUANTITIES)


def _chance(dice: Random, percent: int) -> bool:
    return dice.random() * 100 < percent


# -- expressions over typed variables ---------------------------------------------------------------------------------


def _of_kind(scope: Mapping[str, str], *kinds: str) -> list[str]:
    return sorted(name for name, kind in scope.items() if kind in kinds)


_NUMBERS = (0, 1, 1, 2, 2, 0.5, 1e16)


def number(dice: Random, scope: Mapping[str, str], depth: int = 2) -> Node:
    """A numeric expression over the variables of ``scope`` (name to kind)."""
    names = _of_kind(scope, "int", "float", "quantity")
    shape = dice.randint(0, 9 if depth else 3)
    if shape <= 2 and names:
        return Variable(dice.choice(names))
    if shape <= 3:
        return Literal(dice.choice(_NUMBERS))
    if shape <= 6:
        sign = dice.choice("+-*/")
        return Arithmetic(sign, number(dice, scope, depth - 1), number(dice, scope, depth - 1))
    if shape == 7:
        return Negative(number(dice, scope, depth - 1))
    return _call(dice, scope, depth, INT, FLOAT, QUANTITY, None)


def _call(dice: Random, scope: Mapping[str, str], depth: int, *gives: Kind | None) -> Node:
    """A call of any function of the table that gives one of these kinds and for which the scope has arguments."""
    needed = {"date": ("date", "date_range"), "quantity": ("quantity",), "text": ("str", "enum")}
    fitting = [
        each for each in FUNCTIONS.values()
        if each.gives in gives and all(_of_kind(scope, *needed.get(taken, (*scope.values(),))) for taken in each.takes)
    ]  # fmt: skip
    if not fitting:
        return Call("abs", (number(dice, scope, depth - 1),))
    function = dice.choice(fitting)
    plain = len(function.takes) > 1
    if function.name == PARAMETER:
        steps = [Literal(each) for at in sorted(dice.sample(DAYS, 2)) for each in (at, dice.choice((0, 1, 2, 0.5)))]
        return Call(PARAMETER, (Literal("cap"), day(dice, scope, depth - 1), *steps))
    return Call(function.name, tuple(_argument(dice, scope, depth - 1, taken, plain) for taken in function.takes))


def _argument(dice: Random, scope: Mapping[str, str], depth: int, taken: str, plain: bool) -> Node:
    """An argument of a call; a literal only where another may be none."""
    match taken:
        case "date":
            if plain and _chance(dice, 40):
                return Literal(dice.choice(DAYS))
            return day(dice, scope, depth)
        case "text":
            if plain and _chance(dice, 40):
                return Literal(dice.choice((*TEXTS, "e", "re", "X")))
            return text(dice, scope)
        case "quantity":
            return Variable(dice.choice(_of_kind(scope, "quantity")))
        case "whole":
            # A range of days that a quantity leads to is nothing that a table holds.
            whole = _of_kind(scope, "int", *(("quantity",) if "date_range" in scope.values() else ()))
            return Variable(dice.choice(whole)) if whole and _chance(dice, 60) else Literal(dice.choice(WHOLE))
        case _:
            return number(dice, scope, depth)


def day(dice: Random, scope: Mapping[str, str], depth: int = 1) -> Node:
    """A day, or a range of days, over the variables of ``scope``, which has one."""
    if depth > 0 and _chance(dice, 25):
        return _call(dice, scope, depth, DATE)
    return Variable(dice.choice(_of_kind(scope, "date", "date_range")))


def text(dice: Random, scope: Mapping[str, str]) -> Node:
    """A text over the variables of ``scope``, which has one."""
    variable = Variable(dice.choice(_of_kind(scope, "str", "enum")))
    return Call("lower", (variable,)) if _chance(dice, 30) else variable


def _simple_condition(dice: Random, scope: Mapping[str, str]) -> Node:  # noqa: PLR0911  (one for each form)
    quantities = _of_kind(scope, "quantity")
    if (quantities or _of_kind(scope, "str", "enum")) and _chance(dice, 15):
        return _call(dice, scope, 1, BOOL)
    if quantities and _chance(dice, 60):
        bound = Variable(dice.choice(quantities))
        return Comparison(dice.choice((">", "<=", "==", "!=")), bound, Literal(dice.randint(0, 2)))
    kind = dice.choice(sorted({*scope.values(), "int"}))
    equality = dice.choice(("==", "!="))
    names = _of_kind(scope, kind)
    if kind in ("int", "float", "quantity"):
        sign = dice.choice(("==", "!=", "<", "<=", ">", ">="))
        if _chance(dice, 15):
            return Membership(number(dice, scope, 1), (number(dice, scope, 1), Literal(2)), dice.random() < 0.5)
        return Comparison(sign, number(dice, scope), number(dice, scope, 1))
    variable = Variable(dice.choice(names))
    if kind == "bool":
        return variable if _chance(dice, 50) else Comparison(equality, variable, Literal(dice.random() < 0.5))
    if kind in ("date", "date_range"):
        days = _of_kind(scope, "date", "date_range")
        signs = ("==", "<", ">=") if kind == "date" else ("==", "!=", "<", "<=", ">", ">=")
        if _chance(dice, 15):
            return Membership(variable, (Literal(DAYS[0]), Variable(dice.choice(days))), dice.random() < 0.5)
        other = Variable(dice.choice(days)) if _chance(dice, 30) else Literal(dice.choice(DAYS))
        return Comparison(dice.choice(signs), day(dice, scope) if _chance(dice, 40) else variable, other)
    if kind == "enum":
        members = tuple(Literal(text) for text in dice.choice((("red",), ("on", "1"), ("green",))))
        return Membership(variable, members, dice.random() < 0.5)
    other = Variable(dice.choice(names)) if _chance(dice, 40) else Literal(dice.choice(TEXTS))
    lowered = Call("lower", (variable,)) if _chance(dice, 30) else variable
    return Comparison(dice.choice(("==", "!=", "<")), lowered, other)


def condition(dice: Random, scope: Mapping[str, str], depth: int = 2) -> Node:
    """A condition over the variables of ``scope``: comparisons joined by and, or, not."""
    shape = dice.randint(0, 9) if depth else 0
    if shape <= 6:
        return _simple_condition(dice, scope)
    if shape == 7:
        return Not(condition(dice, scope, depth - 1))
    operator = dice.choice(("and", "or"))
    return Logical(operator, tuple(condition(dice, scope, depth - 1) for _ in range(dice.randint(2, 3))))


# -- rules --------------------------------------------------------------------------------------------------------


class _RuleMaker:
    """Makes one rule; life cycle: conditions first, then exceptions, then conclusions."""

    def __init__(self, dice: Random, level: int, live: set[str], types: Mapping[str, dict[str, Any]]) -> None:
        self.dice = dice
        self.types = types
        self.level = level
        self.live = live
        self.scope: dict[str, str] = {}
        self.fresh = 0
        self.computed: set[str] = set()
        self.used_types: set[str] = set()

    def types_below(self, level: int) -> list[str]:
        """The types up to a level; mostly only those that facts or other rules make."""
        names = [name for name in TYPES if LEVELS.get(name, 0) <= level]
        live = [name for name in names if name in self.live]
        return live if live and not _chance(self.dice, 10) else names

    def fresh_name(self, stem: str) -> str:
        self.fresh += 1
        return f"{stem}{self.fresh}"

    def pattern(self, names: list[str], scope: dict[str, str], prefix: str = "") -> dict[str, Any]:
        """A pattern over one of the types; what it binds is entered in ``scope``."""
        name = self.dice.choice(names)
        terms: dict[str, Any] = {}
        for field, kind in TYPES[name].items():
            shape = self.dice.randint(0, 99)
            if _spec(kind)[1] and _chance(self.dice, 12):
                terms.setdefault("absent", []).append(field)
                continue
            if shape < (10 if _spec(kind)[0] in INTERVALS else 45):
                continue
            if shape < 90:
                terms[field] = self.variable(_spec(kind)[0], scope, prefix, terms)
            elif shape < 95:
                terms[field] = [escaped(_constant(self.dice, kind)) for _ in range(2)]
            else:
                terms[field] = escaped(_constant(self.dice, kind))
        if name in REPORTED and _chance(self.dice, 15):
            terms["backed_by"] = _backing(self.dice)
        return {name: terms}

    def variable(self, kind: str, scope: dict[str, str], prefix: str, used: Mapping[str, Any]) -> str:
        """A variable for a field; seldom one that the pattern has already, often one that another has."""
        pool = POOLS.get(kind)
        if pool is None:
            name = self.fresh_name("q")
        else:
            unused = [name for name in pool if f"${prefix}{name}" not in used.values()]
            name = self.dice.choice(unused if unused and not _chance(self.dice, 15) else pool)
            if prefix and not _chance(self.dice, 30):
                name = prefix + name
        scope[name] = kind
        return f"${name}"

    def comparison(self, scope: Mapping[str, str]) -> str:
        return str(condition(self.dice, scope))

    def when(self) -> list[Any]:
        dice = self.dice
        body = self.types_below(self.level)
        items: list[Any] = []
        for _ in range(dice.choice((1, 1, 1, 2, 2, 3))):
            # The higher types are the more interesting: they are what recursion runs through.
            derived = [name for name in body if name in LEVELS]
            items.append(self.pattern(derived if derived and _chance(dice, 50) else body, self.scope))
        self.used_types = {name for item in items for name in item}
        if _chance(dice, 30):
            kept = _chance(dice, 70)
            # What the comparisons of an aggregate have from outside must be complete before it, as what it ranges over.
            lower = all(LEVELS.get(name, 0) < self.level for name in self.used_types)
            aggregate = self.aggregate(self.scope if kept and lower else {})
            if not kept:
                items = []
                self.scope = {}
                self.used_types = set()
            elif "by" in aggregate:  # what is bound outside groups without being named
                operands = str([aggregate.get(name) for name in ("sum", "min", "max", "count")])
                aggregate["by"] = [
                    name
                    for name in aggregate["by"]
                    if name[1:] not in self.scope or f"'{name}'" in operands or _chance(dice, 50)
                ]
            self.bind_aggregate(aggregate)
            items.append(aggregate)
        if _chance(dice, 12):
            items += self.total()
        for _ in range(dice.randint(0, 2) if _chance(dice, 40) else 0):
            items.append(self.let())
        wanted = 80 if _of_kind(self.scope, *INTERVALS) else 25
        for _ in range(dice.randint(1, 2) if _chance(dice, wanted) else 0):
            items.append(self.comparison(self.scope))
        return list(dice.sample(items, len(items))) if _chance(dice, 30) else items

    def aggregate(self, outside: Mapping[str, str]) -> dict[str, Any]:
        """An aggregate whose comparisons may use variables of the patterns beside it."""
        dice = self.dice
        inner: dict[str, str] = {}
        lower = self.types_below(self.level - 1)
        over: list[Any] = [self.pattern(lower, inner, "n") for _ in range(dice.randint(1, 2))]
        own: dict[str, str] = {}
        if _chance(dice, 40):
            own = {name: kind for name, kind in outside.items() if kind not in INTERVALS and _chance(dice, 30)}
            over.append(self.comparison({**own, **inner}))
        # What is bound inside under a name of the rule must be grouped by, or it would be another variable.
        by = [name for name, kind in inner.items() if kind not in INTERVALS and (len(name) == 1 or _chance(dice, 30))]
        operands = _of_kind(inner, "int", "float", "quantity")
        ordered = _of_kind(inner, "date")
        operation = dice.choice(("count", "sum", "min", "max"))
        if operation in ("min", "max"):
            operands += ordered
        operand: Any = dice.choice(operands) if operands else None
        kind = inner.get(operand or "", "int")
        if operand is None or operation == "count":
            operation, operand, kind = "count", None, "int"
        elif kind in ("int", "float") and self.may_differ(over, operation, f"${operand}"):
            kind = "quantity"
        joined = kind == "int" and _chance(dice, 20)
        joinable = [name for name in POOLS["int"] if name not in by and name not in own]
        result = dice.choice(joinable) if joined and joinable else self.fresh_name("r")
        made: dict[str, Any] = {operation: True if operand is None else f"${operand}", "over": over, "as": f"${result}"}
        told = [each for each, of in inner.items() if of not in INTERVALS and not self.may_differ(over, "", f"${each}")]
        if operation == "count" and told and _chance(dice, 50):
            made["count"] = {"distinct": [f"${each}" for each in dice.sample(told, min(len(told), dice.randint(1, 2)))]}
        if by or _chance(dice, 50):
            made["by"] = [f"${name}" for name in by]
        self._kinds = {**{name: inner[name] for name in by}, result: kind}
        return made

    def total(self) -> list[Any]:
        """An aggregate over what rules of this level conclude, and a comparison that asks for enough of it; or nothing.

        It may run through recursion, so that nothing it adds is negative and nothing else is asked of it.
        """
        dice = self.dice
        own = [name for name, at in LEVELS.items() if at == self.level and "key" not in self.types[name]]
        if not own:
            return []
        inner: dict[str, str] = {}
        over: list[Any] = [self.pattern(own, inner, "m")]
        operation, operand = "count", None
        if _chance(dice, 75):
            pattern = self.pattern(["share"], inner, "m")
            field = dice.choice(("amount", "whole"))
            operation, operand = dice.choice(("sum", "sum", "max")), self.fresh_name("q")
            pattern["share"][field] = f"${operand}"
            inner[operand] = "quantity" if field == "amount" else "int"
            over.append(pattern)
        told = {str(term) for item in over for terms in item.values() for term in terms.values()}
        inner = {name: kind for name, kind in inner.items() if f"${name}" in told}
        if _chance(dice, 25):
            over.append(self.comparison(inner))
        by = [name for name, kind in inner.items() if kind not in INTERVALS and name != operand
              and (len(name) == 1 or _chance(dice, 60))]  # fmt: skip
        result = self.fresh_name("t")
        enough = number(dice, self.scope, 1) if _chance(dice, 40) else Literal(dice.choice((0, 1, 2, 3, 4)))
        sign, turned = dice.choice(((">=", "<="), (">", "<")))
        asked = (
            Comparison(sign, Variable(result), enough)
            if _chance(dice, 70)
            else Comparison(turned, enough, Variable(result))
        )
        self.used_types |= {name for item in over if isinstance(item, dict) for name in item}
        self.scope.update({name: inner[name] for name in by})
        taken: dict[str, Any] = {operation: True if operand is None else f"${operand}"}
        made = {**taken, "over": over, "by": [f"${name}" for name in by], "as": f"${result}"}
        return [made, str(asked)]

    def may_differ(self, over: list[Any], operation: str, operand: str) -> bool:
        """Whether accounts of one thing may differ in the operand, or figures of periods that overlap are summed."""
        patterns = [
            (self.types[name], terms) for item in over if isinstance(item, dict) for name, terms in item.items()
        ]
        if operation == "sum" and any("period" in declared for declared, _ in patterns):
            return True
        told = [
            (declared.get("key"), field) for declared, terms in patterns for field in terms if terms[field] == operand
        ]
        return all(key is not None and field not in key for key, field in told)

    def bind_aggregate(self, aggregate: dict[str, Any]) -> None:
        self.scope.update(self._kinds)

    def let(self) -> dict[str, Any]:
        dice = self.dice
        node = number(dice, self.scope)
        if _chance(dice, 25) and _of_kind(self.scope, "str", "date", "date_range", "enum", "bool"):
            name = dice.choice(_of_kind(self.scope, "str", "date", "date_range", "enum", "bool"))
            node, kind = Variable(name), self.scope[name]
            if _chance(dice, 50) and kind in ("str", "enum", "date", "date_range"):
                node = text(dice, self.scope) if kind in ("str", "enum") else day(dice, self.scope)
                kind = self.scope[node.name] if isinstance(node, Variable) else _kind(node, self.scope)
        else:
            kind = _kind(node, self.scope)
        name = self.fresh_name("v")
        if kind == "int" and _chance(dice, 20):
            name = dice.choice(POOLS["int"])
        if name not in self.scope:
            self.computed.add(name)
            self.scope[name] = kind
        return {"let": {f"${name}": str(node)}}

    def exceptions(self) -> list[Any]:
        entries: list[Any] = []
        for _ in range(self.dice.randint(1, 2)):
            scope = dict(self.scope)
            lower = self.types_below(self.level - 1)
            entry: list[Any] = [self.pattern(lower, scope) for _ in range(self.dice.randint(1, 2))]
            if _chance(self.dice, 50):
                entry.append(self.comparison(scope))
            entries.append(entry if len(entry) > 1 or _chance(self.dice, 50) else entry[0])
        return entries

    def strengthener(self) -> list[Any]:
        scope = dict(self.scope)
        items: list[Any] = [self.pattern(list(TYPES), scope) for _ in range(self.dice.randint(0, 2))]
        if not items or _chance(self.dice, 50):
            items.append(self.comparison(scope))
        return items

    def then(self) -> list[Any]:
        heads = [self.head(self.level)]
        while len(heads) < 3 and _chance(self.dice, 20):
            heads.append(self.head(self.dice.choice(range(self.level, 4))))
        return heads

    def head(self, level: int) -> dict[str, Any]:
        name = self.dice.choice([name for name, at in LEVELS.items() if at == level])
        recursive = any(LEVELS.get(used, 0) >= self.level for used in self.used_types)
        terms: dict[str, Any] = {}
        for field, kind in TYPES[name].items():
            kind_name, optional = _spec(kind)
            if optional and _chance(self.dice, 40):
                continue
            accepted = {
                "float": ("int", "float"),
                "quantity": ("int", "float", "quantity"),
                "date_range": ("date", "date_range"),
                "str": ("str", "enum"),
            }
            names = _of_kind(self.scope, *accepted.get(kind_name, (kind_name,)))
            if recursive:
                names = [each for each in names if each not in self.computed]
            if names and _chance(self.dice, 85):
                terms[field] = "$" + self.dice.choice(names)
            else:
                terms[field] = escaped(_constant(self.dice, kind))
        return {name: terms}


def escaped(value: Any) -> Any:
    """A constant as patterns write it: a leading dollar sign is doubled."""
    return f"${value}" if isinstance(value, str) and value.startswith("$") else value


def _kind(node: Node, scope: Mapping[str, str]) -> str:
    from tocsin.rules.expression import kind_of

    kinds = {name: Kind(kind) for name, kind in scope.items()}  # type: ignore[arg-type]
    return kind_of(node, kinds).name


def _declared(dice: Random) -> dict[str, dict[str, Any]]:
    """The types as a pack declares them: in half of the programs some with a key, a period, cumulative, validity."""
    types: dict[str, dict[str, Any]] = dict(TYPES)
    for name, (key, period) in THINGS.items() if _chance(dice, 50) else ():
        if _chance(dice, 60):
            types[name] = {"fields": TYPES[name], "key": [*key, *period]}
            if period and _chance(dice, 80):
                types[name].update(period=period, cumulative=_chance(dice, 40))
    for name in DATED:
        if _chance(dice, 40):
            keyed = types[name] if "fields" in types[name] else {"fields": TYPES[name]}
            types[name] = {**keyed, "validity": ["day", "until"]}
    return types


def rule_of(
    dice: Random, name: str, live: set[str], types: Mapping[str, dict[str, Any]] | None = None
) -> dict[str, Any]:
    """A random rule over the types that may have facts (``live``), which grow by what it concludes."""
    maker = _RuleMaker(dice, dice.choice((1, 1, 1, 2, 2, 3)), live, TYPES if types is None else types)
    rule: dict[str, Any] = {"id": name, "when": maker.when()}
    if _chance(dice, 30):
        rule["unless"] = maker.exceptions()
    rule["then"] = maker.then()
    live.update(head for heads in rule["then"] for head in heads)
    rule["qualifier"] = dice.choice(QUALIFIERS)
    if _chance(dice, 30):
        rule["stronger_if"] = maker.strengthener()
        rule["qualifier"] = "possible"
    if _chance(dice, 15):
        rule["assumes"] = dice.choice((["first"], ["second"], ["first", "second"]))
    return rule


def _fact(dice: Random) -> tuple[str, dict[str, Any], str]:
    name = dice.choice([*[name for name in TYPES if name not in LEVELS] * 3, *LEVELS])
    fields: dict[str, Any] = {}
    for field, kind in TYPES[name].items():
        if not (_spec(kind)[1] and _chance(dice, 30)):
            fields[field] = _constant(dice, kind)
    return name, fields, dice.choice((*("certain",) * 4, *QUALIFIERS))


def in_order(declared: Mapping[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as a report can have them: where the type declares a time, it does not end before it begins."""
    begin, end = declared.get("period") or declared.get("validity") or ("day", "day")
    if begin in fields and end in fields and str(fields[end]) < str(fields[begin]):
        return {**fields, begin: fields[end], end: fields[begin]}
    return fields


def pack_of(rules: list[dict[str, Any]], types: Mapping[str, dict[str, Any]] = TYPES) -> dict[str, Any]:
    """A pack of such rules, as plain data."""
    return {
        "pack": "random",
        "types": dict(types),
        "assumptions": [{"id": "first"}, {"id": "second", "default": "off"}],
        "rules": rules,
    }


@st.composite
def programs(draw: Any, reported: bool = False) -> Program:
    """A pack of a few rules, facts for it, and the assumptions that are on.

    Hypothesis draws the seed and which rules and facts to keep, so that generation takes a millisecond and a
    failing program still shrinks to the rules and facts that matter.
    """
    dice = Random(draw(st.integers(0, 2**64 - 1)))
    facts = [_fact(dice) for _ in range(dice.randint(8, 32))]
    live = {name for name, _, _ in facts}
    types = _declared(dice)
    rules = [rule_of(dice, f"r{number}", live, types) for number in range(dice.randint(2, 8))]
    kept = draw(st.lists(st.integers(0, 30), min_size=len(rules) + len(facts), max_size=len(rules) + len(facts)))
    rules = [rule for rule, keep in zip(rules, kept, strict=False) if keep]
    facts = [fact for fact, keep in zip(facts, kept[-len(facts) :], strict=True) if keep]
    facts = [(name, in_order(types[name], fields), qualifier) for name, fields, qualifier in facts]
    rules = rules if reported else _without_backing(rules)
    unique = {str((name, fields)): (name, fields, qualifier) for name, fields, qualifier in facts}
    switched = {"first": _chance(dice, 80), "second": _chance(dice, 60)}
    as_of = dice.choice((*DAYS, *(dt.date(2025, 1, 1),) * 3))
    return Program({**pack_of(rules), "types": types}, list(unique.values()), switched, reported, as_of)
