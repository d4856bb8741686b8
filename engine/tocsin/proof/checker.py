"""Does a certificate prove what it says? Everything in it is worked out anew, and nothing of the engine is used.

A certificate states a world: facts given, facts concluded, and the steps that lead to these. This world is what the
rules mean (their perfect model) exactly if the rules are stratified, whatever they conclude anywhere in it is one of
the steps (closed), and each conclusion rests on given facts without a circle (supported). So each rule is tried on the
whole world, and what comes out must be the certificate word for word (its form and sense: docs/certificates.md).
"""

import datetime as dt
import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from tocsin.rules import expression
from tocsin.rules.expression import FAILURES, DateRange, Kind, Quantity, TocsinError, Truth, convert, to_json

WEAKEST_FIRST = ("possible", "possible_strengthened", "likely", "certain")
NAMES: Any = {k: k.__name__ for k in (str, int, float, bool, dt.date)} | {Quantity: "quantity", DateRange: "date_range"}
LET, TEST, PATTERN, AGGREGATE = range(4)  # {let: {$v: text}}, text, {type: {field: term}}, {sum: $v, over:, by:, as:}
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode
Json = dict[str, Any]
Match = tuple[Json, tuple[str, ...], Truth]  # what is bound, the ids of the facts matched, how surely


class Refused(TocsinError):
    """The certificate does not prove what it says; the message names the first thing that does not follow."""


def check(data: Json, own: Any = ()) -> None:
    """Every word follows from the given facts by the rules, which may call ``own`` functions, or Refused is raised."""
    try:
        _require(data["digest"] == _digest({**data, "digest": None}), "the digest is not that of the content")
        _World(data, own).check(data)
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError, RuntimeError) as error:
        raise Refused(f"it is malformed ({type(error).__name__}: {error})") from None


def _require(condition: object, reason: str) -> None:
    if not condition:
        raise Refused(reason)


def _digest(data: object) -> str:
    return "sha256:" + hashlib.sha256(_canonical(data).encode()).hexdigest()


def _form(item: Any) -> int:
    return TEST if isinstance(item, str) else AGGREGATE if len(item) > 1 else LET if "let" in item else PATTERN


def _types(items: list[Any]) -> list[str]:
    return [name for item in items if _form(item) == PATTERN for name in item]


def _is_plain(rule: Json) -> bool:  # exceptions and what is counted hold patterns and tests; a let has one variable
    parts = (*rule["unless"], rule["stronger_if"], *(i["over"] for i in rule["when"] if _form(i) == AGGREGATE))
    lets = [item["let"] for item in rule["when"] if _form(item) == LET]
    return all(_form(i) in (TEST, PATTERN) for part in parts for i in part) and all(len(let) == 1 for let in lets)


def _outer(item: Json) -> set[str]:  # what an aggregate has from outside: its groups are of what is bound there
    inside = {
        _term(t)[0] for each in item["over"] if _form(each) == PATTERN for ts in each.values() for t in ts.values()
    }
    return {name[1:] for name in item["by"]} - inside


def _same(one: Any, other: Any) -> bool:  # to Python 1, 1.0 and true are one value
    return type(one) is type(other) and bool(one == other)


def _closed(rule: Json) -> list[str]:  # the types that must be complete first: negated, or aggregated over
    parts = (*rule["unless"], *(item["over"] for item in rule["when"] if _form(item) == AGGREGATE))
    return [name for part in parts for name in _types(part)]


def _term(term: Any) -> tuple[str, list[Any]]:  # the name of a variable, or the values allowed ($$ is a dollar sign)
    if isinstance(term, str) and term[:1] == "$" != term[1:2]:
        return term[1:], []
    allowed = term["any"] if isinstance(term, dict) else [term]
    return "", [value[1:] if isinstance(value, str) and value[:1] == "$" else value for value in allowed]


