"""What sources say of one thing when no single value satisfies both: a tension that no pack has to declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.interval import Truth
from tocsin.facts.key import Row
from tocsin.facts.kinds import Value
from tocsin.facts.printing import format_value
from tocsin.facts.quantity import Quantity
from tocsin.rules.expression.evaluate import compare


@dataclass(frozen=True, slots=True)
class AccountOf:
    """A given fact as an account of a thing: its id, its row, and who stands for it."""

    id: str
    row: Row
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Accounts of one thing of which each contradicts another, and what they say of it in words."""

    text: str
    accounts: tuple[AccountOf, ...]
    contested: tuple[tuple[int, FieldType], ...]

    @property
    def facts(self) -> tuple[str, ...]:
        """The accounts by id."""
        return tuple(account.id for account in self.accounts)

    def against(self, identity: str) -> Iterator[tuple[str, str]]:
        """The accounts that contradict the one of that id, each by id with what it says otherwise."""
        own = next(account for account in self.accounts if account.id == identity)
        for other in self.accounts:
            fields = [(at, field) for at, field in self.contested if _contradicts(own, other, at)]
            if fields:
                yield other.id, ", ".join(f"{field.name} is {_figure(other.row[at])}" for at, field in fields)


def disagreements(fact_type: FactType, accounts: Iterable[AccountOf]) -> Iterator[Disagreement]:
    """The things of a type that different sources contradict each other about.

    Values contradict each other where no single one satisfies both: figures that do not overlap, other words of a
    list, other days, other truth values. Free text and what only one of them tells contradict nothing.
    """
    if not fact_type.key:
        return
    told_by = [fact_type.positions[name] for name in fact_type.key if name not in fact_type.account]
    compared = [
        (at, field)
        for at, field in enumerate(fact_type.fields)
        if field.name not in fact_type.key and field.name not in fact_type.account and field.kind.name != "str"
    ]
    things: dict[Row, list[AccountOf]] = {}
    for account in accounts:
        if account.sources:
            things.setdefault(tuple([account.row[at] for at in told_by]), []).append(account)
    for members in things.values():
        if len(members) > 1 and len({account.sources for account in members}) > 1:
            yield from _of_thing(fact_type, compared, sorted(members, key=lambda account: account.id))


def _of_thing(
    fact_type: FactType, compared: list[tuple[int, FieldType]], members: list[AccountOf]
) -> Iterator[Disagreement]:
    contested: list[tuple[int, FieldType]] = []
    contradicted: set[str] = set()
    said: dict[str, str] = {}
    for at, field in compared:
        holders = [one for one in members if any(_contradicts(one, other, at) for other in members)]
        if holders:
            contested.append((at, field))
            contradicted.update(account.id for account in holders)
            said[field.name] = ", ".join(
                f"{_figure(value)} by {' and '.join(who)}" for value, who in _by_value(holders, at)
            )
    if contested:
        told = "; ".join(f"{name} is {values}" for name, values in said.items())
        yield Disagreement(
            f"Sources differ about one {fact_type.name.replace('_', ' ')}: {told}.",
            tuple(account for account in members if account.id in contradicted),
            tuple(contested),
        )


def _figure(value: Value | None) -> str:
    """The value as the notation has it, but for a figure: that is read, and not copied."""
    return value.text(grouped=True) if isinstance(value, Quantity) else format_value(value)


def _by_value(holders: list[AccountOf], at: int) -> list[tuple[Any, list[str]]]:
    """Each value said, in order, with who says so."""
    found: dict[Any, list[str]] = {}
    for account in holders:
        value = account.row[at]
        if value is not None:
            known = found.setdefault(value, [])
            known.extend(source for source in account.sources if source not in known)
    return sorted(found.items())


def _contradicts(one: AccountOf, other: AccountOf, at: int) -> bool:
    """Whether accounts of different sources have values of which only one can be right."""
    return one.sources != other.sources and _exclude(one.row[at], other.row[at])


def _exclude(one: Value | None, other: Value | None) -> bool:
    return one is not None and other is not None and compare("==", one, other) == Truth.FALSE
