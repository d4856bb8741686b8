"""What stands around the steps of a certificate: reports that put its facts in force, and the pack of its rules."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from tocsin.facts.accounts import Account, Rival, Spell, weigh
from tocsin.facts.arguments import checked
from tocsin.facts.building import build
from tocsin.facts.json_values import canonical_json
from tocsin.facts.reports import QUALIFIERS, Qualifier, Report, in_order, report_of
from tocsin.proof.certify import backed_types, downward, things_data, type_data, validity_data
from tocsin.proof.checker import Refused, check
from tocsin.rules.canonical_form import functions_json, rule_json
from tocsin.rules.expression.declaring import definition_of
from tocsin.rules.expression.own_functions import OwnFunction
from tocsin.rules.model import Pack


@checked()
def verify(
    certificate: dict[str, Any],
    pack: Pack | None = None,
    functions: Iterable[str | Callable[..., Any]] = (),
) -> None:
    """Every word of the certificate follows, and its facts are in force. Raises Refused with the first that does not.

    Without ``pack`` the rules are taken as the certificate has them; with it they must be all those of the pack that
    bear on what is asked, word for word. ``functions`` are those that the rules call and that are none of the
    language's, each as it was declared here, or its name: what they give is believed, as whoever gives them does.
    """
    own = tuple(definition_of(each) for each in functions)
    try:
        _check_functions(certificate, own)
    except (LookupError, TypeError, AttributeError) as error:
        raise Refused(f"it is malformed ({type(error).__name__}: {error})") from None
    check(certificate, own)
    try:
        _check_reports(certificate)
        _check_asked(certificate)
        if pack is not None:
            _check_pack(certificate, pack)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise Refused(f"it is malformed ({type(error).__name__}: {error})") from None


def _require(condition: object, reason: str) -> None:
    if not condition:
        raise Refused(reason)


def _check_functions(certificate: dict[str, Any], own: tuple[OwnFunction, ...]) -> None:
    """Every function that the rules call and that is none of the language's is given, as it was declared."""
    given = functions_json({each.name: each for each in own})
    for name, declared in certificate.get("functions", {}).items():
        _require(name in given, f"it rests on the function {name}, which is none of the language and was not given")
        same = canonical_json(given[name]) == canonical_json(declared)
        _require(same, f"the function {name} that was given is declared otherwise than the certificate has it")


def _check_reports(certificate: dict[str, Any]) -> None:
    as_of, known_by = _date(certificate["as_of"]), _date(certificate["known_by"])
    keyed = certificate.get("things", {})
    _require(as_of is None or known_by is not None, "it says as of when, and not as known by when")
    voices = {identity: _voice(certificate, fact) for identity, fact in certificate["facts"].items()}
    things = defaultdict[str, list[Rival]](list)
    for identity, fact in certificate["facts"].items():
        if fact["type"] in keyed:
            things[_thing(fact, keyed)].append(voices[identity])
    for identity, fact in certificate["facts"].items():
        voice = reports, spell, _ = voices[identity]
        _require([each.to_json() for each in reports] == fact["reports"], f"fact {identity}: a report is malformed")
        _require(list(in_order(reports)) == reports, f"fact {identity}: reports in disorder")
        _require(all(each.is_known(known_by) for each in reports), f"fact {identity}: a report came later")
        _require(as_of is not None or all(each.date is None for each in reports), "reports are dated, and as_of is not")
        rivals = [each for each in things[_thing(fact, keyed)] if each is not voice] if fact["type"] in keyed else ()
        held = weigh(reports, as_of=as_of, known_by=known_by, given_as=fact["qualifier"], spell=spell, rivals=rivals)
        _require(held.in_force, f"fact {identity} is not in force")
        _require(
            set(fact) - {"counting"} == {"type", "fields", "qualifier", "reports"}, f"fact {identity} has other keys"
        )
        supporting = set(held.supporting)
        found = [at for at, each in enumerate(reports) if each in supporting]
        counting = fact.get("counting", found)
        _check_counting(identity, counting, found, fact["type"] in keyed)
        said = {reports[at].qualifier for at in counting} if fact["type"] in keyed else {held.qualifier}
        _require(
            _is_firm(fact, held, said), f"fact {identity}: its reports give it otherwise than as {fact['qualifier']}"
        )


