"""What questions answer as data, defined once: what ``--json`` prints, a tool of MCP returns and HTTP sends."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tocsin.facts.json_values import canonical_json

if TYPE_CHECKING:
    from tocsin.engine import Assessment
    from tocsin.explain import Explanation
    from tocsin.facts.reports import Qualifier
    from tocsin.judgement import ClaimCheck
    from tocsin.rules.model import Pack

_VALUES = re.compile(r'["=|](\w+)(?=[",)|])')


def told(data: Mapping[str, object], pack: Pack | None = None) -> str:
    """The data as canonical JSON.

    With ``pack`` there are also ``names``: what the codes in the data are called, as far as they have names.
    """
    text = canonical_json(data)
    names = {} if pack is None else names_in(text, pack)
    return canonical_json({**data, "names": names}) if names else text


def names_in(text: str, pack: Pack) -> dict[str, str]:
    """What the codes are called that stand in JSON text as values, or as values of facts in their notation."""
    return pack.spoken.labels(_VALUES.findall(text))


def chosen(assessment: Assessment, least: Qualifier, types: Collection[str] = ()) -> list[int]:
    """The conclusions that hold at least so firmly, of these types (none: of all), by number.

    Raises ProblemError for a type that the pack does not know.
    """
    from tocsin.engine.plan import STRENGTH

    for name in types:
        assessment.pack.vocabulary.type(name)
    numbers, type_of = assessment.graph.concluded, assessment.graph.types
    strengths = assessment.columns.strengths(numbers)
    enough = [number for number, each in zip(numbers, strengths, strict=True) if each >= STRENGTH[least]]
    return [number for number in enough if type_of[number] in types] if types else enough


def assessment_json(assessment: Assessment, shown: Iterable[int] | None = None) -> str:
    """The whole result; with ``shown``, of its conclusions only these, by number.

    The digest covers the content that is left.
    """
    if shown is None:
        return assessment.to_json()
    from tocsin.engine.result_json import data_digest

    data = assessment.to_data()
    kept = {assessment.numbered.ids[number] for number in shown}
    data["conclusions"] = [conclusion for conclusion in data["conclusions"] if conclusion["id"] in kept]
    if "grades" in data:
        data["grades"] = {name: found for name, found in data["grades"].items() if name in kept}
    left = {key: value for key, value in data.items() if value or key != "grades"}
    return canonical_json({**left, "digest": data_digest(left)})


def firmest_first(assessment: Assessment, found: Sequence[str]) -> Sequence[str]:
    """The facts by how firmly they hold, then by how many derivations they have; else they stay in their order."""
    from tocsin.facts.reports import QUALIFIERS

    ways, numbers = assessment.graph.by_conclusion, assessment.numbered.numbers

    def key(identity: str) -> tuple[int, int]:
        return QUALIFIERS.index(assessment.qualifier_of(identity)), -len(ways.get(numbers[identity], ()))

    return sorted(found, key=key)


def explanations_json(explanations: Iterable[Explanation], pack: Pack) -> str:
    """The explanations, each as ``tocsin.explain.to_json`` has it."""
    from tocsin.explain import to_json

    text = ",".join(map(to_json, explanations))
    names = names_in(text, pack)
    beside = f',"names":{canonical_json(names)}' if names else ""
    return f'{{"explanations":[{text}]{beside}}}'


def claim_data(found: ClaimCheck) -> dict[str, object]:
    """What came of a claim, with a certificate of what bears it out, where that was derived."""
    from tocsin.proof import certify

    derived = [identity for identity in found.holds[:1] if found.assessment.conclusion(identity) is not None]
    certificate = json.loads(certify(found.assessment, derived)) if derived else None
    return {**found.to_json(), "certificate": certificate}


def verification(certificate: dict[str, Any], pack: Pack | None, functions: Sequence[str] = ()) -> dict[str, object]:
    """What came of checking a certificate, against a pack if one is given: whether it is accepted, else the reason.

    ``functions`` are those of installed packages that are trusted. Of one that is refused, nothing else is told.
    """
    from tocsin.proof import Refused, verify

    reason = None
    summary: dict[str, object] = {}
    try:
        verify(certificate, pack, functions)
        summary = {key: len(certificate[key]) for key in ("facts", "rules", "steps", "conclusions")}
        kept = ("pack", "as_of", "known_by", "assumptions", "asked", "digest", "functions")
        summary |= {key: certificate[key] for key in kept if key in certificate}
    except Refused as refused:
        reason = str(refused)
    return {**summary, "accepted": reason is None, "reason": reason, "against_pack": pack is not None}
