"""The facts that fed nothing, in words: what each is, and how it differs from what rules look for."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.engine.assessment import Assessment
from tocsin.engine.plan import Condition, Plan
from tocsin.explain.answers import words
from tocsin.explain.answers.gaps import blocked_text, lacked_texts, speaker_of
from tocsin.facts.counting import listed
from tocsin.facts.key import Row
from tocsin.facts.printing import format_row, format_value
from tocsin.questions.missing.missing_conditions import (
    Blocking,
    Failing,
    Gap,
    Instance,
    Lacking,
    Switched,
    Unbacked,
    Uncounted,
)
from tocsin.questions.missing.not_used import Differs, NotUsed, Unused
from tocsin.questions.missing.read_by import sought_values
from tocsin.rules.model import Pack

_VALUES = 4


def told_unused(found: NotUsed) -> Iterator[tuple[int, str, str]]:
    """For the facts that fed nothing for one reason each time: how many they are, which, and why.

    Those that differ from what rules look for come first.
    """
    assessment = found.assessment
    for unused in found.groups():
        count = len(unused.facts)
        name = assessment.graph.types[unused.facts[0]]
        which = f"{name}, {count:,} facts" if unused.why == "unread" and count > 1 else _fact(assessment, unused)
        yield count, which, _why(assessment, unused)


def told_lost(plan: Plan, name: str, row: Row) -> Iterator[str]:
    """Why nothing can come of a fact, whatever else is known: no rule reads its type, or none takes a value of it."""
    sought = sought_values(plan)
    if name not in sought:
        concluded = name in plan.pack.concluded_types
        yield (words.UNREAD_CONCLUSION if concluded else words.UNREAD).format(pack=plan.pack.name, type=name)
        return
    for each in sought[name]:
        if not each.takes(row[each.at]):
            yield _differs(Differs(each.at, row[each.at], each.values), plan.types[name].fields[each.at].name, True)


def _fact(assessment: Assessment, unused: Unused) -> str:
    first, more = unused.facts[0], len(unused.facts) - 1
    graph = assessment.graph
    text = format_row(assessment.plan.types[graph.types[first]], graph.rows[first])
    return f"{text} and {more:,} more like it" if more else text


def _why(assessment: Assessment, unused: Unused) -> str:
    name = assessment.graph.types[unused.facts[0]]
    if unused.why == "unread":
        pack = assessment.pack
        told = (words.UNREAD_CONCLUSION if name in pack.concluded_types else words.UNREAD).format(
            pack=pack.name, type=name
        )
        return "; ".join([told, *_other_readers(pack, name)])
    if unused.why == "differs":
        fields = assessment.plan.types[name].fields
        return listed([_differs(d, fields[d.position].name, len(unused.differs) == 1) for d in unused.differs])
    if unused.instance is None or unused.read is None:
        return words.ASIDE
    against = [told_gap(assessment, unused.instance, gap) for gap in unused.instance.gaps]
    rule, gaps = unused.instance.plan.rule.id, listed([gap for gap in against if gap])
    if unused.read.role == "exception":
        return words.FITS_EXCEPTION.format(rule=rule, gaps=gaps)
    if unused.instance.plan is not unused.read.rule:
        operation = words.OPERATIONS[unused.read.operation]
        return words.FITS_AGGREGATE.format(rule=rule, operation=operation, gaps=gaps)
    return words.FITS.format(rule=rule, gaps=gaps)


def _other_readers(pack: Pack, name: str) -> Iterator[str]:
    """What reads facts of a type that no rule reads."""
    observed = [pattern for outcome in pack.outcomes for patterns in outcome.observed for pattern in patterns]
    weighed = [pattern for each in pack.hypotheses for evidence in each.evidence for pattern in evidence.patterns]
    for patterns, told in ((observed, words.READ_BY_OUTCOMES), (weighed, words.READ_AS_EVIDENCE)):
        if any(pattern.type == name for pattern in patterns):
            yield told


def _differs(differs: Differs, field: str, alone: bool) -> str:
    if not differs.sought:
        return (words.ANY_VALUE if alone else words.SEVERAL_ANY_VALUE).format(field=field)
    shown = [format_value(value) for value in differs.sought[:_VALUES]]
    if len(differs.sought) > _VALUES:
        shown.append(f"{len(differs.sought) - _VALUES:,} other values")
    sought = listed(shown, "or")
    if differs.value is None:
        return (words.UNSAID if alone else words.SEVERAL_UNSAID).format(field=field, sought=sought)
    told = words.LOOKED_FOR if alone else words.SEVERAL
    return told.format(field=field, value=format_value(differs.value), sought=sought)


def told_gap(assessment: Assessment, instance: Instance, gap: Gap) -> str:
    """What stands against an instance of a rule, as part of a sentence; nothing of a value that would be another."""
    match gap:
        case Lacking() | Uncounted():
            return words.ALSO.format(sought=listed(lacked_texts(instance, gap, assessment.plan.types)))
        case Unbacked():
            return words.ALSO.format(sought=f"fact {gap.pattern.backed_by}")
        case Failing(step, reason):
            said = speaker_of(assessment, instance).say(step.node)
            if isinstance(step, Condition) and not reason:
                return words.FAILS.format(condition=said)
            computed = said if isinstance(step, Condition) else f"{step.variable} = {said}"
            return words.NO_VALUE.format(said=computed, reason=reason)
        case Blocking():
            return blocked_text(assessment, instance, gap)
        case Switched(assumption):
            return words.SWITCHED_OFF.format(assumption=assumption)
        case _:
            return ""