def _is_firm(fact: dict[str, Any], held: Account, said: set[Qualifier | None]) -> bool:
    """The fact is as firm as the reports that count say.

    Where it is not told which these are, another account of the thing may have replaced some, and any may be left.
    """
    words = said - {None}
    if "counting" in fact and words:
        return bool(fact["qualifier"] == min(words, key=QUALIFIERS.index))
    return fact["qualifier"] == held.qualifier or None in said or fact["qualifier"] in words


def _voice(certificate: dict[str, Any], fact: dict[str, Any]) -> tuple[list[Report], Spell, None]:
    """What was reported of a fact, and the time for which it says itself that it holds."""
    return [report_of(each) for each in fact["reports"]], _spell(certificate, fact), None


def _thing(fact: dict[str, Any], keyed: dict[str, Any]) -> str:
    """What a fact of a type with a key is an account of."""
    return canonical_json([fact["type"], [fact["fields"].get(name) for name in keyed[fact["type"]]["key"]]])


def _spell(certificate: dict[str, Any], fact: dict[str, Any]) -> Spell:
    """The time for which a fact says itself that it holds."""
    fields = certificate.get("validity", {}).get(fact["type"])
    if fields is None:
        return None, None
    since, until = (_date(fact["fields"].get(name)) for name in fields)
    return since, until


def _check_counting(identity: str, counting: list[int], found: list[int], is_keyed: bool) -> None:
    """The reports said to count do; and all that do, but that another account of one thing may have replaced some."""
    right = counting == [at for at in found if at in counting] and all(type(at) is int for at in counting)
    _require(right and (is_keyed or counting == found), f"fact {identity}: other reports count")


def _check_asked(certificate: dict[str, Any]) -> None:
    asked, known = certificate["asked"], {**certificate["facts"], **certificate["conclusions"]}
    _require(
        asked == sorted(set(asked)) and set(asked) <= set(known), "what is asked does not stand in the certificate"
    )
    _require(set(certificate["strata"]) == set(certificate["types"]), "not every type has a stratum")


def _check_pack(certificate: dict[str, Any], pack: Pack) -> None:
    """The rules are the pack's: all that are on and bear on what is asked, and no others."""
    named = {"name": pack.name, "version": pack.version, "digest": pack.digest}
    _require(certificate["pack"] == named, f"it is about another pack than {pack.name} {pack.version} ({pack.digest})")
    assumptions = certificate["assumptions"]
    _require(set(assumptions) == {each.id for each in pack.assumptions}, "the assumptions are not the pack's")
    on = [rule for rule in pack.rules if all(assumptions[each] is True for each in rule.assumes)]
    known = {**certificate["facts"], **certificate["conclusions"]}
    used = on
    if certificate["asked"]:
        _, used = downward({known[identity]["type"] for identity in certificate["asked"]}, on)
    theirs = {name: item["rule"] for name, item in certificate["rules"].items()}
    ours = {rule.id: rule_json(rule) for rule in used}
    for name in sorted({*theirs, *ours}):
        same = canonical_json(theirs.get(name)) == canonical_json(ours.get(name))
        _require(same, f"rule {name} is not as the pack has it")
    _check_facts(certificate, pack, backed_types(used))
    for name, fields in certificate["types"].items():
        declared = pack.vocabulary.get(name)
        same = declared is not None and canonical_json(fields) == canonical_json(type_data(declared))
        _require(same, f"the type {name} is not as the pack has it")
    types = [pack.vocabulary.type(name) for name in certificate["types"]]
    same = canonical_json(certificate.get("things", {})) == canonical_json(things_data(types))
    _require(same, "what tells things apart is not as the pack has it")
    same = canonical_json(certificate.get("validity", {})) == canonical_json(validity_data(types))
    _require(same, "from when to when facts hold is not as the pack has it")


def _check_facts(certificate: dict[str, Any], pack: Pack, asked: set[str]) -> None:
    """The pack takes each fact, and of those that rules ask for reports it is said which count."""
    for identity, fact in certificate["facts"].items():
        build(pack.vocabulary.type(fact["type"]), fact["fields"], recorded=True)
        _require(
            ("counting" in fact) == (fact["type"] in asked), f"fact {identity}: it is not said which reports count"
        )


def _date(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
