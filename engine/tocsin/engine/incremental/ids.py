"""The ids by which the facts of a live case go: longer where two meet, as in an assessment of the same facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.engine.plan import Plan
from tocsin.facts.fact_type import MORE_DIGITS
from tocsin.facts.key import FactKey


class Ids:
    """The facts that hold, by short id; kept up with each step."""

    def __init__(self, plan: Plan) -> None:
        self._types = plan.types
        self._given: dict[str, dict[FactKey, bool]] = {}

    def short(self, keys: Iterable[FactKey]) -> dict[FactKey, str]:
        """The first digits of the ids of these facts, whether or not they hold."""
        return {key: self._types[key[0]].identity(key[1]) for key in keys}

    def of(self, short: Mapping[FactKey, str]) -> dict[FactKey, str]:
        """The ids of these facts as they go now: what is given goes by a short one unless it meets another given."""
        found = dict(short)
        for key, identity in short.items():
            there = self._given.get(identity, {})
            if len(there) > 1 and (not there.get(key) or sum(there.values()) > 1):
                found[key] = self._types[key[0]].identity(key[1], MORE_DIGITS)
        return found

    def follow(self, short: Mapping[FactKey, str], holding: Mapping[FactKey, bool]) -> None:
        """Of these facts those ``holding`` hold from now on, each given or not; the others do not."""
        for key, identity in short.items():
            there = self._given.setdefault(identity, {})
            if key in holding:
                there[key] = holding[key]
                continue
            there.pop(key, None)
            if not there:
                del self._given[identity]
