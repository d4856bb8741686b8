"""What the worker of the page calls in the browser: a compiled pack and a case in, a session out."""

from __future__ import annotations

import gc
import json

from tocsin.engine.case import Case
from tocsin.page.session import Session
from tocsin.rules.kept_packs import unpacked


def open_page(pack: memoryview, case: str) -> Session:
    """The session of a page whose folder has this pack and this case."""
    rules = unpacked(bytes(pack))
    return Session(Case.from_data(json.loads(case), rules, packs=[rules], name="case"))


def make_ready() -> None:
    """What the first change needs is imported, and what is there to stay is looked through no more."""
    import tocsin.judgement  # noqa: F401

    gc.freeze()
    gc.enable()
