"""Nodes -> readings, competing hypotheses with their evidence, and outcomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from tocsin.facts.tree import Mapping, Node, Sequence
from tocsin.rules import codes
from tocsin.rules.analysis_model import (
    OUTCOME_RESULTS,
    RATINGS,
    Evidence,
    Hypothesis,
    HypothesisSet,
    Outcome,
    OutcomeResult,
    Rating,
    Reading,
)
from tocsin.rules.read.conditions import read_patterns
from tocsin.rules.read.declarations import read_id
from tocsin.rules.rule import Pattern
from tocsin.rules.shape import Reading as Shape

_T = TypeVar("_T")
READING_KEYS = ("id", "text", "assume", "without")
HYPOTHESES_KEYS = ("id", "question", "hypotheses", "evidence")
HYPOTHESIS_KEYS = ("id", "text")
EVIDENCE_KEYS = ("id", "text", "pattern", "patterns", "ratings", "weight")
OUTCOME_KEYS = ("id", "text", "of", "observed", "result")


def read_reading(shape: Shape, node: Node) -> Reading | None:
    """One entry of ``readings``."""
    opened = _named(shape, node, "a reading", "the reading", READING_KEYS)
    if opened is None:
        return None
    mapping, name, what = opened
    return Reading(
        name,
        shape.optional_text(mapping, "text", what) or "",
        assume=_ids(shape, mapping, "assume", what),
        without=_ids(shape, mapping, "without", what),
        place=mapping.place,
    )


def _ids(shape: Shape, mapping: Mapping, key: str, what: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text, _ in shape.texts(mapping, key, what)))


def read_hypotheses(shape: Shape, node: Node) -> HypothesisSet | None:
    """One entry of ``hypotheses``: a question with its hypotheses and evidence."""
    opened = _named(shape, node, "a set of hypotheses", "the set of hypotheses", HYPOTHESES_KEYS)
    if opened is None:
        return None
    mapping, name, what = opened
    return HypothesisSet(
        name,
        shape.optional_text(mapping, "question", what) or "",
        hypotheses=_each(shape, mapping, "hypotheses", what, _hypothesis),
        evidence=_each(shape, mapping, "evidence", what, _evidence),
        place=mapping.place,
    )


def _hypothesis(shape: Shape, node: Node) -> Hypothesis | None:
    opened = _named(shape, node, "a hypothesis", "the hypothesis", HYPOTHESIS_KEYS)
    if opened is None:
        return None
    mapping, name, what = opened
    return Hypothesis(name, shape.optional_text(mapping, "text", what) or "", mapping.place)


def _evidence(shape: Shape, node: Node) -> Evidence | None:
    opened = _named(shape, node, "evidence", "the evidence", EVIDENCE_KEYS)
    if opened is None:
        return None
    mapping, name, what = opened
    patterns = _evidence_patterns(shape, mapping, what)
    ratings = shape.required(mapping, "ratings", what)
    if ratings is None:
        return None
    return Evidence(
        name,
        shape.optional_text(mapping, "text", what) or "",
        patterns=patterns,
        ratings=_ratings(shape, ratings, what),
        place=mapping.place,
        weight=_weight(shape, mapping, what),
    )


def _evidence_patterns(shape: Shape, mapping: Mapping, what: str) -> tuple[Pattern, ...]:
    """The pattern under ``pattern``, or those under ``patterns``, which must match together."""
    given = [key for key in ("pattern", "patterns") if key in mapping.entries]
    if len(given) != 1:
        hint = "write pattern: {type: {…}}, or a list under patterns"
        shape.report(codes.WRONG_SHAPE, f"{what} needs either 'pattern' or 'patterns'", mapping.place, hint)
        return ()
    node = mapping.entries[given[0]]
    if given[0] == "patterns":
        return _conjunction(shape, node, f"patterns of {what}")
    return read_patterns(shape, Sequence([node], node.place), f"pattern of {what}")


def _ratings(shape: Shape, node: Node, what: str) -> dict[str, Rating]:
    ratings = shape.mapping(node, f"ratings of {what}")
    if ratings is None:
        return {}
    words = {name: shape.word(ratings, name, RATINGS, "N", f"ratings of {what}") for name in ratings.entries}
    return {name: cast("Rating", word) for name, word in words.items()}


def _weight(shape: Shape, mapping: Mapping, what: str) -> int:
    if "weight" not in mapping.entries:
        return 1
    weight = shape.number(mapping, "weight", what)
    if weight == 0:
        hint = "leave the evidence out, or rate it NA"
        shape.report(codes.HYPOTHESES, f"weight of {what} is 0, so it bears on nothing", mapping.place, hint)
    return weight or 1


def read_outcome(shape: Shape, node: Node) -> Outcome | None:
    """One entry of ``outcomes``."""
    opened = _named(shape, node, "an outcome", "the outcome", OUTCOME_KEYS)
    if opened is None:
        return None
    mapping, name, what = opened
    of_node = shape.required(mapping, "of", what)
    observed_node = shape.required(mapping, "observed", what)
    if of_node is None or observed_node is None:
        return None
    of = read_patterns(shape, Sequence([of_node], of_node.place), f"of of {what}")
    observed = _alternatives(shape, observed_node, f"observed of {what}")
    if not of or not observed:
        return None
    return Outcome(
        name,
        shape.optional_text(mapping, "text", what) or "",
        of=of[0],
        observed=observed,
        place=mapping.place,
        result=cast("OutcomeResult", shape.word(mapping, "result", OUTCOME_RESULTS, "met", what)),
    )


def _alternatives(shape: Shape, node: Node, what: str) -> tuple[tuple[Pattern, ...], ...]:
    """The entries, of which any will do: each a pattern, or a list of patterns that must match together."""
    items = shape.items(node, what)
    if isinstance(node, Sequence) and not items:
        shape.report(codes.WRONG_SHAPE, f"{what} is empty", node.place, "name at least one pattern")
    found = []
    for item in items:
        entry = item if isinstance(item, Sequence) else Sequence([item], item.place)
        patterns = _conjunction(shape, entry, f"an entry of {what}")
        if patterns:
            found.append(patterns)
    return tuple(found)


def _conjunction(shape: Shape, node: Node, what: str) -> tuple[Pattern, ...]:
    if isinstance(node, Sequence) and not node.items:
        shape.report(codes.WRONG_SHAPE, f"{what} is empty", node.place, "name at least one pattern")
    return read_patterns(shape, node, what)


def _named(
    shape: Shape, node: Node, kind: str, definite: str, keys: tuple[str, ...]
) -> tuple[Mapping, str, str] | None:
    """The node as a mapping with an id and no unknown keys, its id, and how messages call it."""
    mapping = shape.mapping(node, kind)
    name = None if mapping is None else read_id(shape, mapping, kind)
    if mapping is None or name is None:
        return None
    what = f"{definite} {name}"
    shape.known_keys(mapping, keys, what)
    return mapping, name, what


def _each(
    shape: Shape, mapping: Mapping, key: str, what: str, read: Callable[[Shape, Node], _T | None]
) -> tuple[_T, ...]:
    node = shape.required(mapping, key, what)
    found = (read(shape, item) for item in ([] if node is None else shape.items(node, f"{key} of {what}")))
    return tuple(item for item in found if item is not None)


__all__ = ["read_hypotheses", "read_outcome", "read_reading"]
