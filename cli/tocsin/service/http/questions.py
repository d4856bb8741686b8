"""Every question of the command line, asked of a case of the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from fastapi import APIRouter, Response

from tocsin.service.asking import Question
from tocsin.service.http.access import Called, Caller
from tocsin.service.http.cases import CaseName, answer, tagged, told_as
from tocsin.service.http.details import documented
from tocsin.service.judging import EVERY

QUESTIONS: Final = APIRouter(prefix="/v1/cases/{case}", tags=["questions"])
_FACT: Final = "sanctions_violation(violator=PRK)"


def _asked(caller: Caller, case: str, asked: Question) -> Response:
    """The answer, with the ETag of the case as it was asked."""
    held = caller.case(case)
    with caller.hall.work():
        opened = held.opened(asked.known_by)
        found = asked.answer(opened.case)
    return answer(found.text, headers=tagged(held, opened.size))


def _operation(question: type[Question]) -> Callable[..., Response]:
    def operation(case: CaseName, asked: Any, caller: Called) -> Response:
        return _asked(caller, case, asked)

    operation.__name__ = question.name
    operation.__doc__ = question.__doc__
    operation.__annotations__["asked"] = question
    return operation


for _question in EVERY:
    _example = {"fact": _FACT} if "fact" in _question.model_fields else {"as_of": "2024-11-30"}
    QUESTIONS.post(
        f"/{_question.name.replace('_', '-')}",
        responses={200: told_as(headers=True), **documented(404)},
        openapi_extra={"requestBody": {"content": {"application/json": {"example": _example}}}},
    )(_operation(_question))
