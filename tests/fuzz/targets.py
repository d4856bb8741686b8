"""What is fed with changed inputs: packs, cases, facts in the notation, exports of ledgers."""

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzz.mutations import changed_data, changed_text
from tests.ledger.forging import parts, resealed
from tests.ledger.worlds import edge, pack_text
from tests.rules.test_constructs import FACTS, WITNESSES, program
from tests.vocabulary import VOCABULARY
from tocsin.engine import Case
from tocsin.engine.case import plan_of
from tocsin.engine.pack_cases import run_cases
from tocsin.facts import ProblemError
from tocsin.facts.notation import parse_fact, parse_partial
from tocsin.facts.read.case import case_of
from tocsin.facts.reports import Report, Source
from tocsin.facts.tree import parse_json, parse_yaml
from tocsin.facts.tree.nodes import plain
from tocsin.ledger import Ledger, change
from tocsin.ledger.export import export_lines
from tocsin.ledger.importing import import_export
from tocsin.ledger.recorded import further_report
from tocsin.ledger.tables import csv_lines
from tocsin.rules.read import parse_pack

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Target:
    """``drawn`` makes an input as text, and ``fed`` takes it: it returns, or raises ProblemError, or it is at fault."""

    drawn: Callable[[Random], str]
    fed: Callable[[str], object]


@cache
def _good_packs() -> Sequence[Any]:
    """Packs as data: one for each construct, one with all of them, with a case; and one that people wrote."""
    case = {"name": "c", "facts": [{name: fields} for name, fields, _ in FACTS], "expect": [{"out": {}}]}
    each = [json.loads(json.dumps(program(name).data)) | {"cases": [case]} for name in WITNESSES]
    rules = [data["rules"][0] | {"id": f"r{number}"} for number, data in enumerate(each)]
    whole = {key: value for data in each for key, value in data.items()} | {"rules": rules} | _BESIDES
    return [*each, whole, whole, whole, *_read(ROOT / "examples/own_pack/pack.yaml")]


_BESIDES: dict[str, Any] = {
    "names": {"crude": "crude oil"},
    "tensions": [{"id": "t", "text": "both", "between": [{"thing": {"n": 1}}, {"other": {"n": "$n"}}]}],
    "readings": [{"id": "strict", "text": "as it says", "without": ["off"]}],
}


@cache
def _bad_packs() -> Sequence[Any]:
    """Every pack that is refused for one thing."""
    return [data for file in sorted((ROOT / "tests/bad/rules").glob("*.yaml")) for data in _read(file)]


def _read(file: Path) -> Sequence[Any]:
    try:
        found = plain(parse_yaml(file.read_text(encoding="utf-8"), file.name))
    except ProblemError:
        return []
    return [found] if isinstance(found, dict) else []


def _draw_pack(dice: Random) -> str:
    bases = _good_packs() if dice.random() < 0.8 else _bad_packs()
    return json.dumps(changed_data(dice.choice(bases), [*_good_packs(), *_bad_packs()], dice), default=str)


def _feed_pack(text: str) -> None:
    pack = parse_pack({"pack.yaml": text}, "pack")
    plan_of(pack)
    json.dumps(run_cases(pack, engine="seminaive").to_json())


@cache
def _cases() -> Sequence[Any]:
    files = [ROOT / "examples/own_pack/case.yaml"]
    return [plain(parse_yaml(file.read_text(encoding="utf-8"), file.name)) for file in files]


@cache
def _own_pack() -> Any:
    text = (ROOT / "examples/own_pack/pack.yaml").read_text(encoding="utf-8")
    return parse_pack({"pack.yaml": text}, "pack")


def _draw_case(dice: Random) -> str:
    cases = _cases()
    return json.dumps(changed_data(dice.choice(cases), list(cases), dice), default=str)


def _feed_case(text: str) -> None:
    pack = _own_pack()
    read = case_of(parse_json(text, "case.json"), "case", lambda _: pack.vocabulary)
    case = Case(
        pack, read.facts, name=read.name, as_of=read.as_of, known_by=read.known_by, assumptions=read.assumptions
    )
    "".join(case.assess(engine="seminaive").json_pieces())


_NOTATION = (
    "edge(source=1, target=2)",
    'shipment(supplier="A b", volume=10..20, kind=crude, shipped=2024-11-20, note="x, \\"y\\"")',
    "gauge(name=g, reading=-1.5e3, working=true, limit=..5)",
    "span(first=1, last=10_000)",
)


def _draw_notation(dice: Random) -> str:
    return changed_text(dice.choice(_NOTATION), list(_NOTATION), dice)


def _feed_notation(text: str) -> None:
    parse_partial(text, VOCABULARY)
    fact = parse_fact(text, VOCABULARY)
    assert fact == parse_fact(str(fact), VOCABULARY)


@cache
def _export() -> Sequence[str]:
    with tempfile.TemporaryDirectory() as folder, Ledger(f"sqlite:///{folder}/ledger.sqlite") as ledger:
        held = ledger.new_case("roads", pack_text(), by="ana")
        with held.session(by="ana") as session:
            session.assert_fact(edge(0, 1), Report(Source(publisher="Atlas", title="t", url="u"), "B2", note="n"))
            session.assert_fact(edge(1, 2))
        fact = held.state().givens(pack_text().parse())[0].fact
        change(held, [further_report(fact, Report(Source(publisher="Gazette"), status="denied"))], by="ben")
        return list(export_lines(held))


def _draw_body(dice: Random) -> str:
    header, packs, entries = parts(list(_export()))
    if dice.random() < 0.15:
        packs = changed_data(packs, packs, dice)
    made = changed_data(entries, [entries, packs], dice)
    try:
        return "\n".join(resealed(header, packs, made if isinstance(made, list) else [made]))
    except (ValueError, TypeError):  # what has no canonical JSON cannot stand in an export
        return "\n".join(_export())


def _feed_body(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder, Ledger(f"sqlite:///{folder}/ledger.sqlite") as ledger:
        file = Path(folder) / "roads.jsonl"
        file.write_text(text + "\n", encoding="utf-8", errors="surrogatepass")
        held = import_export(ledger, file)
        list(csv_lines(held.entries()))
        list(export_lines(held))
        ledger.cases()
        state = held.state()
        state.givens(held.pack(state))
        state.case(held.pack(state)).assess(engine="seminaive")


TARGETS = {
    "packs": Target(_draw_pack, _feed_pack),
    "cases": Target(_draw_case, _feed_case),
    "notation": Target(_draw_notation, _feed_notation),
    "ledgers": Target(_draw_body, _feed_body),
}
