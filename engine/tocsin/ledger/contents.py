"""What an entry may hold: one schema for what is written, what is imported and what is verified.

A chain of hashes shows that nothing was changed since it was written. That what was written is an entry at all is shown
here, so that nobody's export can bring in what reading the case would then fail on.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from tocsin.facts.days import parse_date, when_of
from tocsin.facts.fact_type import DIGITS, MORE_DIGITS
from tocsin.facts.json_values import canonical_json, interval_of
from tocsin.facts.reports import GRADE, Qualifier, Status
from tocsin.ledger.entry import Kind

_LONGEST_SHOWN: Final = 60
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\dT[0-2]\d:[0-5]\d:[0-5]\d\.\d{6}Z")


def _that(holds: Callable[[str], object], what: str) -> AfterValidator:
    """Of a text: it is ``what``, which is so if ``holds`` is true of it and raises nothing."""

    def checked(text: str) -> str:
        try:
            right = holds(text)
        except ValueError:
            right = False
        if not right:
            raise ValueError(f"is no {what}")
        return text

    return AfterValidator(checked)


def _is_stamp(text: str) -> bool:
    return _STAMP.fullmatch(text) is not None and parse_date(text[:10]) is not None and text[11:13] < "24"


def _value(found: object) -> object:
    """A scalar, or the two ends of an interval, of which an open one is null."""
    if not isinstance(found, bool | int | float | str):
        try:
            interval_of(found if isinstance(found, list) and len(found) == 2 else ())
        except (ValueError, TypeError):
            raise ValueError("is no value of a field") from None
    return found


Day: TypeAlias = Annotated[str, _that(parse_date, "date (YYYY-MM-DD)")]
When: TypeAlias = Annotated[str, _that(when_of, "date, nor a time stamp with its zone")]
Stamp: TypeAlias = Annotated[str, _that(_is_stamp, "moment as entries write it (2024-11-20T01:00:00.000000Z)")]
Digest: TypeAlias = Annotated[str, _that(re.compile("sha256:[0-9a-f]{64}").fullmatch, "digest (sha256:…)")]
Hash: TypeAlias = Annotated[str, _that(re.compile("[0-9a-f]{64}").fullmatch, "hash")]
Grade: TypeAlias = Annotated[str, _that(GRADE.fullmatch, "grade (A1 to F6)")]
Name: TypeAlias = Annotated[str, Field(min_length=1)]
Count: TypeAlias = Annotated[int, Field(ge=0)]
FieldValue: TypeAlias = Annotated[Any, AfterValidator(_value)]


class _Exact(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, defer_build=True)


class SourceContent(_Exact):
    """Who said it."""

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    date: When | None = None
    origin: str | None = None


class ReportContent(_Exact):
    """One source's word on a fact; what is absent is left out."""

    source: SourceContent = SourceContent.model_construct()
    grade: Grade | None = None
    status: Status
    valid_from: Day | None = None
    valid_to: Day | None = None
    note: str | None = None
    qualifier: Qualifier | None = None
    entry: Annotated[int, Field(ge=1)] | None = None


class FactContent(_Exact):
    """A fact with its reports; its id is that of its type and fields."""

    id: str
    type: Name
    fields: dict[str, FieldValue]
    reports: list[ReportContent]
    qualifier: Qualifier | None = None


class VocabularyContent(_Exact):
    """The vocabulary that a pack speaks."""

    name: str
    digest: Digest


class PinContent(_Exact):
    """Which pack applies from here on."""

    name: Name
    version: str
    digest: Digest
    text: Digest
    vocabulary: VocabularyContent


class CreatedContent(_Exact):
    """What assessments of the case take for granted."""

    as_of: Day | None
    assumptions: dict[str, bool]


