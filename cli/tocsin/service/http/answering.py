"""How a case is named in an address, and how what is answered of it is sent: JSON, with the ETag of the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

from fastapi import Path, Response

from tocsin.service.http.details import body_of

if TYPE_CHECKING:
    from tocsin.ledger import HeldCase

_ETAG: Final = {"ETag": {"description": "What the case is now, for If-Match.", "schema": {"type": "string"}}}
CaseName: TypeAlias = Annotated[str, Path(description="The name of a case of the ledger.", examples=["kursk"])]


def etag_of(held: HeldCase, size: int | None = None) -> str:
    """The ETag of a case after so many entries, or after all: it changes with every entry but records of assessments.

    These are written when an assistant asks, too, and nobody's view of the case is out of date by that.
    """
    head = held.head(held.last_change(size))
    return f'"{head.size}.{head.root[:16]}"'


def tagged(held: HeldCase, size: int) -> dict[str, str]:
    """The header of that ETag; none where the case had no entries then."""
    return {"ETag": etag_of(held, size)} if size else {}


def answer(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON text as the body of a response."""
    return Response(body_of(text), status, media_type="application/json", headers=dict(headers or {}))


def told_as(headers: bool = False, forms: Iterable[str] = ()) -> dict[str, Any]:
    """The answer that is as it should be, as JSON and in these media types, for the OpenAPI document."""
    others = {form: {"schema": {"type": "string"}} for form in forms}
    shape = {"description": "Done", "content": {"application/json": {"schema": {"type": "object"}}, **others}}
    return shape | ({"headers": _ETAG} if headers else {})
