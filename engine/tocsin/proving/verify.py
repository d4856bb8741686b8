"""What never holds together, what always follows, and whether two packs say the same: proved, or refuted by facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.facts.arguments import checked
from tocsin.facts.problems import Problem, ProblemError
from tocsin.proving import codes, goal_text
from tocsin.proving.bound import MOST_FACTS
from tocsin.proving.goal import Differ
from tocsin.proving.search import Progress
from tocsin.proving.witness import Found, search, side_of
from tocsin.questions.relevance import Upstream
from tocsin.rules.canonical_form import type_json
from tocsin.rules.model import Pack


@checked()
def verify_never(
    pack: Pack,
    text: str,
    *,
    facts: int = MOST_FACTS,
    assumptions: Mapping[str, bool] | None = None,
    given: Iterable[str] = (),
    progress: Progress | None = None,
) -> Found:
    """Facts from which all that ``text`` names follows together; if there are none, it is proved that it never does.

    ``text`` is facts and comparisons joined by *and*, with ``$name`` where values are to be the same. Arguments and
    errors are otherwise those of ``witness``.
    """
    side = side_of(pack, assumptions or {})
    return search((side,), goal_text.never(pack, text), text, facts=facts, given=given, progress=progress)


@checked()
def verify_implies(
    pack: Pack,
    text: str,
    *,
    facts: int = MOST_FACTS,
    assumptions: Mapping[str, bool] | None = None,
    given: Iterable[str] = (),
    progress: Progress | None = None,
) -> Found:
    """Facts from which follows what stands before ``=>`` and not what stands after; as ``verify_never`` otherwise."""
    side = side_of(pack, assumptions or {})
    return search((side,), goal_text.implies(pack, text), text, facts=facts, given=given, progress=progress)


@checked()
def verify_same(
    pack: Pack,
    other: Pack,
    *,
    facts: int = MOST_FACTS,
    given: Iterable[str] = (),
    progress: Progress | None = None,
) -> Found:
    """Facts from which two packs conclude something different; if there are none, they are proved to say the same.

    Facts are compared, not how firmly they follow; each pack has its own assumptions as they are by default. Raises
    ProblemError, too, for packs that declare a type that matters differently.
    """
    sides = side_of(pack, {}), side_of(other, {})
    types = pack.concluded_types | other.concluded_types
    reaching = {name for side in sides for name in Upstream.of(side.plan, types, side.active).types}
    found = []
    for name in sorted(reaching):
        one, two = pack.vocabulary.get(name), other.vocabulary.get(name)
        if one is None or two is None or type_json(one) != type_json(two):
            lacks = "are declared differently" if one is not None and two is not None else "are known to one alone"
            message = f"facts of type {name} {lacks} in {pack.name} and {other.name}"
            hint = "declare the type alike in both packs, or give both the same vocabulary"
            found.append(Problem(codes.OTHER_TYPES, message, None, hint))
    if found:
        raise ProblemError(found)
    asked = f"{pack.name} {pack.version} and {other.name} {other.version}"
    return search(sides, Differ(types), asked, facts=facts, given=given, progress=progress)
