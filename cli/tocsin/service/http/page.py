"""A page that ``tocsin page`` wrote, handed out by the service: what its reader asserts can be recorded here."""

from __future__ import annotations

import os
from typing import Any, Final

from fastapi import Response
from fastapi.staticfiles import StaticFiles

HEADER: Final = "Tocsin-Service"
"""Where the service answers, seen from the page, by which the page knows that there is one."""


class Page(StaticFiles):
    """The static files of a folder."""

    def file_response(self, full_path: str | os.PathLike[str], *others: Any, **more: Any) -> Response:
        """The file, with a header that names the service."""
        found = super().file_response(full_path, *others, **more)
        found.headers[HEADER] = "../v1/"
        return found
