"""From what a client sent to a question, and from what went wrong to problems: nothing a client sends is a path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from tocsin.facts.problems import Place, Problem, ProblemError, TocsinError, did_you_mean
from tocsin.service import codes

if TYPE_CHECKING:
    from tocsin.engine import Case

Model = TypeVar("Model", bound=BaseModel)
_DEEPEST = 64
LONGEST_SHOWN = 100


def read(model: type[Model], data: Mapping[str, Any]) -> Model:
    """The request that the data makes. Raises ProblemError with everything that is wrong."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        known = [field.alias or name for name, field in model.model_fields.items()]
        raise ProblemError(problem_of(each, known) for each in error.errors(include_url=False)) from None


def problem_of(error: Any, known: Sequence[str] = ()) -> Problem:
    """The problem that an error of pydantic tells; ``known`` are the parameters that there are."""
    if error["type"] == "json_invalid":
        at = f"{error['ctx']['error']}, at character {error['loc'][-1]}"
        return Problem(codes.BAD_REQUEST, f"the body is not JSON: {at}", Place("body"), "send one JSON object")
    place = ".".join(str(part) for part in error["loc"])[:LONGEST_SHOWN]
    if error["type"] == "extra_forbidden":
        hint = did_you_mean(str(error["loc"][-1])[:LONGEST_SHOWN], known) or (
            f"there are: {', '.join(known)}" if known else "leave it out"
        )
        return Problem(codes.BAD_REQUEST, f"there is no parameter {place}", Place(place), hint)
    message = str(error["msg"]).removeprefix("Value error, ")
    return Problem(codes.BAD_REQUEST, f"{place or 'the request'}: {message}", Place(place) if place else None)


def problems_of(error: TocsinError | RecursionError | MemoryError) -> tuple[Problem, ...]:
    """What is wrong, as problems."""
    if isinstance(error, TocsinError):
        return error.problems
    message = f"the request is too large or too deeply nested ({type(error).__name__})"
    return (Problem(codes.TOO_LARGE, message, None, "send less at once"),)


def inline_case(data: Mapping[str, Any]) -> Case:
    """The case that a client sent as data; its pack is a shipped one's name, or data too. No file is opened.

    Raises ProblemError with everything that is wrong.
    """
    from tocsin.engine import Case, pack_from_data

    require_shallow(data)
    pack = data.get("pack")
    if isinstance(pack, Mapping):
        rest = {key: value for key, value in data.items() if key != "pack"}
        return Case.from_data(rest, pack_from_data(pack, "inline pack"), name="inline")
    return Case.from_data(dict(data), name="inline")


def require_shallow(data: object) -> None:
    """Raise ProblemError for data that is nested more deeply than any case, pack or certificate is."""
    level, depth = [data], 0
    while level:
        depth += 1
        if depth > _DEEPEST:
            message = f"the request is nested more than {_DEEPEST} deep"
            raise ProblemError([Problem(codes.TOO_LARGE, message, None, "send what is nested less")])
        level = [
            inner
            for each in level
            if isinstance(each, Mapping | list)
            for inner in (each.values() if isinstance(each, Mapping) else each)
        ]
