"""Two parties under the same rules: which reports each accepts, and where their derivations part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from tocsin.service.answers import told
from tocsin.service.question import Answered, Question, Text, Texts

if TYPE_CHECKING:
    from tocsin.engine import Case
    from tocsin.judgement import View
    from tocsin.questions import Comparison


class Compare(Question):
    """Say who concludes what from whose facts, and the first point where two derivations part."""

    name = "compare"
    other: Text | None = Field(None, description="The other party's case; the same case, if null.")
    only_a: Texts = Field(default=[], description="The first accepts reports of these sources only.")
    only_b: Texts = Field(default=[], description="The second accepts reports of these sources only.")

    @property
    def subject(self) -> str:
        """The other case, and whom each side accepts, as far as they are named."""
        named = [f"{'+'.join(sources)} only" for sources in (self.only_a, self.only_b) if sources]
        return ", ".join([*([] if self.other is None else [f"with {self.other}"]), *named])

    def answer(self, case: Case) -> Answered:
        """The case beside itself, each side accepting what is said of it."""
        return self.between(case, case)

    def between(self, case: Case, other: Case) -> Answered:
        """The two cases side by side."""
        found = compared(case, other, (self.only_a, self.only_b), self.view)
        return Answered(told(found.to_json(), case.pack))


def compared(
    first: Case, second: Case, accepted: tuple[Sequence[str], Sequence[str]], view: View
) -> Comparison:  # fmt: skip
    """The two cases side by side, of each only what the sources that it accepts report (none: all of them)."""
    from tocsin.questions import compare

    sides = [_accepting(case, sources) for case, sources in zip((first, second), accepted, strict=True)]
    (a, name_a), (b, name_b) = sides
    return compare(view.assess(a, "seminaive"), view.assess(b, "seminaive"), (name_a, name_b))


def _accepting(case: Case, sources: Sequence[str]) -> tuple[Case, str]:
    """The case as a party sees it that accepts these sources alone, and what it is called."""
    from tocsin.questions.differences.compare import of_sources

    if not sources:
        return case, case.name
    return of_sources(case, sources), f"{case.name}, {' and '.join(sources)} only"
