"""Cases of the ledger, as commands open them."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.engine import Case
    from tocsin.facts.vocabulary import Vocabulary
    from tocsin.ledger import HeldCase, Ledger, PackText
    from tocsin.rules.model import Pack


@contextmanager
def open_ledger(*, create: bool = False) -> Iterator[Ledger]:
    """The ledger that TOCSIN_LEDGER names, or the user's own. Raises ProblemError if it cannot be opened."""
    from tocsin.ledger import Ledger

    with Ledger(create=create) as ledger:
        yield ledger


def ledger_exists() -> bool:
    """Whether there may be a ledger to look into; that is told without loading anything that takes time."""
    from tocsin.ledger.location import VARIABLE, default_url

    if os.environ.get(VARIABLE, "").startswith("postgresql"):
        return True
    return Path(default_url().partition(":///")[2].partition("?")[0]).exists()


def held_names() -> list[str]:
    """The names of the cases in the ledger; none where there is no ledger."""
    if not ledger_exists():
        return []
    with open_ledger() as ledger:
        return list(ledger.names())


def open_held(name: str, pack: Pack | None, known_by: dt.date | None, rules: str) -> Case:
    """The case of that name in the ledger, as it stood at the end of ``known_by``.

    Raises ProblemError, as for a file that is not there, if the ledger has no such case.
    """
    from tocsin.cli.near_files import check_exists

    names = held_names()
    if name not in names:
        check_exists(name, names)
    with open_ledger() as ledger:
        held = ledger.case(name)
        if pack is None:
            return opened(held, known_by, rules)[0]
        return held.state(recorded_by=known_by).case(pack)


def opened(held: HeldCase, known_by: dt.date | None, rules: str) -> tuple[Case, int, PackText]:
    """A case as it stood at the end of ``known_by``, after how many entries that is, and the text of its pack.

    ``rules`` says whether that is the pack pinned ``then``, or ``now``. A vocabulary that is no longer the one of the
    pin is told on standard error.
    """
    from tocsin.cli.output import complain

    found = held.opened(known_by, pinned_then=rules == "then")
    for difference in found.differences:
        complain(f"tocsin: {held.name}: {difference}")
    return found.case, found.size, found.text


def vocabulary_of(held: HeldCase) -> Vocabulary | None:
    """The vocabulary by which the facts of a case are told; None if its pack cannot be read."""
    from tocsin.facts.problems import ProblemError

    try:
        return held.pack(held.state()).vocabulary
    except ProblemError:
        return None


def the_case(ledger: Ledger, name: str) -> HeldCase:
    """The case of that name. Raises ProblemError with the nearest name, and says so where a file was named."""
    from tocsin.facts.problems import Problem, ProblemError
    from tocsin.ledger.codes import UNKNOWN_CASE

    if name not in ledger.names() and os.path.lexists(name):
        message = f"{name} is a file; this command works on a case in the ledger"
        raise ProblemError([Problem(UNKNOWN_CASE, message, None, f"bring it in with: tocsin case import {name}")])
    return ledger.case(name)
