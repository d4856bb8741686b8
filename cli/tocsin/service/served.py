"""The cases that are served: files and cases of the ledger, by the names that whoever started the service gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.facts.problems import Problem, ProblemError, suggestion
from tocsin.service import codes

if TYPE_CHECKING:
    import datetime as dt

    from tocsin.engine import Case
    from tocsin.ledger import HeldCase, Ledger
    from tocsin.ledger.stored_case import Opened


class Served:
    """Files and cases of a ledger, each under its name. A file is read again when it has changed."""

    def __init__(self, files: Mapping[str, Path], ledger: Ledger | None = None, held: Sequence[str] = ()) -> None:
        self.files = dict(files)
        self.ledger = ledger
        self.held = tuple(held)
        self._kept: dict[str, tuple[tuple[int, int], Case]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the cases, in order."""
        return tuple(sorted({*self.files, *self.held}))

    def of_ledger(self, name: str) -> HeldCase | None:
        """The case of the ledger that is served under the name; None if a file is. Raises ProblemError if none is."""
        if name in self.files:
            return None
        if self.ledger is None or name not in self.held:
            message = f"no case named {name!r} is served"
            raise ProblemError([Problem(codes.NOT_SERVED, message, None, suggestion(name, self.names, "cases"))])
        return self.ledger.case(name)

    def open(self, name: str, known_by: dt.date | None) -> tuple[Case, Opened | None]:
        """The case of that name; where it is the ledger's, as it was recorded by that day, with how it was opened."""
        held = self.of_ledger(name)
        if held is None:
            return self._read(name), None
        opened = held.opened(known_by)
        return opened.case, opened

    def _read(self, name: str) -> Case:
        from tocsin.engine import Case

        path = self.files[name]
        try:
            found = path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
        except OSError:
            stamp = (0, 0)  # reading it says what is wrong
        kept = self._kept.get(name)
        if kept is None or kept[0] != stamp:
            kept = self._kept[name] = (stamp, Case.load(path))
        return kept[1]
