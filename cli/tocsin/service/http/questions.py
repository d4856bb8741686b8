"""Every question of the command line, asked of a case of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Response

from tocsin.facts.written.unseen import seen
from tocsin.service.comparing import Compare
from tocsin.service.http.access import Called, Caller
from tocsin.service.http.answering import CaseName, answer, tagged, told_as
from tocsin.service.http.details import documented
from tocsin.service.http.forms import preferred
from tocsin.service.judging import EVERY
from tocsin.service.question import Question

QUESTIONS: Final = APIRouter(prefix="/v1/cases/{case}", tags=["questions"])
JSON: Final = "application/json"
_FACT: Final = "sanctions_violation(violator=PRK)"
_EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "compare": {"only_a": ["ROK NIS"]},
    "sweep": {"prior": {"troop_deployment": 0.7}},
    "brief": {"since": "2024-11-01"},
}
# A page of ours needs no script and nothing from elsewhere, whatever a fact in it says.
_ALONE: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


def _asked(caller: Caller, case: str, asked: Question, accept: str | None) -> Response:
    """The answer in the form that was asked for, with the ETag of the case as it was asked."""
    held = caller.case(case)
    form = preferred(accept, (JSON, *asked.forms))
    beside = caller.case(asked.other) if isinstance(asked, Compare) and asked.other is not None else None
    with caller.work():
        opened = held.opened(asked.known_by)
        headers = tagged(held, opened.size) | ({"Vary": "Accept"} if asked.forms else {})
        if form != JSON:
            text = seen(asked.written(opened.case, form), lines=True)
            return Response(text, media_type=form, headers=headers | {"Content-Security-Policy": _ALONE})
        if isinstance(asked, Compare) and beside is not None:
            found = asked.between(opened.case, beside.opened(asked.known_by).case)
        else:
            found = asked.answer(opened.case)
    return answer(found.text, headers=headers)


def _operation(question: type[Question]) -> Callable[..., Response]:
    def operation(
        case: CaseName,
        asked: Any,
        caller: Called,
        accept: Annotated[str | None, Header(include_in_schema=False)] = None,
    ) -> Response:
        return _asked(caller, case, asked, accept)

    operation.__name__ = question.name
    operation.__doc__ = question.__doc__
    operation.__annotations__["asked"] = question
    return operation


for _question in EVERY:
    _usual = {"fact": _FACT} if "fact" in _question.model_fields else {"as_of": "2024-11-30"}
    _example = _EXAMPLES.get(_question.name, _usual)
    QUESTIONS.post(
        f"/{_question.name.replace('_', '-')}",
        responses={200: told_as(headers=True, forms=_question.forms), **documented(404)},
        openapi_extra={"requestBody": {"content": {JSON: {"example": _example}}}},
    )(_operation(_question))
