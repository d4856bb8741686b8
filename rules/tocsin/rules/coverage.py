"""Which statements of a pack's document are encoded, and by which rules."""

from __future__ import annotations

from tocsin.facts.dataclass import dataclass
from tocsin.rules.model import Pack, Statement
from tocsin.rules.rule import Rule


@dataclass(frozen=True)
class Covered:
    """A statement with the rules that encode it; ``bridges`` are links of our own that merely join it to another."""

    statement: Statement
    rules: tuple[str, ...]
    bridges: tuple[str, ...]

    @property
    def is_covered(self) -> bool:
        """True if some rule encodes the statement, or there is nothing in it to encode."""
        return bool(self.rules) or self.statement.framing


@dataclass(frozen=True)
class Coverage:
    """The statements of a pack's document, in the order of the text, each with the rules that encode it."""

    statements: tuple[Covered, ...]

    @property
    def covered(self) -> int:
        """How many statements are encoded, or only frame others."""
        return sum(statement.is_covered for statement in self.statements)

    @property
    def total(self) -> int:
        """How many statements there are."""
        return len(self.statements)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data."""
        statements = {
            covered.statement.id: {"rules": list(covered.rules), "framing": covered.statement.framing}
            for covered in self.statements
        }
        return {"statements": statements, "covered": self.covered, "total": self.total}


def coverage_of(pack: Pack) -> Coverage:
    """The coverage of the pack's statements. A bridge, which is our own link, encodes none of those it joins.

    >>> from tocsin.rules.shipped import load_pack
    >>> coverage = coverage_of(load_pack("russia-dprk"))
    >>> coverage.covered, coverage.total
    (39, 39)
    """
    citing: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        for name in rule.cites:
            citing.setdefault(name, []).append(rule)
    return Coverage(tuple(_covered(statement, citing.get(statement.id, [])) for statement in pack.statements))


def _covered(statement: Statement, rules: list[Rule]) -> Covered:
    encoding = sorted(rule.id for rule in rules if rule.warrant != "bridge")
    bridges = sorted(rule.id for rule in rules if rule.warrant == "bridge")
    return Covered(statement, tuple(encoding), tuple(bridges))
