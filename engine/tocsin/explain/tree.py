"""An explanation as a value: one tree, laid flat so that its depth has no limit.

``Explanation.nodes`` are in the order in which a reader meets them. A node is shown in full once; where a fact is
needed again, its premise says so (``shown`` is "again", or "circular" if the fact is being explained just then).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from tocsin.engine.assessment_header import Heading
from tocsin.engine.facts_by_id import UnknownFact
from tocsin.facts.accounts import Testimony
from tocsin.facts.arguments import checked
from tocsin.facts.backing import Backing, Voice
from tocsin.facts.dataclass import dataclass
from tocsin.facts.displayed import Displayed
from tocsin.facts.kinds import Value
from tocsin.facts.model import Fact
from tocsin.facts.quantity import Truth
from tocsin.facts.reports import Qualifier
from tocsin.facts.values import hash_of_fields, short_repr
from tocsin.questions.missing.not_in_force import Idle
from tocsin.rules.model import AssumptionClass
from tocsin.rules.rule import Operation, Row, Warrant

Shown = Literal["here", "again", "circular"]
Role = Literal["premise", "contribution", "strengthens"]
Side = Literal["above", "below", "straddles"]


@dataclass(frozen=True)
class Rival:
    """Another account of the same thing, in force beside a given fact: what it has otherwise, and who says so."""

    fact: Mention
    says: str
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class GivenPart:
    """How a fact is given: its reports known by then, what they replaced, and the qualifier it is given with.

    ``rivals`` are the accounts of other sources that contradict it.
    """

    fact: Fact
    qualifier: Qualifier
    reports: tuple[Testimony, ...]
    replaced: tuple[Testimony, ...] = ()
    rivals: tuple[Rival, ...] = ()

    @property
    def assumed(self) -> bool:
        """True if no source stands behind the fact: it was assumed, or given with no report at all."""
        supporting = [testimony.report for testimony in self.reports if testimony.standing == "supports"]
        return all(report.status == "assumed" for report in supporting)


@dataclass(frozen=True)
class Citation:
    """A statement the rule rests on: our paraphrase, and its exact sentence if a document is linked."""

    id: str
    paraphrase: str | None
    sentence: str | None


@dataclass(frozen=True)
class AssumptionUsed:
    """An assumption without which the rule would not have fired."""

    id: str
    classification: AssumptionClass
    text: str


@dataclass(frozen=True)
class Margin:
    """How far a figure is from a threshold.

    For ``above`` and ``below``, ``least`` is the smallest distance any reading of the figures leaves (0: on the
    threshold), ``exact`` is true if there is only one. A figure that ``straddles`` reaches ``under`` below and
    ``over`` above the threshold; None leaves that end open. The threshold is ``fixed`` if the rule itself names it.
    """

    side: Side
    subject: str
    threshold: str
    least: int | float = 0
    exact: bool = False
    under: int | float | None = None
    over: int | float | None = None
    fixed: bool = True


@dataclass(frozen=True)
class Carrier:
    """Where a figure was first stated: by a given fact, or as a constant in a rule.

    ``unnamed`` is true of a fact that a report backs which names no source.
    """

    fact: str | None
    rule: str | None
    sources: tuple[str, ...] = ()
    unnamed: bool = False


@dataclass(frozen=True)
class Check:
    """A comparison that held, its values filled in; ``parts`` are the operands of an *and*, *or* or *not*."""

    text: str
    filled: str
    truth: Truth
    margin: Margin | None = None
    carriers: tuple[Carrier, ...] = ()
    parts: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Backed:
    """How reports back a fact that a rule asks that of: each independent source with the reports that fit."""

    fact: Mention
    asked: Backing
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Computed:
    """A value computed on the way; ``truth`` says how sure it is that there is one.

    ``is_told`` if what is ``filled`` in has the value in it.
    """

    variable: str
    filled: str
    value: str
    truth: Truth = Truth.CERTAIN
    is_told: bool = False


@dataclass(frozen=True)
class Aggregated:
    """A sum, count, least or greatest: over what, and the facts that contributed.

    ``accounts`` says how they were taken where their types tell things apart; else it is None. ``standing`` says of a
    total that runs through recursion how much of it is enough, and which range would make it so.
    """

    operation: Operation
    field: str
    over: str
    variable: str
    value: str
    facts: tuple[str, ...]
    boundary: bool
    accounts: Accounts | None = None
    standing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Accounts:
    """Accounts of things: how many of how many, what those of one differ in with its hull, what overlaps."""

    count: int
    things: int
    rivals: tuple[tuple[tuple[str, ...], str], ...]
    overlapping: int
    covered: int


@dataclass(frozen=True)
class Mention:
    """A fact that is named but not explained."""

    id: str
    text: str


@dataclass(frozen=True)
class Absence:
    """An exception that was looked for and not found, or (``uncertain``) found only possibly.

    ``others`` is true if there are facts of its type, none of which is the exception. ``idle`` are facts that
    are stated and would be it, or part of it, if they were in force.
    """

    nouns: tuple[str, ...]
    patterns: tuple[str, ...]
    conditions: tuple[str, ...]
    others: bool = False
    uncertain: tuple[Mention, ...] = ()
    straddling: tuple[Check, ...] = ()
    idle: tuple[Idle, ...] = ()


@dataclass(frozen=True)
class Strengthening:
    """What would lift the rule from possible: its conditions, the facts that meet it, and whether it counted."""

    conditions: tuple[str, ...]
    facts: tuple[str, ...] | None
    lifts: bool


@dataclass(frozen=True)
class Reason:
    """Why a derivation has its qualifier and no stronger one.

    ``rule`` is the rule's own qualifier; ``premises`` are the weakest premises, where they are as weak as the
    derivation; ``boundary`` is true where a comparison was only possible.
    """

    qualifier: Qualifier
    rule: Qualifier
    strengthened: bool
    boundary: bool
    premises: tuple[str, ...]


@dataclass(frozen=True)
class Premise:
    """A fact a step rests on, and where a reader finds it explained."""

    fact: str
    role: Role
    shown: Shown


@dataclass(frozen=True)
class Step:
    """One derivation, in full. ``place`` is where the rule stands, ``row`` the row of a table that it is, if it is."""

    __hash__ = hash_of_fields

    rule: str
    place: str
    note: str | None
    sentence: str | None
    qualifier: Qualifier
    boundary: bool
    warrant: Warrant
    cites: tuple[Citation, ...]
    assumes: tuple[AssumptionUsed, ...]
    bindings: Mapping[str, Value]
    computed: tuple[Computed, ...]
    aggregates: tuple[Aggregated, ...]
    checks: tuple[Check, ...]
    absences: tuple[Absence, ...]
    strengthening: Strengthening | None
    reason: Reason
    premises: tuple[Premise, ...]
    row: Row | None = None
    backed: tuple[Backed, ...] = ()


@dataclass(frozen=True)
class Loop:
    """A set of conclusions that rest on one another in a circle: how many, and the first few by id."""

    size: int
    members: tuple[Mention, ...]


@dataclass(frozen=True)
class TensionSide:
    """A fact on another side of a tension, and how it holds."""

    id: str
    text: str
    qualifier: Qualifier
    boundary: bool
    given: GivenPart | None


@dataclass(frozen=True)
class Opposed:
    """A tension of the pack that a fact is a side of, with the facts on its other sides."""

    id: str
    text: str
    others: tuple[TensionSide, ...]


@dataclass(frozen=True)
class FactNode:
    """A fact of the explanation: given, concluded, or both.

    ``qualifier`` is how strongly it counts, ``concluded`` how strongly it follows; ``steps`` are the derivations
    shown out of ``derivations``. ``loop`` is the circle of conclusions that it is one of, ``warrants`` what all its
    derivations together rest on, ``grades`` the weakest grades that it needs to be as strong as it follows,
    ``tensions`` those that it is a side of.
    """

    __hash__ = hash_of_fields

    id: str
    type: str
    text: str
    fields: Mapping[str, object]
    sentence: str | None
    qualifier: Qualifier
    boundary: bool
    given: GivenPart | None
    concluded: Qualifier | None
    steps: tuple[Step, ...]
    derivations: int
    loop: Loop | None
    warrants: tuple[Warrant, ...] = ()
    grades: tuple[str, ...] = ()
    tensions: tuple[Opposed, ...] = ()


@dataclass(frozen=True, eq=False)
class Explanation(Displayed, Heading):
    """Why a fact holds: the fact asked about, and every fact below it, each once.

    ``documented`` is true if the pack encodes a document, so that it means something not to be in it.
    """

    __repr__ = short_repr
    _page_by = "tocsin.explain.voices.html:page_of"

    documented: bool
    every: bool
    root: str
    nodes: tuple[FactNode, ...]

    @cached_property
    def by_id(self) -> dict[str, FactNode]:
        """The nodes by id."""
        return {node.id: node for node in self.nodes}

    @checked()
    def node(self, identity: str) -> FactNode:
        """The node of that id. Raises UnknownFact (a LookupError) if the explanation has none."""
        found = self.by_id.get(identity)
        if found is None:
            raise UnknownFact(identity)
        return found