def _aggregate(operation: str, values: list[Any]) -> Any:  # of intervals end by end; an open end is infinite
    if isinstance(values[0], Quantity):
        ends = [_aggregate(operation, list(bounds)) for bounds in zip(*map(expression.ends, values), strict=True)]
        return Quantity(*(None if end in (math.inf, -math.inf) else end for end in ends))
    plain = {"count": len, "sum": math.fsum if float in map(type, values) else sum, "min": min, "max": max}
    return plain[operation](values)


def _hull(values: list[Any]) -> tuple[Any, Any]:  # of the accounts of one thing; an open end is infinite
    found = [expression.ends(each) if isinstance(each, Quantity) else (each, each) for each in values]
    return min(low for low, _ in found), max(high for _, high in found)


def _interval(low: Any, high: Any) -> Any:
    rounded = [int(e) if isinstance(e, Fraction) and e.denominator == 1 else e for e in (low, high)]
    return Quantity(
        *(None if e in (math.inf, -math.inf) else float(e) if isinstance(e, Fraction) else e for e in rounded)
    )


def _total(ends: list[Any]) -> Any:  # exact, and rounded by whoever asks; what is open stays so
    open_ends = [end for end in ends if end in (math.inf, -math.inf)]
    return open_ends[0] if open_ends else sum(map(Fraction, ends), Fraction(0))


def _days(period: tuple[Any, ...]) -> tuple[dt.date, dt.date]:  # an end that is not told may be any day
    first, last = period[0] or dt.date.min, period[1] or dt.date.max
    return min(first, last), max(first, last)


def _apart(figures: list[tuple[Any, Any]]) -> Any:  # the most of figures no two of which share a day
    best = list[tuple[dt.date, Any]]()  # by first day, from the latest: the most from this day on, with this figure
    for (first, last), amount in sorted(figures, key=lambda figure: figure[0][0], reverse=True):
        best.append((first, amount + max([Fraction(0), *(most for start, most in best if start > last)])))
    return max([Fraction(0), *(most for _, most in best)])


def _least(told: list[Json], figures: list[tuple[Any, Any]]) -> Any:  # of a series: what is sure to add up
    below, above = [end for _, end in figures if end < 0], [each for each in figures if each[1] > 0]
    apart = [_apart([(_days(p[at]), Fraction(end)) for p, end in above]) for at, t in enumerate(told) if t["period"]]
    return _total([*below, max(apart) if apart else _total([end for _, end in above])])


def _covers(told: list[Json], longer: Any, shorter: Any) -> bool:  # a longer period takes in what lies within it
    pairs = [(t, one, other) for t, one, other in zip(told, longer, shorter, strict=True) if one != other]
    return any(_days(one) != _days(other) for _, one, other in pairs) and all(
        t["cumulative"] and None not in (*one, *other) and _days(one)[0] <= _days(other)[0]
        and _days(other)[1] <= _days(one)[1] for t, one, other in pairs)  # fmt: skip


def _sum_of_things(told: list[Json], things: dict[Any, Any]) -> Any:
    series, lows, highs = defaultdict[Any, dict[Any, Any]](dict), [], []
    for (each, periods), values in things.items():
        series[each][periods] = _hull(values)
    for members in series.values():
        left = {p: ends for p, ends in members.items() if not any(_covers(told, other, p) for other in members)}
        lows.append(_least(told, [(p, low) for p, (low, _) in left.items()]))
        highs.append(-_least(told, [(p, -high) for p, (_, high) in left.items()]))
    return _interval(_total(lows), _total(highs))


