"""Does a certificate prove what it says? Everything in it is worked out anew, and nothing of the engine is used.

A certificate states a world: facts given, facts concluded, and the steps between. It is what the rules mean (their
perfect model) exactly if they are stratified, whatever they conclude anywhere in it is a step (closed), and conclusions
rest on given facts without a circle (supported). So each rule is tried on it (docs/certificates.md).
"""

import datetime as dt
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from itertools import zip_longest
from typing import Any

from tocsin.proof import reports, sums
from tocsin.rules import expression
from tocsin.rules.expression import FAILURES, DateRange, Kind, Quantity, TocsinError, Truth, to_json, worked_out

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
    terms = [t for each in item["over"] if _form(each) == PATTERN for ts in each.values() for t in ts.values()]
    return {name[1:] for name in item["by"]} - {_term(term)[0] for term in terms}


def _same(one: Any, other: Any) -> bool:  # to Python 1, 1.0 and true are one value
    return type(one) is type(other) and bool(one == other)


def _closed(rule: Json) -> list[str]:  # the types that must be complete first: negated, or aggregated over
    parts = (*rule["unless"], *(item["over"] for item in rule["when"] if _form(item) == AGGREGATE))
    return [name for part in parts for name in _types(part)]


def _asks(node: Any, total: str) -> str:  # the e of $t >= e, $t > e, e <= $t and e < $t, which $t has to reach
    left, right, sign = (str(getattr(node, part, "")) for part in ("left", "right", "operator"))
    return right if left == total and sign in (">=", ">") else left if right == total and sign in ("<=", "<") else ""


def _term(term: Any) -> tuple[str, list[Any]]:  # the name of a variable, or the values allowed ($$ is a dollar sign)
    if isinstance(term, str) and term[:1] == "$" != term[1:2]:
        return term[1:], []
    allowed = term.get("any", []) if isinstance(term, dict) else [term]
    return "", [value[1:] if isinstance(value, str) and value[:1] == "$" else value for value in allowed]


