"""Which conclusions of an assessment to show: by strength, type, section and number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

import typer

from tocsin.cli.options import LeastQualifier
from tocsin.facts.dataclass import dataclass

if TYPE_CHECKING:
    from tocsin.engine import Assessment
    from tocsin.rules.model import Pack


@dataclass(frozen=True)
class Selection:
    """What the options ask for; nothing asked for is everything."""

    least: LeastQualifier = LeastQualifier.possible
    types: Sequence[str] = ()
    sections: Sequence[str] = ()
    limit: int | None = None

    @property
    def is_everything(self) -> bool:
        """True if nothing is left out."""
        return self == Selection()

    def of(self, assessment: Assessment) -> list[int]:
        """The conclusions selected, by number.

        Raises ProblemError or BadParameter for types and sections that are not there.
        """
        if self.is_everything:
            return assessment.graph.concluded
        from tocsin.cli.conclusion_rows import Rows, section_of
        from tocsin.service.answers import chosen

        admitted = chosen(assessment, self.least.qualifier, self.types)
        wanted = self._sections(assessment.pack)
        found = [each for each in admitted if wanted is None or section_of(assessment, each) in wanted]
        if self.limit is not None and len(found) > self.limit:
            found = list(islice(Rows(assessment, found).in_order(), self.limit))
        return found

    def _sections(self, pack: Pack) -> set[str] | None:
        """The sections whose title has one of the texts asked for, whatever the case; None if none was."""
        from tocsin.cli.conclusion_rows import ELSEWHERE

        if not self.sections:
            return None
        known = [*pack.sections, ELSEWHERE]
        wanted: set[str] = set()
        for text in self.sections:
            found = {name for name in known if text.casefold() in name.casefold()}
            if not found:
                raise typer.BadParameter(
                    f"no section has {text}; there are: {', '.join(known)}", param_hint="--section"
                )
            wanted |= found
        return wanted

    def text(self) -> str:
        """The options that leave something out, as typed."""
        told = [] if self.least is LeastQualifier.possible else [f"--min-qualifier {self.least.value}"]
        told += [f"--type {name}" for name in self.types]
        told += [f"--section {name}" for name in self.sections]
        return " ".join(told if self.limit is None else [*told, f"--limit {self.limit}"])
