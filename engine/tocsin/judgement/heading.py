"""What stands above a judgement of one case at one time."""

from __future__ import annotations

from tocsin.engine import Assessment
from tocsin.engine import assessment_header as below
from tocsin.engine.assessment_header import HeadingFields
from tocsin.facts.dataclass import dataclass


class JudgementFields(HeadingFields):
    """The fields of a judgement's heading, by name."""

    engines: tuple[str, ...]


@dataclass(frozen=True)
class Heading(below.Heading):
    """The heading of an assessment, and the engines that made it."""

    engines: tuple[str, ...]

    def heading_json(self) -> dict[str, object]:
        """The heading as JSON-ready data."""
        return {**super().heading_json(), "engines": list(self.engines)}


def heading_of(assessment: Assessment) -> JudgementFields:
    """The heading of what is judged from an assessment."""
    return {**assessment.heading_fields, "engines": assessment.engines}
