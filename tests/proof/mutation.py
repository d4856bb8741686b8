"""Every small change of a certificate, one at a time, each with digests that fit it again."""

import copy
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from tocsin.engine import Assessment, Case
from tocsin.facts.building import FactError, build
from tocsin.facts.codes import UNDATED_RETRACTION
from tocsin.facts.json_values import canonical_json
from tocsin.facts.model import Given
from tocsin.facts.problems import ArgumentError
from tocsin.facts.reports import QUALIFIERS, SUPPORTING, Report, report_of
from tocsin.proof import certify
from tocsin.proof.certify import digest_of
from tocsin.proof.surroundings import _date
from tocsin.rules.model import Pack

Path = tuple[Any, ...]
OTHER_WORDS = {
    "certain": "likely",
    "likely": "possible",
    "possible": "possible_strengthened",
    "possible_strengthened": "certain",
    "reported": "retracted",
}


def changes(certificate: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    """Each place of a certificate with something else to put there; its own digest stands for no content."""
    for path, value in _walk(certificate):
        if path != ("digest",):
            yield from ((path, other) for other in _others(value))


def mutant(certificate: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """The certificate with another value in one place, and as a forger would leave it: every digest fits again."""
    changed: dict[str, Any] = copy.deepcopy(certificate)
    inner: Any = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    for item in changed["rules"].values() if isinstance(changed["rules"], dict) else ():
        if isinstance(item, dict) and "rule" in item and "digest" in item:
            item["digest"] = digest_of(item["rule"])
    return {**changed, "digest": digest_of({**changed, "digest": None})}


def forgeries(certificate: dict[str, Any], dice: Random) -> Iterator[dict[str, Any]]:
    """What a forger with more patience makes: one lie carried through every place, ids and digests made to fit."""
    known = {**certificate["conclusions"], **certificate["facts"]}
    for identity in dice.sample(sorted(known), min(6, len(known))):
        fields = known[identity]["fields"]
        for field, value in fields.items():
            for other in _others(value)[:2]:
                yield restated(certificate, identity, {**fields, field: other})
        yield without(certificate, identity)
    for name in certificate["strata"]:
        for other in (1e16, True, -1, len(certificate["strata"])):
            yield fitting({**certificate, "strata": {**dict.fromkeys(certificate["strata"], other), name: other}})


def restated(certificate: dict[str, Any], identity: str, fields: dict[str, Any]) -> dict[str, Any]:
    """The certificate in which a fact says something else, under the id that this has, wherever it is named."""
    text = canonical_json(certificate)
    known = {**certificate["conclusions"], **certificate["facts"]}[identity]
    told = {"type": known["type"], "fields": fields}
    changed = json.loads(text.replace(identity, digest_of(told)[7:19]))
    for part in ("facts", "conclusions"):
        for item in changed[part].values():
            if item["type"] == known["type"] and item["fields"] == known["fields"]:
                item["fields"] = fields
    return fitting(changed)


def without(certificate: dict[str, Any], identity: str) -> dict[str, Any]:
    """The certificate without a fact, and without every step that names it."""
    left = copy.deepcopy(certificate)
    for part in ("facts", "conclusions"):
        left[part].pop(identity, None)
    left["steps"] = [step for step in left["steps"] if identity not in (*step["premises"], step["conclusion"])]
    for name, ids in left["closed"].items():
        left["closed"][name] = [each for each in ids if each != identity]
    left["asked"] = [each for each in left["asked"] if each != identity]
    return fitting(left)


def fitting(certificate: dict[str, Any]) -> dict[str, Any]:
    """The certificate with its parts in order and its digest made to fit."""
    ordered = {
        **certificate,
        "asked": sorted(set(certificate["asked"])),
        "closed": {name: sorted(ids) for name, ids in certificate["closed"].items()},
        "steps": sorted(certificate["steps"], key=lambda step: (step["depth"], canonical_json(step))),
    }
    return {**ordered, "digest": digest_of({**ordered, "digest": None})}


def _walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if path:
        yield path, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from _walk(part, (*path, key))


def _others(value: Any) -> list[Any]:
    match value:
        case bool():
            return [not value, None]
        case int():
            return [value + 1, value - 1, float(value)]
        case float():
            return [value + 0.5, None]
        case str():
            return [OTHER_WORDS.get(value, value + "0"), _shifted(value), None]
        case None:
            return [0, [], "2024-11-20"]
        case list():
            others: list[Any] = [[*value, value[-1]], value[:-1], value[1:], value[::-1]] if value else [["0"], [0]]
            return [other for other in others if other != value]
        case _:
            without = [{key: part for key, part in value.items() if key != left} for left in value]
            return [*without, {**value, "more": 1}]


def _shifted(text: str) -> str:
    """The text with its last character but for quotes changed: another id, day, operator, number."""
    following = {"9": "8", "=": "<", ">": "<", "<": ">", ")": "]"}
    last = text[-1:]
    return text[:-1] + following.get(last, chr(ord(last) + 1) if last else "x")


def may_be_given(certificate: dict[str, Any], pack: Pack) -> bool:
    """True if the types of the pack take every fact that the certificate has for given."""
    try:
        for item in certificate["facts"].values():
            build(pack.vocabulary.types[item["type"]], item["fields"], recorded=True)
    except FactError:
        return False
    return True


def is_true(certificate: dict[str, Any], pack: Pack) -> bool:
    """True if the engine certifies exactly this from the facts and the circumstances that the certificate states.

    Of a type with a key an account that is not in force, and so is not told, may have replaced reports of others.
    """
    givens = {}
    for identity, item in certificate["facts"].items():
        fact = build(pack.vocabulary.types[item["type"]], item["fields"], recorded=True)
        givens[identity] = Given(fact, tuple(report_of(each) for each in item["reports"]), item["qualifier"])
    try:
        found = _assessed(certificate, pack, givens.values())
    except ArgumentError as error:
        # A ledger may have recorded a retraction without a date, which nobody can hand to a case.
        return {problem.code for problem in error.problems} == {UNDATED_RETRACTION}
    if _says(found, certificate, {"counting"}):
        return True
    for held in found.facts:
        item = certificate["facts"].get(held.id)
        if item is not None and item["type"] in certificate.get("things", {}):
            givens[held.id] = replace(givens[held.id], reports=_left(item, givens[held.id].reports, held.supporting))
    return _says(_assessed(certificate, pack, givens.values()), certificate, {"counting", "reports"})


def _assessed(certificate: dict[str, Any], pack: Pack, givens: Iterable[Given]) -> Assessment:
    as_of, known_by = _date(certificate["as_of"]), _date(certificate["known_by"])
    case = Case(pack, givens, as_of=as_of, known_by=known_by, assumptions=certificate["assumptions"])
    return case.assess(engine="seminaive")


def _left(item: dict[str, Any], reports: Sequence[Report], supporting: Sequence[Report]) -> tuple[Report, ...]:
    """Of the reports of a fact those that count, if a certificate is right about which do, or about how firm it is."""
    if "counting" in item:
        return tuple(reports[at] for at in item["counting"])
    firm = QUALIFIERS.index(item["qualifier"])
    said = {each.qualifier for each in supporting}
    words = {None, *QUALIFIERS[firm:]} if item["qualifier"] in said else {None}
    return tuple(each for each in supporting if each.qualifier in words)


def _says(assessment: Assessment, certificate: dict[str, Any], untold: set[str]) -> bool:
    """True if the assessment is certified by this; ``untold`` of facts of types with a key."""
    again = json.loads(certify(assessment, certificate["asked"]))
    # Any numbering of the strata that keeps their order will do: it only witnesses that there is one. And a type that
    # no fact and no rule is about may be declared, as the pack has it, and so may its key.
    parts = [key for key in again if key not in ("digest", "strata", "types", "things", "validity", "facts")]
    keyed = certificate.get("things", {})
    told = [
        {each: _told(fact, untold if fact["type"] in keyed else set()) for each, fact in facts.items()}
        for facts in (again["facts"], certificate["facts"])
    ]
    same = canonical_json(told[0]) == canonical_json(told[1])
    return same and all(canonical_json(again[key]) == canonical_json(certificate[key]) for key in parts)


def _told(fact: dict[str, Any], untold: set[str]) -> dict[str, Any]:
    """The fact without some of its parts; how firmly what does not support it gives it is nothing that is said."""
    reports = [
        {key: value for key, value in report.items() if key != "qualifier" or report["status"] in SUPPORTING}
        for report in fact["reports"]
    ]
    return {key: value for key, value in {**fact, "reports": reports}.items() if key not in untold}
