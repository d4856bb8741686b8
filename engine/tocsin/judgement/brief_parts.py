"""What a brief is made of: sections of lines, each line one sentence with what it can be traced to."""

from __future__ import annotations

from tocsin.explain.tree import Explanation
from tocsin.facts.dataclass import dataclass
from tocsin.facts.displayed import Displayed
from tocsin.facts.reports import Qualifier
from tocsin.facts.values import short_repr
from tocsin.judgement.heading import Heading


@dataclass(frozen=True)
class Line:
    """One sentence. What judges has a ``trace``: ids of facts and derivations; what only reports may have none.

    ``number`` numbers key judgements; ``below`` are lines that belong to this one. ``grades`` are the weakest that a
    judgement needs, ``conclusion`` the id of what it judges.
    """

    text: str
    trace: tuple[str, ...] = ()
    judges: bool = True
    qualifier: Qualifier | None = None
    boundary: bool = False
    number: int | None = None
    below: tuple[Line, ...] = ()
    grades: tuple[str, ...] = ()
    conclusion: str | None = None

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data, what is absent left out."""
        data: dict[str, object] = {"text": self.text, "trace": list(self.trace), "judges": self.judges}
        if self.qualifier is not None:
            data.update(qualifier=self.qualifier, boundary=self.boundary)
        if self.grades:
            data["grades"] = list(self.grades)
        if self.number is not None:
            data["number"] = self.number
        if self.below:
            data["below"] = [line.to_json() for line in self.below]
        return data


@dataclass(frozen=True)
class Section:
    """A titled part of the brief, with a remark on how to read it if it needs one."""

    title: str
    lines: tuple[Line, ...]
    remark: str = ""

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {"title": self.title, "remark": self.remark, "lines": [line.to_json() for line in self.lines]}


@dataclass(frozen=True)
class Brief(Displayed, Heading):
    """A judgement that can be sent: what, how strongly, since when, why, on whose word, and what would change it.

    ``explanations`` say in full why each conclusion that is judged follows; a page has them below.
    """

    __repr__ = short_repr
    _page_by = "tocsin.judgement.brief_page:to_html"

    title: str
    sections: tuple[Section, ...]
    digest: str
    explanations: tuple[Explanation, ...] = ()

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        return {
            **self.heading_json(),
            "title": self.title,
            "sections": [section.to_json() for section in self.sections],
            "assessment": self.digest,
        }
