"""How a sweep is worded, in text and on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from tocsin.facts.counting import listed
from tocsin.facts.strength_words import QUALIFIER_WORDS

if TYPE_CHECKING:
    from tocsin.questions.worlds.priors import Probability
    from tocsin.questions.worlds.result import Influence, Sweep, SweptConclusion

NO_PROBABILITY: Final = (
    "A world is one way in which the uncertain facts hold or do not. Counts of worlds are not probabilities: nothing "
    "says that one world is as likely as another. A fact tips a conclusion in a pair of worlds that differ in it alone "
    "where the conclusion holds in just one of the two."
)
OTHER_WORDING: Final = (
    "Where worlds word a conclusion differently, one of its sentences is shown, and below it the conclusion as a fact, "
    "which is the same in every world."
)
AS_A_FACT: Final = "as a fact: "
PRIORS: Final = (
    "A probability, from the priors given, is that of a conclusion being derived; what is derived as possible stays no "
    "more than possible. It is exact if the facts are independent of one another; the bounds hold whatever their "
    "dependence."
)


def of_worlds(sweep: Sweep) -> str:
    """What worlds and their counts are."""
    return NO_PROBABILITY if all(each.one_wording for each in varying(sweep)) else f"{NO_PROBABILITY} {OTHER_WORDING}"


def varying(sweep: Sweep) -> list[SweptConclusion]:
    """The conclusions that the uncertain facts decide, those in most worlds first."""
    found = [conclusion for conclusion in sweep.conclusions if conclusion.worlds < sweep.worlds]
    # A conclusion that holds everywhere may still be firmer in some worlds than in others.
    found += [c for c in sweep.conclusions if c.worlds == sweep.worlds and len(c.qualifiers) > 1]
    return sorted(found, key=lambda conclusion: (-conclusion.worlds, conclusion.type, conclusion.id))


def steady(sweep: Sweep) -> list[SweptConclusion]:
    """The conclusions that hold in every world, and always as firmly."""
    return [c for c in sweep.conclusions if c.worlds == sweep.worlds and len(c.qualifiers) == 1]


def firmness(conclusion: SweptConclusion) -> str:
    """In how many worlds at which qualifier; the qualifier alone if there is one."""
    if len(conclusion.qualifiers) == 1:
        return QUALIFIER_WORDS[next(iter(conclusion.qualifiers))]
    return "; ".join(f"{QUALIFIER_WORDS[name]} in {count:,}" for name, count in conclusion.qualifiers.items())


def decided(conclusion: SweptConclusion, labels: Mapping[str, str], worlds: int) -> str:
    """What decides the conclusion and how firm it is, each fact by its label."""
    parts = list(_decided(conclusion.influences, labels, worlds))
    if conclusion.firmness:
        parts.append(f"how firmly depends on {listed(labels[fact] for fact in conclusion.firmness)}")
    return "; ".join(parts)


def _decided(influences: tuple[Influence, ...], labels: Mapping[str, str], worlds: int) -> Iterator[str]:
    told: set[str] = set()
    for influence in influences:
        if (influence.needed and influence.enough) or (influence.barred and influence.enough_absent):
            yield f"just where {labels[influence.fact]} {'holds' if influence.needed else 'does not hold'}"
            return
    for word, chosen in (
        ("only with", [i for i in influences if i.needed]),
        ("only without", [i for i in influences if i.barred]),
        ("always with", [i for i in influences if i.enough]),
        ("always without", [i for i in influences if i.enough_absent]),
    ):
        if chosen:
            told.update(influence.fact for influence in chosen)
            joined = listed([labels[i.fact] for i in chosen], "and" if word.startswith("only") else "or")
            yield f"{word} {joined}"
    pairs = worlds // 2
    rest = [influence for influence in influences if influence.fact not in told]
    if rest:
        swings = (f"{labels[i.fact]} ({_swing(i)} of {pairs:,} pairs)" for i in rest)
        yield f"{'also ' if told else ''}tipped by {listed(swings)}"


def _swing(influence: Influence) -> str:
    if influence.lowers and influence.raises:
        return f"towards it in {influence.raises:,} and away in {influence.lowers:,}"
    return f"away in {influence.lowers:,}" if influence.lowers else f"{influence.raises:,}"


def probability(found: Probability) -> str:
    """A probability and its bounds."""
    if found.low == found.high:
        return f"probability {number(found.independent)}, whatever the dependence of the facts"
    bounds = f"{number(found.low)} to {number(found.high)} whatever their dependence"
    inexact = "" if found.exact else ", by bounds that may be wider than need be"
    return f"probability {number(found.independent)} if the facts are independent; {bounds}{inexact}"


def number(value: float) -> str:
    """A probability to three places; never 0 or 1 for what only comes near.

    >>> number(0.25), number(0.00001), number(1.0)
    ('0.250', 'under 0.001', '1')
    """
    if value in (0.0, 1.0):
        return f"{value:.0f}"
    if value < 0.0005:
        return "under 0.001"
    return "over 0.999" if value >= 0.9995 else f"{value:.3f}"
