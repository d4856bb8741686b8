"""The tools that an assistant is offered: what each takes, and what a call of it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, Field, create_model

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Problem, ProblemError
from tocsin.service import codes
from tocsin.service.answers import told
from tocsin.service.asking import OF_A_CASE
from tocsin.service.bearing import NotUsed, Sweep
from tocsin.service.certificates import verified
from tocsin.service.comparing import Compare
from tocsin.service.judging import Brief
from tocsin.service.question import Answered, OnReading, Question, Text, Texts
from tocsin.service.requests import inline_case, read, require_shallow
from tocsin.service.writing import Assertion, FurtherReport, Upon, assert_facts, report

if TYPE_CHECKING:
    from tocsin.engine import Case
    from tocsin.ledger import HeldCase
    from tocsin.ledger.stored_case import Opened
    from tocsin.service.served import Served

_REASON: Final = 300
_INLINE = (
    "A case as data, in place of one that is served: {pack, facts, as_of, …}, as in case files. "
    "The pack is the name of a shipped one, or a whole pack as data."
)


class _Taken(BaseModel):
    """What every tool takes, and nothing besides."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Of(_Taken):
    """Which case is meant."""

    case: Text | None = Field(None, description="The name of a case that is served (list_cases).")
    inline: dict[str, Any] | None = Field(None, description=_INLINE)


class ListCases(_Taken):
    """List the cases that are served: each with its pack, and how many facts it states."""


class FactTypes(Of):
    """List the fact types of a case's pack: what may be said, field by field, each with an example."""

    types: Texts = Field(default=[], description="Only these types.")


class Verify(_Taken):
    """Check a certificate, step by step, by a program that shares nothing with the engines. It reads no file."""

    certificate: dict[str, Any] = Field(description="What certify wrote, or check_claim answered.")
    pack: Text | None = Field(None, description="Hold its rules against the shipped pack of this name.")
    case: Text | None = Field(None, description="Hold its rules against the pack of this case.")


class _Written(_Taken):
    """The case of the ledger that is written to."""

    case: Text = Field(description="The name of a case of the ledger that is served.")


class AssertFacts(Assertion, _Written):
    """Record facts with their reports on the ledger, all or none; what changes in the conclusions is answered."""


class Retract(FurtherReport, _Written):
    """Record on the ledger that a source takes back what it reported of a fact; what changes is answered."""


@dataclass(frozen=True)
class Tool:
    """A tool: its name, the model of what it takes, and whether it writes."""

    name: str
    model: type[BaseModel]
    writes: bool = False

    @property
    def about(self) -> str:
        """What it does, for whoever is to choose a tool."""
        return " ".join((self.model.__doc__ or "").split())


def _of_a_case(question: type[Question]) -> type[BaseModel]:
    """The model of a question together with the case that it is asked of."""
    model: type[BaseModel] = create_model(question.__name__, __base__=(question, Of), __doc__=question.__doc__)
    return model


_ASKED: Final[tuple[type[Question], ...]] = (*OF_A_CASE, NotUsed, Sweep, Compare, Brief)
QUESTIONS: Final = {question.name: _of_a_case(question) for question in _ASKED}
READING: Final = (
    Tool("list_cases", ListCases),
    Tool("fact_types", FactTypes),
    *(Tool(name, model) for name, model in QUESTIONS.items()),
    Tool("verify", Verify),
)
WRITING: Final = (Tool("assert_facts", AssertFacts, writes=True), Tool("retract", Retract, writes=True))


class Answers:
    """Answers calls of tools. Each that is asked of a case of the ledger is recorded there, with what was asked."""

    def __init__(self, served: Served, by: str | None = None) -> None:
        self.served = served
        self.by = by

    def call(self, tool: Tool, arguments: Mapping[str, Any]) -> str:
        """What the tool answers, as canonical JSON. Raises ProblemError for what is wrong."""
        require_shallow(arguments)
        asked = read(tool.model, arguments)
        match asked:
            case ListCases():
                return told({"cases": list(self._listed())})
            case FactTypes():
                return self._fact_types(asked)
            case Verify():
                return self._verify(asked)
            case AssertFacts():
                return assert_facts(self._written(asked), asked, Upon(self.by))
            case Retract():
                return report(self._written(asked), asked, "retracted", Upon(self.by))
            case Question():
                return self._answer(asked)
        raise AssertionError(tool.name)  # pragma: no cover

    def _answer(self, asked: Question) -> str:
        case, opened = self._open(asked, asked)
        if isinstance(asked, Compare) and asked.other is not None:
            other, beside = self.served.open(asked.other, asked.known_by)
            found = asked.between(case, other)
            self._record(asked, other, beside, Answered(found.text))
        else:
            found = asked.answer(case)
        self._record(asked, case, opened, found)
        return found.text

    def _record(self, asked: Question, case: Case, opened: Opened | None, found: Answered) -> None:
        """A case of the ledger, as the question looks at it, is on the ledger with what was asked."""
        if opened is None:
            return
        from tocsin.ledger import Record

        assessment = found.assessment
        if assessment is None:
            view = asked.seen(case) if isinstance(asked, OnReading) else asked.view
            assessment = view.assess(case, found.engine)
        held = self.served.of_ledger(case.name)
        assert held is not None  # it was opened there
        reason = f"an assistant asked {asked.name} {asked.subject}".strip()[:_REASON]
        record = Record.of(assessment, opened.size, opened.text.digest, found.engine)
        held.append([record.draft(reason)], by=self.by)

    def _open(self, of: Any, question: Question | None = None) -> tuple[Case, Opened | None]:
        if (of.case is None) == (of.inline is None):
            message = "name a case that is served, or send one inline: one of the two"
            hint = f"served are: {', '.join(self.served.names) or 'none'}"
            raise ProblemError([Problem(codes.BAD_REQUEST, message, None, hint)])
        if of.inline is not None:
            return inline_case(of.inline), None
        return self.served.open(of.case, None if question is None else question.known_by)

    def _written(self, asked: _Written) -> HeldCase:
        held = self.served.of_ledger(asked.case)
        if held is None:
            message = f"{asked.case} is a file, which is only read"
            raise ProblemError([Problem(codes.NOT_WRITABLE, message, None, "name a case of the ledger")])
        return held

    def _listed(self) -> Iterator[dict[str, object]]:
        for name in self.served.names:
            case, opened = self.served.open(name, None)
            kept = "file" if opened is None else "ledger"
            pack = {"name": case.pack.name, "version": case.pack.version}
            yield {"name": name, "kept": kept, "pack": pack, "facts": len(case.facts)}

    def _fact_types(self, asked: FactTypes) -> str:
        from tocsin.service.fact_types import types_data

        pack = self._open(asked)[0].pack
        chosen = [pack.vocabulary.type(name) for name in asked.types] or None
        return told(types_data(pack.vocabulary, pack.concluded_types, chosen))

    def _verify(self, asked: Verify) -> str:
        from tocsin.rules.shipped import load_pack, shipped_names

        against = None
        if asked.case is not None:
            against = self.served.open(asked.case, None)[0].pack
        elif asked.pack is not None:
            against = load_pack(asked.pack, packs=shipped_names())
        return told(verified(asked.certificate, against), against)
