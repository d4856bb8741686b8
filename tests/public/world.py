"""Everything that a program can call, found from what the rooms export, with arguments that are right for each."""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from tocsin.engine import Case, LiveCase, WorkingMemory, load_pack, plan_of
from tocsin.explain import why
from tocsin.facts import Entry, Given, OpenList, PartialFact, Place, Quantity, Report, Source, parse_fact
from tocsin.facts.kinds import INT
from tocsin.judgement import View, check_assumptions
from tocsin.ledger import Done, Draft, Ledger, PackText, Request
from tocsin.proof import certify, read_certificate

ROOMS = ("facts", "engine", "questions", "explain", "judgement", "ledger", "proof", "bulk")
NAME = "edge(source=1, target=2)"
PACK = """
pack: roads
version: 1.0.0
types:
  edge: {source: int, target: int}
  path: {source: int, target: int}
assumptions:
  - {id: both-ways, text: "Roads run both ways", class: solid, default: off}
readings:
  - {id: two-way, text: "Every road can be used both ways", assume: [both-ways]}
hypotheses:
  - id: who
    question: "Who built it?"
    hypotheses:
      - {id: us, text: "We did"}
      - {id: them, text: "They did"}
    evidence:
      - id: a-road
        text: "There is a road"
        pattern: {edge: {}}
        ratings: {us: C, them: I}
rules:
  - {id: step, when: [edge: {source: $a, target: $b}], then: [path: {source: $a, target: $b}], qualifier: certain,
     warrant: bridge}
  - {id: back, when: [edge: {source: $a, target: $b}], then: [path: {source: $b, target: $a}], qualifier: possible,
     warrant: bridge, assumes: [both-ways]}
"""
NOT_ASKED = ("self", "cls")
LEFT_OUT = {
    # Spark and DuckDB: what bulk refuses is tested in its room; here it is called with what is wrong at once.
    "run",
    # What a live case asks of its memory, and has checked.
    "follow",
    # What pydantic has of its own, and refuses as a ValidationError.
    "model_copy",
    "model_construct",
    "copy",
}


@dataclass(frozen=True)
class Called:
    """A public function or method, the values it is right to give it, and what it belongs to."""

    name: str
    function: Callable[..., Any]
    parameters: tuple[inspect.Parameter, ...]

    def __str__(self) -> str:
        return self.name


