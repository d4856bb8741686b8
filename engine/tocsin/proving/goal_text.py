"""What people write of facts that hold together: ``breach(by=$who) and pardon(of=$who)``.

Facts in the notation of the command line, any fields left out, and comparisons, joined by *and*. A ``$name`` in the
place of a value stands for one that is the same wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tocsin.engine.plan import MatchPlan
from tocsin.engine.planning import match_plan
from tocsin.facts.notation_scan import scan_fact
from tocsin.facts.problem_list import ProblemList
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.facts.stated import convert_fields, unknown_field
from tocsin.proving import codes
from tocsin.proving.goal import Holds
from tocsin.rules import expression
from tocsin.rules.check.scope import Scope
from tocsin.rules.model import Pack
from tocsin.rules.read.parameters import with_parameters
from tocsin.rules.rule import VARIABLE, Comparison, Conjunction, Constant, Pattern, Term, Variable
from tocsin.rules.shape import Reading

_FACT = re.compile(r"\s*([A-Za-z_]\w*)\s*(\(.*\))?\s*", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<sign>=>|[()])|(?P<word>\$?\w+)|.""", re.DOTALL
)
FORM = "write facts and comparisons joined by and: type(field=$x) and other(field=$x) and $x > 1"


def never(pack: Pack, text: str) -> Holds:
    """The goal that some facts hold together. Raises ProblemError with everything that is wrong with the text."""
    left, right = _sides(text)
    if right is not None:
        raise ProblemError(
            [Problem(codes.BAD_GOAL, f"{text!r} says that something follows", None, "give it as --implies")]
        )
    return _goal(pack, left, None)


def implies(pack: Pack, text: str) -> Holds:
    """The goal that some facts hold together while others, after ``=>``, do not. Raises ProblemError as ``never``."""
    left, right = _sides(text)
    if right is None:
        message = f"{text!r} does not say what follows"
        raise ProblemError([Problem(codes.BAD_GOAL, message, None, "write FACT => FACT")])
    return _goal(pack, left, right)


def _goal(pack: Pack, left: str, right: str | None) -> Holds:
    reading = Reading(pack.vocabulary, ProblemList("<goal>"), parameters=dict(pack.parameters))
    held = tuple(_items(reading, pack, left))
    if not any(isinstance(item, Pattern) for item in held) and not reading.problems:
        raise ProblemError([Problem(codes.BAD_GOAL, f"{left.strip()!r} names no fact", _PLACE, FORM)])
    follows = () if right is None else tuple(_items(reading, pack, right))
    scope = Scope(reading)
    scope.bind_patterns(held)
    for item in held:
        if isinstance(item, Comparison):
            scope.check_comparison(item)
    scope.check_conjunction(follows)
    if reading.problems:
        raise ProblemError(reading.problems)
    return Holds(
        _plan(pack, held, scope, frozenset()), (_plan(pack, follows, scope, frozenset(scope.kinds)),) if follows else ()
    )


def _plan(pack: Pack, items: Conjunction, scope: Scope, outer: frozenset[str]) -> MatchPlan:
    return match_plan(items, scope.kinds, pack.vocabulary.types, outer)


_PLACE = Place("<goal>", 1, 1)


def _sides(text: str) -> tuple[str, str | None]:
    """The text before and after ``=>``; None if there is none."""
    for token in _TOKEN.finditer(text):
        if token["sign"] == "=>":
            return text[: token.start()], text[token.end() :]
    return text, None


def _parts(text: str) -> Iterator[str]:
    """The parts between every *and* that stands in no parentheses and no quotes."""
    start = depth = 0
    for token in _TOKEN.finditer(text):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if token["word"] == "and" and depth == 0:
            yield text[start : token.start()]
            start = token.end()
    yield text[start:]


def _items(reading: Reading, pack: Pack, text: str) -> Iterator[Pattern | Comparison]:
    for part in _parts(text):
        fact = _FACT.fullmatch(part)
        if fact is not None and (fact[2] is not None or not part.strip().startswith("$")) and _is_fact(pack, fact):
            yield from _pattern(reading, part.strip())
        elif part.strip():
            yield from _comparison(reading, part.strip())
        else:
            reading.report(codes.BAD_GOAL, "nothing stands beside an and", _PLACE, FORM)


def _is_fact(pack: Pack, fact: re.Match[str]) -> bool:
    """True unless it is a call of a function."""
    return fact[1] not in expression.FUNCTIONS or pack.vocabulary.get(fact[1]) is not None


def _pattern(reading: Reading, text: str) -> Iterator[Pattern]:
    scan = scan_fact(_with_quotes(text), _PLACE, reading.problems)
    fact_type = reading.vocabulary.get(scan.name) if scan.name else None
    if fact_type is None:
        reading.problems.extend(scan.unread())
        if scan.name:
            reading.problems.append(reading.vocabulary.unknown_type(scan.name, scan.place))
        return
    variables = {name: VARIABLE.fullmatch(str(stated.value)) for name, stated in scan.fields.items()}
    constants = {name: stated for name, stated in scan.fields.items() if variables[name] is None}
    values = convert_fields(fact_type, constants, reading.problems)
    terms: dict[str, Term] = {name: Constant((value,)) for name, value in values.items()}
    for name, found in variables.items():
        if found is not None and name in fact_type.by_name:
            terms[name] = Variable(found[1])
        elif found is not None:
            reading.problems.append(unknown_field(fact_type, name, scan.fields[name].name_place, scan.fields))
    yield Pattern(fact_type.name, terms, _PLACE)


def _with_quotes(text: str) -> str:
    """The fact with its variables in quotes, which the notation asks for around a dollar sign."""
    return "".join(f'"{t[0]}"' if t["word"] and t[0].startswith("$") else t[0] for t in _TOKEN.finditer(text))


def _comparison(reading: Reading, text: str) -> Iterator[Comparison]:
    try:
        node = with_parameters(reading, expression.parse(text), _PLACE)
    except expression.ExpressionError as error:
        reading.report(codes.BAD_GOAL, f"{text!r} is neither a fact nor a comparison: {error}", _PLACE, FORM)
        return
    if node is not None:
        yield Comparison(text, node, _PLACE)