class _World:
    def __init__(self, data: Json, own: Any) -> None:  # the facts, given or concluded, as rows of tables by type
        self.types, self.index = data["types"], dict[tuple[str, str], dict[Any, list[Match]]]()
        self.read, self.tables = expression.reader(own), defaultdict[str, list[Match]](list)
        self.members, self.keyed, self.strata = dict[Any, list[Any]](), {*data.get("things", ())}, data["strata"]
        every = {name: {"key": [*fields], "period": [], "cumulative": False} for name, fields in self.types.items()}
        self.rows_by_id, self.ids, self.things = dict[str, Json](), dict[str, str](), every | data.get("things", {})
        _require(all(map(str.isidentifier, self.types)), "a type has another sort of name")
        keys = [(n, f) for n, told in self.things.items() for f in (*told["key"], *told["period"])]
        _require(all(field in self.types[name] for name, field in keys), "a type has no such key")
        self.heard = {i: [f["reports"][n] for n in f["counting"]] for i, f in data["facts"].items() if "counting" in f}
        for identity, item in {**data["conclusions"], **data["facts"]}.items():
            name, twin = item["type"], data["conclusions"].get(identity, item)
            row = {field: self.value(name, field, raw) for field, raw in item["fields"].items()}
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
        return worked_out(value, Kind("enum", tuple(kind)) if isinstance(kind, list) else Kind(kind))

    def match(self, items: list[Any], bound: Json) -> Iterator[Match]:  # p₁ ∧ … ∧ pₙ, each as soon as it can be tried
        if not items:
            yield bound, (), Truth.CERTAIN
        for at, item in enumerate(items):
            texts = [item] if _form(item) == TEST else [*item["let"].values()] if _form(item) == LET else []
            needs = {name for text in texts for name in expression.variables(self.read(text))}
            if (_outer(item) if _form(item) == AGGREGATE else needs) <= bound.keys():
                for found, ids, t in self.text(item, self.read(texts[0]), bound) if texts else self.rows(item, bound):
                    for every, others, surely in self.match(items[:at] + items[at + 1 :], found):
                        yield every, ids + others, min(t, surely)
                return

    def text(self, item: Any, node: Any, bound: Json) -> Iterator[Match]:  # what has no value (1 / 0) does not match
        with suppress(*FAILURES):
            if _form(item) == TEST:
                return (yield from ((bound, (), t) for t in [expression.holds(node, bound)] if t != Truth.FALSE))
            kinds = {name: Kind(NAMES[type(value)]) for name, value in bound.items()}
            value = worked_out(expression.value_of(node, bound), expression.kind_of(node, kinds))
            found = [{**bound, name[1:]: value} for name in item["let"] if _same(bound.get(name[1:], value), value)]
            yield from ((each, (), expression.has_value(node, value)) for each in found)

    def rows(self, item: Any, bound: Json) -> Iterator[Match]:  # the facts that match a pattern; an aggregate's groups
        [(table, terms)] = item.items() if _form(item) == PATTERN else [self.groups(item, bound)]
        asked, rows = [term for term in terms.values() if reports.asks(term)], self.tables[table]
        parts = [(field, *_term(term)) for field, term in terms.items() if term not in asked]
        for field, name in [(field, name) for field, name, _ in parts if name in bound][:1]:
            by_value = self.index.setdefault((table, field), {})  # so that only rows with the value wanted are tried
            for row in rows if not by_value else []:
                by_value.setdefault((type(row[0].get(field)), row[0].get(field)), []).append(row)
            rows = by_value.get((type(bound[name]), bound[name]), [])
        for values, ids, truth in rows:
            found = {**{name: values.get(field) for field, name, _ in parts if name}, **bound}
            wants = [(f, values.get(f), [found[n]] if n else c, n) for f, n, c in parts]
            fits = [(f in values or not n) and any(_same(v if n else to_json(v), e) for e in w) for f, v, w, n in wants]
            if all(fits) and all(reports.back(self.heard[ids[0]], each) for each in asked):
                yield found, ids, truth

    def node(self, item: Any) -> Any:  # of a comparison; None of any other condition
        return self.read(item) if _form(item) == TEST else None

    def grows(self, item: Any) -> bool:  # through recursion: over what the rule's own conclusions may add to
        return _form(item) == AGGREGATE and any(self.strata[name] >= self.level for name in _types(item["over"]))

    def check_growing(self, rule: Json) -> None:  # so that what is enough stays enough, whatever else is concluded
        for item in filter(self.grows, rule["when"]):
            keyed = [name for name in _types(item["over"]) if name in self.keyed]
            falls = any(self.things[name]["cumulative"] or self.strata[name] >= self.level for name in keyed)
            sound = not falls and "min" not in item and not _outer(item) and not isinstance(item.get("count"), dict)
            rest = [_asks(self.node(each), item["as"]) or each for each in rule["when"] if each is not item]
            rest += [item["over"], item["by"], rule["unless"], rule["stronger_if"], rule["then"]]
            asked = re.search(rf"(?<!\$){re.escape(item['as'])}\b", _canonical(rest))
            _require(sound and not asked, f"{item['as']} may fall, or what rests on it, as more is concluded")

    def groups(self, item: Json, bound: Json) -> tuple[str, Json]:  # r = Σ {v : over} for each by: a table, its pattern
        grows, outer = self.grows(item), {name: bound[name] for name in sorted(_outer(item))}
        table = _canonical([item, grows, {name: to_json(value) for name, value in outer.items()}])
        names = [name[1:] for name in (*item["by"], item["as"])]
        if table not in self.tables:
            [operand] = [raw for key, raw in item.items() if key not in ("over", "by", "as")]
            groups: dict[Any, list[Any]] = defaultdict(list)
            for found, ids, truth in self.match(item["over"], outer):
                value = tuple(found[each[1:]] for each in operand["distinct"]) if isinstance(operand, dict) else (
                    found.get(_term(operand)[0]))  # fmt: skip
                groups[tuple(found[name] for name in names[:-1])].append((sums.added(value, grows), ids, truth))
            for key, members in groups.items():
                with suppress(*FAILURES):
                    result, sure = self.combined(item, members), self.surely(item, members, members) if grows else []
                    if grows and isinstance(result, Quantity):  # a range from what is sure to what is possible
                        result = Quantity(self.combined(item, sure).low if sure else 0, result.high)
                    row = dict(zip(names, (*key, worked_out(result, Kind(NAMES[type(result)]))), strict=True))
                    ids = tuple(sorted({"+" * grows + each for _, ids, _ in members for each in ids}))
                    truth = Truth.CERTAIN if grows else min(truth for _, _, truth in members)
                    self.tables[table].append((row, ids, truth))
                    self.members[table, key] = members
        return table, {name: f"${name}" for name in names}

    def surely(self, item: Json, among: list[Any], members: list[Any]) -> list[Any]:  # and every account of its things
        things = {self.thing(item, ids) for _, ids, truth in among if truth == Truth.CERTAIN}
        return [each for each in members if self.thing(item, each[1]) in things]

    def follows(self, holds: Any, surely: bool, bound: Json, fixed: list[str], totals: list[Any]) -> list[str] | None:
        basis = {*fixed}  # what it rests on: all of this, and of each total as much as is enough
        for item, members, tests in totals:
            chosen = [each for each in members if all(map(holds, each[1]))]
            counted = self.surely(item, chosen, members) if surely else chosen
            each = {**bound, item["as"][1:]: self.combined(item, counted)} if counted else bound
            if not counted or min([Truth.CERTAIN, *(expression.holds(self.read(t), each) for t in tests)]) < 1 + surely:
                return None
            basis.update(identity for _, ids, _ in chosen for identity in ids)
        return sorted(basis) if all(map(holds, fixed)) else None

    def thing(self, item: Json, ids: tuple[str, ...]) -> Any:  # what a match is an account of: a series, its periods
        rows = [(self.things[n], self.rows_by_id[each]) for n, each in zip(_types(item["over"]), ids, strict=True)]
        series = tuple(tuple(row.get(f) for f in t["key"] if f not in t["period"]) for t, row in rows)
        return series, tuple(tuple(row.get(f) for f in t["period"]) for t, row in rows)

    def combined(self, item: Json, members: list[Any]) -> Any:  # one thing counts once
        [(operation, operand)] = [(key, raw) for key, raw in item.items() if key not in ("over", "by", "as")]
        over = [pair for each in item["over"] if _form(each) == PATTERN for pair in each.items()]
        if isinstance(operand, dict):  # of one kind each, so that equal values are the same
            return len({value for value, _, _ in members})
        if not any(name in self.keyed for name, _ in over):
            return sums.of_matches(operation, [value for value, _, _ in members])
        things, told = defaultdict[Any, list[Any]](list), [self.things[name] for name, _ in over]
        for value, ids, _ in members:
            things[self.thing(item, ids)].append(value)
        fixed = any(term == operand and f in t["key"] for (_, fields), t in zip(over, told, strict=True)
                    for f, term in fields.items())  # fmt: skip
        return sums.of_things(operation, things, told, fixed)

    def steps(self, name: str, rule: Json) -> Iterator[tuple[int, Json, Json, Any]]:  # p₁ ∧ … ∧ ¬e₁ ∧ … → h, every way
        grown = [(i, [t for t in rule["when"] if _asks(self.node(t), i["as"])]) for i in rule["when"] if self.grows(i)]
        for bound, found, matched in self.match(sorted(rule["when"], key=_form), {}):
            premises, fixed = [each.lstrip("+") for each in found], [each for each in found if each[0] != "+"]
            of = [self.members[self.groups(i, bound)[0], tuple(bound[name[1:]] for name in i["by"])] for i, _ in grown]
            basis = bound, fixed, [(i, members, tests) for (i, tests), members in zip(grown, of, strict=True)]
            whole = not grown or self.follows(self.rows_by_id.__contains__, True, *basis)
            against = [max([Truth.FALSE, *(t for _, _, t in self.match(each, bound))]) for each in rule["unless"]]
            truth = min([matched, Truth.CERTAIN if whole else Truth.POSSIBLE, *(each.negate() for each in against)])
            lifts = [ids for _, ids, t in self.match(rule["stronger_if"] or ["false"], bound) if t == Truth.CERTAIN]
            own = 0 if truth == Truth.POSSIBLE else max(WEAKEST_FIRST.index(rule["qualifier"]), len(lifts[:1]))
            values = {each: to_json(value) for each, value in bound.items()}
            looked_for = _canonical(rule["unless"])
            for each, told in ((each, _canonical(value)) for each, value in values.items()):  # for a variable its value
                looked_for = looked_for.replace(f'"${each}"', told[:2].replace("$", "$$") + told[2:])
            step = {"rule": name, "bindings": values, "premises": premises, "boundary": truth == Truth.POSSIBLE,
                    "strengthened_by": sorted({i for ids in lifts for i in ids}) if lifts else None,
                    "unless": json.loads(looked_for)}  # fmt: skip
            with suppress(*FAILURES):  # a number too large for the field of a head: the rule does not conclude
                heads = [self.head(kind, terms, bound) for head in rule["then"] for kind, terms in head.items()]
                for head in heads if truth else []:
                    yield own, head, {**step, "conclusion": self.ids.get(_digest(head)[7:])}, basis

    def head(self, name: str, terms: Json, bound: Json) -> Json:  # the fact concluded
        told = [(f, bound[v] if (v := _term(raw)[0]) else _term(raw)[1][0]) for f, raw in terms.items()]
        return {"type": name, "fields": {f: to_json(self.value(name, f, value)) for f, value in told}}

    def check(self, data: Json) -> None:
        stated, given, strata = data["conclusions"], data["facts"], data["strata"]
        strength = dict.fromkeys(stated, -1) | {i: WEAKEST_FIRST.index(given[i]["qualifier"]) for i in given}
        depth = {i: int(stated[i]["depth"]) for i in stated} | dict.fromkeys(given, 0)  # a float could equal itself + 1
        _require(all(type(s) is int and 0 <= s < len(strata) for s in strata.values()), "a stratum is none")
        steps, before, ways = dict[str, tuple[int, Json, Any]](), dict[str, int](), defaultdict[str, list[Json]](list)
        for name, item in data["rules"].items():
            rule = item["rule"]
            _require(_is_plain(rule), f"rule {name} is none of the language")
            _require(item == {"rule": rule, "digest": _digest(rule)}, f"rule {name} has another digest")
            _require(all(data["assumptions"][each] is True for each in rule["assumes"]), f"rule {name} is switched off")
            self.level = min(strata[head] for head in _types(rule["then"]))
            self.check_growing(rule)
            below = _closed({**rule, "when": [item for item in rule["when"] if not self.grows(item)]})
            positive = (*_types(rule["when"]), *_closed({**rule, "unless": []}))
            least = max([*(strata[t] for t in positive), *(strata[t] + 1 for t in below)])
            _require(self.level >= least, f"rule {name} is not stratified")
            for own, head, step, basis in self.steps(name, rule):
                same = {**stated.get(step["conclusion"], {}), **head} == stated.get(step["conclusion"])
                _require(same, f"what rule {name} concludes is missing: {head}")
                step["depth"] = 1 + max(depth[each] for each in step["premises"])  # so nothing rests on itself
                for limit in sorted({depth[each] for each in step["premises"]}, reverse=True) if basis[2] else ():
                    if found := self.follows(lambda each: depth[each] <= limit, False, *basis):  # noqa: B023
                        step |= {"depth": 1 + limit, "suffices": found}
                steps[_canonical(step)] = own, step, basis
        while before != strength:  # the weakest link of each step, the best step of each conclusion
            before = dict(strength)
            for own, step, basis in steps.values():
                weakest = min([own, *(strength[each] for each in step["premises"])])
                for n in range(weakest + 1, own + 1) if basis[2] else ():
                    weakest = n if self.follows(lambda i: strength[i] >= n, n > 0, *basis) else weakest  # noqa: B023
                strength[step["conclusion"]] = max(strength[step["conclusion"]], weakest)
                step["qualifier"] = WEAKEST_FIRST[weakest]
        ordered = sorted((step for _, step, _ in steps.values()), key=lambda step: (step["depth"], _canonical(step)))
        for number, (told, step) in enumerate(zip_longest(data["steps"], ordered), 1):
            _require(_canonical(told) == _canonical(step), f"step {number} does not follow; what follows is {step}")
            ways[step["conclusion"]].append(step)
        for identity, item in stated.items():
            best = max((step["qualifier"] for step in ways[identity]), key=WEAKEST_FIRST.index)
            sure = {"qualifier": best, "depth": min(step["depth"] for step in ways[identity]),
                    "boundary": all(step["boundary"] for step in ways[identity])}  # never firm # fmt: skip
            right = {"type": item["type"], "fields": item["fields"], **sure}
            _require(_canonical(item) == _canonical(right), f"conclusion {identity} is not so: it has {sure}")
        for name in {*data["closed"], *(each for item in data["rules"].values() for each in _closed(item["rule"]))}:
            _require(data["closed"][name] == sorted(ids[0] for _, ids, _ in self.tables[name]), f"{name} is not closed")