class World:
    """One small case, and everything that can be made of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "roads.yaml"
        self.file.write_text(PACK, encoding="utf-8")
        self.case_file = folder / "case.yaml"
        self.case_file.write_text(f"case: c\npack: {self.file}\nfacts:\n  - {NAME}\n", encoding="utf-8")
        self.pack = load_pack(self.file)
        self.plan = plan_of(self.pack)
        self.report = Report(Source(publisher="Ana", date=dt.date(2024, 1, 2)), "B2")
        self.fact = parse_fact(NAME, self.pack.vocabulary)
        self.given = Given(self.fact, (self.report,))
        self.case = Case(self.pack, [self.given], name="c")
        self.assessment = self.case.assess(engine="seminaive")
        self.conclusion = self.assessment.conclusions[0]
        self.explanation = why(self.assessment, self.conclusion.id)
        self.ledger = Ledger(f"sqlite:///{folder / 'ledger.sqlite'}")
        self.text = PackText.read(self.file)
        self.held = self.ledger.new_case("c", self.text, facts=[self.given], by="ana")
        self.count = 0

    def written(self, called: Called) -> tuple[int, set[str]]:
        """What there is on disk that the function could add to: how many entries, which files."""
        in_ledger = called.name.startswith("ledger.")
        entries = sum(listed.entries for listed in self.ledger.cases()) if in_ledger else 0
        return entries, {name for name in os.listdir(self.folder) if not name.startswith("ledger.sqlite")}

    @cached_property
    def instances(self) -> dict[str, Any]:
        """A value of each class that has methods."""
        fact_type = self.fact.fact_type()
        checks = check_assumptions(self.case)
        session = self.held.session(by="ana")
        return {
            "Assessment": self.assessment,
            "AssumptionCheck": checks.checks[0],
            "Case": self.case,
            "CaseState": self.held.state(),
            "Codes": _codes(),
            "DiffersFrom": _relation("DiffersFrom"),
            "Explanation": self.explanation,
            "FactType": fact_type,
            "FieldType": fact_type.fields[0],
            "HeldCase": self.held,
            "Ledger": self.ledger,
            "Limits": _limits(),
            "LiveCase": LiveCase(self.case),
            "LiveSession": self.held.live(by="ana"),
            "NotBefore": _relation("NotBefore"),
            "OpenList": OpenList(("a", "b")),
            "PackText": self.text,
            "PartialFact": PartialFact("edge"),
            "Pin": self.held.pin(),
            "Quantity": Quantity(1, 2),
            "Record": _record(self),
            "Report": self.report,
            "Session": session,
            "View": View(),
            "Vocabulary": self.pack.vocabulary,
            "WorkingMemory": WorkingMemory(self.plan),
        }

    @cached_property
    def right(self) -> dict[str, Any]:
        """What is right for a parameter, by its name; by the function's and its own where names mean several things."""
        draft = Draft("fact_asserted", {"id": self.fact.id, "type": "edge", "fields": {"source": 1, "target": 2}})
        draft = dataclasses.replace(draft, content={**draft.content, "reports": [self.report.to_json()]})
        identity = self.conclusion.id
        day = dt.date(2024, 1, 2)
        names: dict[str, Any] = {
            "a": self.assessment,
            "active": None,
            "as_of": day,
            "ascii_only": False,
            "asked": "path",
            "assert_": [NAME],
            "asserted": {self.fact.key: "certain"},
            "assessment": self.assessment,
            "assume": ["both-ways"],
            "assumptions": {"both-ways": True},
            "at": 1,
            "at_most": 1,
            "b": self.assessment,
            "begin": day,
            "beside": None,
            "by": "ana",
            "case": self.case,
            "certificate": read_certificate(certify(self.assessment)),
            "checked_by": None,
            "clock": None,
            "colour": False,
            "create": True,
            "data": {},
            "date": day,
            "declared": [],
            "depth": 2,
            "document": None,
            "drafts": [draft],
            "dry_run": True,
            "end": day,
            "engine": "seminaive",
            "entries": [Entry(self.fact, (self.report,), None, Place("x"))],
            "every": False,
            "explanation": self.explanation,
            "explanations": [self.explanation],
            "fact": NAME,
            "fact_type": self.fact.fact_type(),
            "facts": [self.given],
            "grade": "B2",
            "grades": [],
            "held": self.held,
            "identity": identity,
            "keep": 1,
            "kind": "fell",
            "known_by": day,
            "limit": 3,
            "models": [],
            "name": "c",
            "names": ["who"],
            "orders": 3,
            "other": Quantity(1, 5),
            "pack": self.pack,
            "path": self.case_file,
            "place": Place("x"),
            "plan": self.plan,
            "priors": None,
            "problems": [],
            "progress": None,
            "qualifier": "certain",
            "read_only": False,
            "reading": self.pack.readings[0],
            "readings": None,
            "reason": "because",
            "report": self.report,
            "retract": ["edge"],
            "retracted": [],
            "row": (1, 2),
            "seed": 1,
            "sequence": None,
            "since": day,
            "source": self.report.source,
            "space": None,
            "statuses": [],
            "subject": self.assessment,
            "text": NAME,
            "type_name": "edge",
            "types": {},
            "uncertain": [],
            "type": "edge",
            "content": {},
            "whole": False,
            "code": "RUS",
            "Draft.kind": "fact_asserted",
            "PartialFact.values": (),
            "url": f"sqlite:///{self.folder / 'ledger.sqlite'}",
            "value": 1,
            "values": {"source": 1, "target": 2},
            "view": View(),
            "vocabulary": self.pack.vocabulary,
            "vocabulary_of": lambda named: self.pack.vocabulary,
            "width": 80,
            "without": [],
            "written": "",
            "Report.source": self.report.source,
            "change.pack": None,
            "new_case.pack": self.text,
            "of.text": self.text,
            "Codes.checked.value": "A",
            "DateRange.parse.text": "2024-10",
            "NotBefore.fault.other": 2,
            "Record.of.pack": "roads",
            "Vocabulary.type.name": "edge",
            "Given.fact": self.fact,
            "PartialFact.text.types": {"edge": self.fact.fact_type()},
            "PartialFact.to_json.types": {"edge": self.fact.fact_type()},
            "Codes.name": "x",
            "Codes.names": None,
            "compare.names": None,
            "canonical_fields.row": (1, 2),
            "certify.facts": [identity],
            "conclusion.identity": identity,
            "on_reading.view": View(),
            "reading_of.name": "two-way",
            "resolve.text": "path",
            "read_certificate.text": certify(self.assessment),
            "load_pack.name": self.file,
            "from_text.text": "facts: []",
            "from_data.data": {"facts": []},
            "from_text.name": "c",
            "from_data.name": "c",
            "from_text.packs": None,
            "from_data.packs": None,
            "pack_from_text.text": "{pack: p, version: 1.0.0}",
            "pack_from_data.data": {"pack": "p", "version": "1.0.0"},
            "pack_from_text.shown": "p",
            "pack_from_data.shown": "p",
            "pack_from_text.files": {},
            "pack_from_data.files": {},
            "listening.listener": repr,
            "beyond_mermaid.chart": "flowchart BT",
            "comparison_function.name": "of_tests",
            "comparison_function.says": None,
            "comparison_function.interval": None,
            "comparison_function.rising": [],
            "comparison_function.falling": [],
            "functions": [],
            "direction": "BT",
            "registered.name": "geopolitics",
            "PackText.read.name": self.file,
            "Vocabulary.types": {},
            "register.name": "roads-of-tests",
            "sweep.uncertain": ["edge"],
            "fact.identity": self.fact.id,
            "fields_json_columns.rows": [(1, 2)],
            "assess.case": self.case,
            "reads.fact": self.fact,
            "standing.fact": self.fact,
            "derivations_of.fact": self.fact,
            "restate.facts": [self.given],
            "withdraw.facts": [NAME],
            "assert_.facts": [self.fact],
            "retract.facts": [self.fact],
            "retract.fact": NAME,
            "extended.types": [],
            "HeldCase.name": "c",
            "HeldCase.database": self.ledger.database,
            "HeldCase.now": self.ledger.now,
            "done.request": Request.of("ana", "1", "{}"),
            "of.owner": "ana",
            "of.key": "1",
            "of.said": "{}",
            "changed_by.done": Done("", self.held.name, 3, 3),
            "Source.at": None,
            "Report.note": "x",
            "Report.status": "reported",
            "Report.valid_from": None,
            "Report.valid_to": None,
            "Report.entry": None,
            "convert.value": 1,
            "Quantity.low": 1,
            "Quantity.high": 2,
            "exactly.value": 1,
            "parse.text": "1..2",
            "FieldType.kind": INT,
        }
        return names

    def argument(self, called: Called, parameter: inspect.Parameter) -> Any:
        """What is right for this parameter of this function."""
        for owner in (called.name.split(".", 1)[-1], called.name.rsplit(".", 1)[-1]):
            if f"{owner}.{parameter.name}" in self.right:
                return self.right[f"{owner}.{parameter.name}"]
        if parameter.name in self.right:
            return self.right[parameter.name]
        assert parameter.default is not parameter.empty, f"say what is right for {called.name}({parameter.name})"
        return parameter.default

    def calls(self) -> Iterator[Called]:
        """Every public function, method and input value's class that takes an argument."""
        for room in ROOMS:
            module = import_module(f"tocsin.{room}")
            for name in module.__all__:
                member = getattr(module, name)
                if name in LEFT_OUT or not callable(member) or getattr(member, "__module__", "") == "typing":
                    continue
                if not inspect.isclass(member):
                    yield from _called(f"{room}.{name}", member)
                elif not issubclass(member, BaseException):
                    if name in MADE:
                        yield from _called(f"{room}.{name}", member)
                    yield from self._methods(room, name, member)

    def _methods(self, room: str, name: str, owner: type) -> Iterator[Called]:
        for attribute, raw in vars(owner).items():
            plain = raw.__func__ if isinstance(raw, classmethod | staticmethod) else raw
            if attribute.startswith("_") or attribute in LEFT_OUT or not inspect.isfunction(plain):
                continue
            if len(inspect.signature(plain).parameters) > 1:
                bound = getattr(owner if isinstance(raw, classmethod) else self.instances[name], attribute)
                yield from _called(f"{room}.{name}.{attribute}", bound)


MADE = frozenset(
    [
        "Case",
        "Draft",
        "Given",
        "HeldCase",
        "Ledger",
        "LiveCase",
        "PartialFact",
        "Quantity",
        "Report",
        "Source",
        "View",
        "WorkingMemory",
    ]
)
"""The classes that programs make values of themselves; the others are answers."""


def _called(name: str, function: Callable[..., Any]) -> Iterator[Called]:
    parameters = tuple(inspect.signature(function).parameters.values())
    asked = tuple(p for p in parameters if p.name not in NOT_ASKED and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL))
    if asked:
        yield Called(name, function, asked)


def _codes() -> Any:
    from tocsin.facts import Codes

    return Codes("letters", frozenset("ABC"))


def _limits() -> Any:
    from tocsin.facts import Limits

    return Limits(whole=True, at_least=0)


def _relation(name: str) -> Any:
    import tocsin.facts

    return getattr(tocsin.facts, name)("other")


def _record(world: World) -> Any:
    from tocsin.ledger import Record

    return Record.of(world.assessment, 1, "roads")
