"""What an unknown word may have been meant for: by case, by meaning, by a slip of the pen; never by mere likeness.

Two words that look alike mean different things often enough (payment and alignment, notified and ratified), and
who follows a hint writes what it says. So likeness counts only as far as a slip of the pen goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from tocsin.facts.written.plain_text import simplified
from tocsin.facts.written.units import called

_SENSES: Final = {
    # kinds and keys of packs
    "when": "if",
    "parameters": "params constants thresholds settings",
    "types": "list show fact_types",
    "cases": "tests examples",
    "vocabulary": "vocab",
    "title": "description",
    "note": "description comment",
    "unless": "except exceptions but_not if_not unless_not",
    "qualifier": "confidence strength certainty probability likelihood",
    "assumes": "assumptions assume",
    "then": "conclude conclusion conclusions",
    "reads": "text sentence says",
    "expect": "expects expected",
    "never": "expect_not not_expect unexpected",
    "facts": "given",
    "at_least": "min minimum",
    "at_most": "max maximum",
    "str": "text string",
    "int": "integer number whole_number",
    "float": "number decimal double real numeric percent percentage",
    "quantity": "number amount volume range interval numeric percent percentage money",
    "date_range": "range interval",
    "bool": "boolean flag",
    # qualifiers, statuses, findings
    "certain": "follows sure definite",
    "likely": "probable probably",
    "possible": "maybe perhaps possibly",
    "reported": "claimed alleged stated unconfirmed unverified",
    "confirmed": "verified corroborated proven proved validated",
    "assumed": "presumed supposed hypothetical",
    "denied": "rejected",
    "retracted": "withdrawn rescinded recanted revoked taken_back",
    "refuted": "disproved disproven debunked falsified",
    # stages
    "alleged": "claimed suspected rumoured rumored",
    "sought": "requested wanted asked asked_for",
    "agreed": "promised pledged",
    "delivered": "received arrived supplied",
    "transferred": "delivered handed_over",
    "used": "fired employed",
    "planned": "intended scheduled",
    "ongoing": "active under_way underway current",
    "ended": "over finished completed",
    "terminated": "ended denounced",
    "in_force": "effective",
    # materiel, goods, money
    "ammunition": "ammo munitions shell shells artillery_shell artillery_shells artillery_rounds rounds",
    "artillery": "howitzer howitzers gun guns cannon",
    "rocket": "rockets mlrs",
    "ballistic_missile": "missile missiles ballistic_missiles kn-23 kn-24 hwasong",
    "missile": "missiles ballistic_missile ballistic_missiles",
    "drone": "drones uav uavs",
    "small_arms": "rifles guns",
    "vehicle": "vehicles tank tanks armour armor truck trucks",
    "air_defence": "air_defense sam patriot",
    "electronic_warfare": "jamming jammers ew",
    "financial": "money cash payment funds funding dollars loan",
    "refined_petroleum": "oil oil_products petroleum fuel diesel petrol gasoline kerosene",
    "crude": "oil crude_oil petroleum",
    "food": "grain rice wheat",
    "missiles": "missile rockets",
    "rounds": "shell shells artillery_shells round",
    "containers": "container boxes",
    "vehicles": "vehicle tank tanks trucks",
    # degrees, ranks, roles, stances
    "moderate": "medium",
    "medium": "moderate",
    "significant": "major",
    "head_of_state": "president leader",
    "minister": "ministerial foreign_minister",
    "combat": "fighting front_line frontline",
    "against": "no nay",
    "for": "yes yea in_favour in_favor",
    "abstain": "abstained abstention",
    "condemn": "condemned denounce denounced",
    "deny": "denied denial",
    "confirm": "confirmed confirmation",
    "killed_and_wounded": "casualties",
    "killed_only": "killed dead fatalities",
    # fact types
    "aid_flow": "payment payments money cash funds aid oil fuel loan grant donation delivery_of_aid oil_transfer",
    "arms_transfer": "weapon weapons ammunition shells artillery_shells munitions arms_sale weapons_transfer",
    "troop_deployment": "troops soldiers",
    "labour_deployment": "workers labourers laborers labor labor_deployment",
    "casualty_report": "casualties losses killed",
    "verification": "confirmation verified confirmed",
    "diplomatic_visit": "trip delegation state_visit",
    "talks_reported": "negotiation negotiations",
    "treaty_status": "pact accord",
    "official_statement": "denial condemnation announcement",
    "technology_transfer": "technology know_how",
    # fields
    "headcount": "troops soldiers count size strength number personnel",
    "supplier": "sender donor seller from exporter",
    "recipient": "receiver buyer to importer beneficiary",
    "donor": "supplier sender giver from",
    "sender": "from origin",
    "since": "from start begin",
    "until": "to end",
    "date": "day when datetime timestamp time published published_on",
    "kind": "type",
    "materiel": "kind type weapon",
    "publisher": "outlet media name organisation organization author",
    "source": "reported_by",
    "assumptions": "assume without switches",
    "as_of": "date today",
    # commands
    "assess": "run analyse analyze evaluate infer",
    "why": "explanation reason",
    "brief": "report summary",
    "what_if": "scenario simulate",
}
"""What people write for a word, by the word that a list may hold."""

_LEADING: Final = re.compile(r"(?<!\d)0+(?=\d)")
_ENDINGS: Final = ("ations", "ation", "ings", "ing", "ments", "ment", "ed", "es", "s", "e")
_TOLD: Final = 3
"""More words than this are as good as none."""
_EMPTY: Final = frozenset({"a", "an", "and", "for", "in", "no", "non", "not", "of", "on", "other", "the", "to", "with"})


def likeliest(word: str, known: Iterable[str]) -> list[str]:
    """The known words that a word may have been meant for; none where nothing but looks speaks for any.

    >>> likeliest("payment", ["alignment", "aid_flow"]), likeliest("Crud", ["crude", "refined_petroleum"])
    (['aid_flow'], ['crude'])
    >>> likeliest("oil", ["crude", "refined_petroleum", "food"]), likeliest("notified", ["ratified"])
    (['crude', 'refined_petroleum'], [])
    """
    names = list(dict.fromkeys(known))
    plain = _plain(word)
    for meant in (_same(plain, names), _by_sense(plain, names), _by_stem(plain, names), _by_slip(plain, names)):
        if meant:
            return sorted(meant) if len(meant) <= _TOLD else []
    held = _by_words(plain, names)
    return sorted(held) if len(held) <= _TOLD else []


def is_another_name(word: str, known: Iterable[str]) -> bool:
    """True if the word means one of those known, however little it looks like it."""
    return bool(_by_sense(_plain(word), list(known)))


def speaking_of(word: str, meanings: Mapping[str, str]) -> list[str]:
    """The names in whose meaning the word stands, if they are few.

    >>> speaking_of("goods", {"aid": "One state gives another money or goods", "visit": "A delegation travels"})
    ['aid']
    """
    stem = _stem(_plain(word))
    found = [
        name
        for name, meaning in meanings.items()
        if len(stem) >= 4 and any(_stem(_plain(each.strip(".,;:()`"))) == stem for each in meaning.split())
    ]
    return found if len(found) <= _TOLD else []


def _plain(word: str) -> str:
    words = simplified(word).removesuffix(".").replace("-", " ").replace("_", " ").split()
    return _LEADING.sub("", "_".join(words))


def _same(plain: str, names: list[str]) -> list[str]:
    return [name for name in names if _plain(name) == plain]


def _by_sense(plain: str, names: list[str]) -> list[str]:
    """Those that the word is another name of."""
    return [name for name in names if plain in _SENSES.get(name.replace("-", "_"), "").split() or plain in called(name)]


def _by_stem(plain: str, names: list[str]) -> list[str]:
    stem = _stem(plain)
    return [name for name in names if len(stem) >= 4 and _stem(_plain(name)) == stem]


def _stem(plain: str) -> str:
    return next((plain[: -len(end)] for end in _ENDINGS if plain.endswith(end) and len(plain) - len(end) >= 4), plain)


def _by_slip(plain: str, names: list[str]) -> list[str]:
    """Those that are as few slips away as any, and few for their length."""
    far = {name: _slips(plain, _plain(name)) for name in names}
    least = min((slips for slips in far.values() if slips is not None), default=None)
    return [] if least is None else [name for name, slips in far.items() if slips == least]


def _slips(one: str, other: str) -> int | None:
    """How many letters are too many, too few, other or out of place; None if that is more than a pen slips."""
    longer = max(len(one), len(other))
    most = 0 if longer < 3 else 1 if longer < 9 else 2 if longer < 14 else 3
    if abs(len(one) - len(other)) > most or _digits(one) != _digits(other):
        return None
    slips = distance(one, other)
    # A slip in a short word and two at once spare the beginning; a word that begins otherwise is another word.
    spared = one[:1] == other[:1] or (slips <= 1 and longer > 3)
    return slips if slips <= most and spared else None


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


@lru_cache(maxsize=4096)
def distance(one: str, other: str) -> int:
    """The least number of letters added, left out, exchanged, or swapped with their neighbour, between two words."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for to, sign in enumerate(other, 1):
            best = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != sign))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == sign:
                best = min(best, earlier[to - 2] + 1)
            row.append(best)
    return row[-1]


def _by_words(plain: str, names: list[str]) -> list[str]:
    """Those of which every word stands in it, or that hold every word of it where it has several."""
    words = set(plain.split("_"))
    if len(words) < 2 or words & {"no", "non", "not"}:
        return []
    found = []
    for name in names:
        own = set(_plain(name).split("_"))
        if own - _EMPTY and (own <= words or words <= own) and not own & {"no", "non", "not"}:
            found.append(name)
    return found