class AssessmentContent(_Exact):
    """One recorded assessment. Its result is known by ``result`` (of all its bytes) or ``digest`` (of its content)."""

    at: Count
    pack: Digest
    pack_digest: Digest
    as_of: Day | None
    known_by: Day | None
    assumptions: dict[str, bool]
    engine: Literal["auto", "both", "rete", "seminaive"]
    engines: list[str]
    result: Digest | None = None
    digest: Digest | None = None
    conclusions: dict[Qualifier, Count]
    tocsin: str
    python: str | None = None


class ClosedContent(_Exact):
    """Nothing more."""


CONTENTS: Final[Mapping[Kind, type[_Exact]]] = {
    "case_created": CreatedContent,
    "pack_pinned": PinContent,
    "fact_asserted": FactContent,
    "fact_confirmed": FactContent,
    "fact_denied": FactContent,
    "fact_retracted": FactContent,
    "assessment": AssessmentContent,
    "case_closed": ClosedContent,
}
_SAID: Final[Mapping[Kind, Status]] = {
    "fact_confirmed": "confirmed",
    "fact_denied": "denied",
    "fact_retracted": "retracted",
}


class Payload(_Exact):
    """An entry but for its content, which its kind decides on."""

    by: str
    case: str
    clock: Stamp | None = None
    content: dict[str, Any]
    kind: Kind
    number: Annotated[int, Field(ge=1)]
    previous: Hash
    reason: str | None
    recorded: Stamp


def malformed(data: Mapping[str, Any]) -> str | None:
    """What is wrong with an entry's payload, its place first: ``content.reports[0].status is missing``; or None."""
    wrong = _against(Payload, data, ())
    if wrong is None:
        wrong = malformed_content(data["kind"], data["content"])
    if wrong is None and data["kind"] == "assessment" and data["content"]["at"] >= data["number"]:
        return f"content.at is {data['content']['at']}, which is no entry before this one"
    return wrong


def malformed_content(kind: Kind, content: Mapping[str, Any]) -> str | None:
    """What is wrong with the content of an entry of that kind, its place first, or None."""
    model = CONTENTS[kind]
    wrong = _against(model, content, ("content",))
    if wrong is None and model is FactContent:
        return _malformed_fact(kind, content)
    if wrong is None and model is AssessmentContent and not content.keys() & {"result", "digest"}:
        return "content.digest is missing"
    return wrong


def _malformed_fact(kind: Kind, content: Mapping[str, Any]) -> str | None:
    told = canonical_json({"fields": content["fields"], "type": content["type"]})
    identity = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
    if content["id"] not in (identity[:DIGITS], identity[:MORE_DIGITS]):
        return f"content.id is {_shown(content['id'])}, and that of the fact is {identity[:DIGITS]}"
    status = _SAID.get(kind)
    if status is not None and [report["status"] for report in content["reports"]] != [status]:
        return f"content.reports must be one report, with the status {status}"
    return None


def _against(model: type[_Exact], data: object, start: tuple[str, ...]) -> str | None:
    """The first fault of the data by the model, its place first."""
    try:
        model.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        return f"{_place((*start, *first['loc']))} {_fault(first['type'], first['msg'], first['input'])}"
    return None


def _place(steps: tuple[int | str, ...]) -> str:
    shown = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")
    return shown or "the entry"


_EXPECTED: Final = {
    "string_type": "a text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "float_type": "a number",
}


def _fault(sort: str, message: str, found: object) -> str:
    if sort == "missing":
        return "is missing"
    if sort == "extra_forbidden":
        return "is no key that such an entry has"
    if sort in _EXPECTED:
        return f"is {_shown(found)} where {_EXPECTED[sort]} is needed"
    if sort == "value_error":
        return f"is {_shown(found)}, which {message.removeprefix('Value error, ')}"
    told = message[:1].lower() + message[1:]
    return f"is {_shown(found)}: {told.removeprefix('input ')}"


def _shown(found: object) -> str:
    try:
        text = json.dumps(found, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        text = "what cannot be shown"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
