"""What a reader takes away: the case as he has it as a file, a brief, a certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tocsin.engine.assessment import Assessment
from tocsin.engine.case import Case
from tocsin.engine.case_file import to_yaml

Exported = dict[str, Any]
"""A ``name`` for the file, its ``type``, and its ``text``."""


def _yaml(case: Case, _: Assessment) -> Exported:
    return {"name": "case.yaml", "type": "application/yaml", "text": to_yaml(case)}


def _brief(case: Case, assessment: Assessment) -> Exported:
    from tocsin.judgement import View, brief
    from tocsin.judgement.brief_page import to_html

    text = to_html(brief(case, view=View(assessment.as_of, assessment.known_by)), trace=True)
    return {"name": "brief.html", "type": "text/html", "text": text}


def _certificate(_: Case, assessment: Assessment) -> Exported:
    from tocsin.proof import certify

    return {"name": "certificate.json", "type": "application/json", "text": certify(assessment) + "\n"}


EXPORTS: Final[Mapping[str, Callable[[Case, Assessment], Exported]]] = {
    "case": _yaml,
    "brief": _brief,
    "certificate": _certificate,
}
"""What can be taken away, by name."""