class _World:
    def __init__(self, data: Json, own: Any) -> None:  # the facts, given or concluded, as rows of tables by type
        self.types, self.index = data["types"], dict[tuple[str, str], dict[Any, list[Match]]]()
        self.read, self.tables = expression.reader(own), defaultdict[str, list[Match]](list)
        self.rows_by_id, self.ids, self.things = dict[str, Json](), dict[str, str](), data.get("things", {})
        _require(all(map(str.isidentifier, self.types)), "a type has another sort of name")
        for name, told in self.things.items():
            _require(all(f in self.types[name] for f in (*told["key"], *told["period"])), f"{name} has no such key")
        for identity, item in {**data["conclusions"], **data["facts"]}.items():
            name, fields = item["type"], item["fields"]
            row = {field: self.value(name, field, raw) for field, raw in fields.items()}
            twin = data["conclusions"].get(identity, item)
            told = {"type": name, "fields": {field: to_json(value) for field, value in row.items()}}
            same = all(_canonical({**each, **told}) == _canonical(each) for each in (item, twin))
            whole = _digest(told)[7:]  # ids that would meet are longer
            _require(same and identity in (whole[:12], whole[:24]), f"{identity} is not the id of its fact")
            _require(self.ids.setdefault(whole, identity) == identity, f"{identity} is {self.ids[whole]} again")
            _require(all(f in row or d["optional"] for f, d in self.types[name].items()), f"{identity} lacks a field")
            self.tables[name].append((row, (identity,), Truth.CERTAIN))
            self.rows_by_id[identity] = row

    def value(self, name: str, field: str, value: Any) -> Any:
        kind = self.types[name][field]["kind"]
        return convert(value, Kind("enum", tuple(kind)) if isinstance(kind, list) else Kind(kind))

    def match(self, items: list[Any], bound: Json) -> Iterator[Match]:  # p₁ ∧ … ∧ pₙ, each as soon as it can be tried
        if not items:
            yield bound, (), Truth.CERTAIN
        for at, item in enumerate(items):
            texts = [item] if _form(item) == TEST else [*item["let"].values()] if _form(item) == LET else []
            if all(name in bound for text in texts for name in expression.variables(self.read(text))) and (
                _form(item) != AGGREGATE or _outer(item) <= bound.keys()
            ):
                for found, ids, t in self.text(item, self.read(texts[0]), bound) if texts else self.rows(item, bound):
                    for every, others, surely in self.match(items[:at] + items[at + 1 :], found):
                        yield every, ids + others, min(t, surely)
                return

    def text(self, item: Any, node: Any, bound: Json) -> Iterator[Match]:  # what has no value (1 / 0) does not match
        with suppress(*FAILURES):
            if _form(item) == TEST:
                return (yield from ((bound, (), t) for t in [expression.holds(node, bound)] if t != Truth.FALSE))
            kinds = {name: Kind(NAMES[type(value)]) for name, value in bound.items()}
            value = convert(expression.value_of(node, bound), expression.kind_of(node, kinds))
            found = [{**bound, name[1:]: value} for name in item["let"] if _same(bound.get(name[1:], value), value)]
            yield from ((each, (), Truth.CERTAIN) for each in found)

    def rows(self, item: Any, bound: Json) -> Iterator[Match]:  # the facts that match a pattern; an aggregate's groups
        [(table, terms)] = item.items() if _form(item) == PATTERN else [self.groups(item, bound)]
        parts, rows = [(field, *_term(term)) for field, term in terms.items()], self.tables[table]
        for field, name in [(field, name) for field, name, _ in parts if name in bound][:1]:
            by_value = self.index.setdefault((table, field), {})  # so that only rows with the value wanted are tried
            for row in rows if not by_value else []:
                by_value.setdefault((type(row[0].get(field)), row[0].get(field)), []).append(row)
            rows = by_value.get((type(bound[name]), bound[name]), [])
        for values, ids, truth in rows:
            found = {**{name: values.get(field) for field, name, _ in parts if name}, **bound}
            wants = [(f, values.get(f), [found[n]] if n else c, n) for f, n, c in parts]
            if all(
                (f in values or not n) and any(_same(v if n else to_json(v), each) for each in w)
                for f, v, w, n in wants
            ):
                yield found, ids, truth

    def groups(
        self, item: Json, bound: Json
    ) -> tuple[str, Json]:  # r = Σ {v : over} for each value of by: a table and its pattern
        outer = {name: bound[name] for name in sorted(_outer(item))}
        table = _canonical([item, {name: to_json(value) for name, value in outer.items()}])
        names = [name[1:] for name in (*item["by"], item["as"])]
        if table not in self.tables:
            [(operation, operand)] = [(key, raw) for key, raw in item.items() if key not in ("over", "by", "as")]
            groups: dict[Any, list[Any]] = defaultdict(list)
            for found, ids, truth in self.match(item["over"], outer):
                value = tuple(found[each[1:]] for each in operand["distinct"]) if isinstance(operand, dict) else (
                    found.get(_term(operand)[0]))  # fmt: skip
                groups[tuple(found[name] for name in names[:-1])].append((value, ids, truth))
            for key, members in groups.items():
                with suppress(*FAILURES):
                    result = self.combined(item, operation, operand, members)
                    row = dict(zip(names, (*key, convert(result, Kind(NAMES[type(result)]))), strict=True))
                    ids = tuple(sorted({each for _, ids, _ in members for each in ids}))
                    self.tables[table].append((row, ids, min(truth for _, _, truth in members)))
        return table, {name: f"${name}" for name in names}

    def combined(self, item: Json, operation: str, operand: Any, members: list[Any]) -> Any:  # one thing counts once
        over = [pair for each in item["over"] if _form(each) == PATTERN for pair in each.items()]
        told = [self.things.get(n, {"key": [*self.types[n]], "period": [], "cumulative": False}) for n, _ in over]
        values = [value for value, _, _ in members]
        if isinstance(operand, dict):  # of one kind each, so that equal values are the same
            return len(set(values))
        if not any(name in self.things for name, _ in over):
            return _aggregate(operation, values)
        things = defaultdict[Any, list[Any]](list)
        for value, ids, _ in members:
            rows = [(t, self.rows_by_id[each]) for t, each in zip(told, ids, strict=True)]
            series = tuple(tuple(row.get(f) for f in t["key"] if f not in t["period"]) for t, row in rows)
            things[series, tuple(tuple(row.get(f) for f in t["period"]) for t, row in rows)].append(value)
        fixed = any(term == operand and f in t["key"] for (_, fields), t in zip(over, told, strict=True)
                    for f, term in fields.items())  # fmt: skip
        if operation == "count":
            return len(things)
        added = operation == "sum" and any(t["period"] for t in told)
        if isinstance(values[0], dt.date) or (fixed and not isinstance(values[0], Quantity) and not added):
            return _aggregate(operation, [each[0] for each in things.values()] if operation == "sum" else values)
        if operation == "sum":
            return _sum_of_things(told, things)
        ends = [_hull(each) for each in things.values()]
        choose = min if operation == "min" else max
        return _interval(choose(low for low, _ in ends), choose(high for _, high in ends))

    def steps(self, name: str, rule: Json) -> Iterator[tuple[int, Json, Json]]:  # p₁ ∧ … ∧ ¬e₁ ∧ … → h, in every way
        for bound, premises, matched in self.match(sorted(rule["when"], key=_form), {}):
            against = [max([Truth.FALSE, *(t for _, _, t in self.match(each, bound))]) for each in rule["unless"]]
            truth = min([matched, *(each.negate() for each in against)])
            lifts = [ids for _, ids, t in self.match(rule["stronger_if"] or ["false"], bound) if t == Truth.CERTAIN]
            own = 0 if truth == Truth.POSSIBLE else max(WEAKEST_FIRST.index(rule["qualifier"]), len(lifts[:1]))
            values = {each: to_json(value) for each, value in bound.items()}
            looked_for = _canonical(rule["unless"])
            for each, told in ((each, _canonical(value)) for each, value in values.items()):  # for a variable its value
                looked_for = looked_for.replace(f'"${each}"', told[:2].replace("$", "$$") + told[2:])
            step = {"rule": name, "bindings": values, "premises": list(premises), "boundary": truth == Truth.POSSIBLE,
                    "strengthened_by": sorted({i for ids in lifts for i in ids}) if lifts else None,
                    "unless": json.loads(looked_for)}  # fmt: skip
            with suppress(*FAILURES):  # a number too large for the field of a head: the rule does not conclude
                heads = [self.head(kind, terms, bound) for head in rule["then"] for kind, terms in head.items()]
                yield from (
                    (own, head, {**step, "conclusion": self.ids.get(_digest(head)[7:])}) for head in heads if truth
                )

    def head(self, name: str, terms: Json, bound: Json) -> Json:  # the fact concluded
        told = [(f, bound[v] if (v := _term(raw)[0]) else _term(raw)[1][0]) for f, raw in terms.items()]
        return {"type": name, "fields": {f: to_json(self.value(name, f, value)) for f, value in told}}

    def check(self, data: Json) -> None:
        stated, given, strata = data["conclusions"], data["facts"], data["strata"]
        strength = dict.fromkeys(stated, -1) | {i: WEAKEST_FIRST.index(given[i]["qualifier"]) for i in given}
        depth = {i: int(stated[i]["depth"]) for i in stated} | dict.fromkeys(given, 0)  # a float could equal itself + 1
        _require(all(type(s) is int and 0 <= s < len(strata) for s in strata.values()), "a stratum is none")
        steps, before, ways = dict[str, tuple[int, Json]](), dict[str, int](), defaultdict[str, list[Json]](list)
        for name, item in data["rules"].items():
            rule = item["rule"]
            _require(_is_plain(rule), f"rule {name} is none of the language")
            _require(item == {"rule": rule, "digest": _digest(rule)}, f"rule {name} has another digest")
            _require(all(data["assumptions"][each] is True for each in rule["assumes"]), f"rule {name} is switched off")
            least = max([*(strata[t] for t in _types(rule["when"])), *(strata[t] + 1 for t in _closed(rule))])
            _require(all(strata[head] >= least for head in _types(rule["then"])), f"rule {name} is not stratified")
            for own, head, step in self.steps(name, rule):
                same = {**stated.get(step["conclusion"], {}), **head} == stated.get(step["conclusion"])
                _require(same, f"what rule {name} concludes is missing: {head}")
                step["depth"] = 1 + max(depth[each] for each in step["premises"])  # so nothing rests on itself
                steps[_canonical(step)] = own, step
        while before != strength:  # the weakest link of each step, the best step of each conclusion
            before = dict(strength)
            for own, step in steps.values():
                weakest = min([own, *(strength[each] for each in step["premises"])])
                strength[step["conclusion"]] = max(strength[step["conclusion"]], weakest)
                step["qualifier"] = WEAKEST_FIRST[weakest]
        ordered = sorted((step for _, step in steps.values()), key=lambda step: (step["depth"], _canonical(step)))
        for number, (told, step) in enumerate(zip_longest(data["steps"], ordered), 1):
            _require(_canonical(told) == _canonical(step), f"step {number} does not follow; what follows is {step}")
            ways[step["conclusion"]].append(step)
        for identity, item in stated.items():
            best = max((step["qualifier"] for step in ways[identity]), key=WEAKEST_FIRST.index)
            sure = {"qualifier": best, "depth": min(step["depth"] for step in ways[identity]),
                    "boundary": all(s["boundary"] for s in ways[identity] if s["qualifier"] == best)}  # fmt: skip
            right = {"type": item["type"], "fields": item["fields"], **sure}
            _require(_canonical(item) == _canonical(right), f"conclusion {identity} is not so: it has {sure}")
        for name in {*data["closed"], *(each for item in data["rules"].values() for each in _closed(item["rule"]))}:
            _require(data["closed"][name] == sorted(ids[0] for _, ids, _ in self.tables[name]), f"{name} is not closed")
