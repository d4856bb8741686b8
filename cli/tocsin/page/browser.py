"""What the worker of the page calls in the browser: a compiled pack and a case in, a session out."""

from __future__ import annotations

import json

from tocsin.engine.case import Case
from tocsin.page.session import Session
from tocsin.rules.kept_packs import unpacked


def open_page(pack: memoryview, case: str) -> Session:
    """The session of a page whose folder has this pack and this case."""
    rules = unpacked(bytes(pack))
    return Session(Case.from_data(json.loads(case), rules, packs=[rules], name="case"))
