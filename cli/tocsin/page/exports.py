"""What a reader takes away: the case as he has it as a file, a brief, a certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tocsin.engine.assessment import Assessment
from tocsin.engine.case import Case
from tocsin.facts.printing import BARE_WORD

_NO_TEXT: Final = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
"""Words that some reader of YAML takes for something else."""
Exported = dict[str, Any]
"""A ``name`` for the file, its ``type``, and its ``text``."""


def case_data(case: Case) -> dict[str, Any]:
    """The case as a case file has it, but for its pack's name."""
    data: dict[str, Any] = {"case": case.name}
    data |= {key: day.isoformat() for key in ("as_of", "known_by") if (day := getattr(case, key)) is not None}
    if case.switched:
        data["assumptions"] = {name: "on" if on else "off" for name, on in case.switched.items()}
    return data | {"facts": [given.to_json() for given in case.facts]}


def to_yaml(case: Case) -> str:
    """The case as a file that every command reads."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes every text that could be taken for anything else, in any version of YAML."""

    def write_text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
        bare = BARE_WORD.fullmatch(text) is not None and text.lower() not in _NO_TEXT
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if bare else '"')

    Dumper.add_representer(str, write_text)
    data = case_data(case)
    whole = {"case": data.pop("case"), "pack": case.pack.name, **data}
    return yaml.dump(whole, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)


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
