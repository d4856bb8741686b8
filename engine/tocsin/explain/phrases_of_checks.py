"""Conditions in phrases: comparisons with their margins, aggregates, exceptions, what strengthens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tocsin.explain import words
from tocsin.explain.answers.stated import reasons_told
from tocsin.explain.expression_text import number
from tocsin.explain.tree import Absence, Accounts, Aggregated, Backed, Carrier, Check, Computed, Margin, Strengthening
from tocsin.facts.backing import Voice
from tocsin.facts.counting import counted, listed
from tocsin.facts.quantity import Truth
from tocsin.facts.reports import UNNAMED

_RIVALS_SHOWN = 3


def check(item: Check) -> str:
    """A comparison that held: its values, how surely, how far from the threshold, and whose figure it is."""
    if item.margin is None:
        said = words.CHECK.format(filled=item.filled, truth=words.TRUTHS[item.truth])
    elif item.truth == Truth.POSSIBLE:
        said = words.CHECK_POSSIBLE.format(filled=item.filled, margin=margin(item.margin))
    else:
        said = words.CHECK_WITH_MARGIN.format(
            filled=item.filled, truth=words.TRUTHS[item.truth], margin=margin(item.margin)
        )
    told = [words.PART.format(filled=part.filled, margin=margin(part.margin)) for part in _leaves(item) if part.margin]
    parts = words.PARTS.format(parts=listed(told)) if told else ""
    return "; ".join(part for part in (said, parts, carried(item.carriers)) if part)


def backed(item: Backed) -> str:
    """By which independent sources a fact is backed, and what was asked for."""
    told = [voice_text(voice) for voice in item.voices]
    template = words.BACKED if len(told) == 1 else words.BACKED_MANY
    return template.format(fact=item.fact.text, count=len(told), sources=listed(told), asked=item.asked)


def voice_text(voice: Voice) -> str:
    """A source, or all who share an origin, with the grades of what they reported."""
    grades = listed(sorted({report.grade or words.NO_GRADE for report in voice.reports}))
    if not voice.names:
        return words.VOICE.format(name=UNNAMED, grades=grades)
    if len(voice.names) == 1:
        return words.VOICE.format(name=voice.names[0], grades=grades)
    return words.VOICE_SHARED.format(names=listed(list(voice.names)), grades=grades)


def _leaves(item: Check) -> Iterator[Check]:
    """The comparisons an *and* or *or* comes down to, as far as they hold."""
    for part in item.parts:
        if part.truth != Truth.FALSE:
            yield from _leaves(part) if part.parts else (part,)


def margin(item: Margin) -> str:
    """The distance from the threshold, or how far the figure reaches to both sides of it."""
    if item.side == "straddles":
        return words.STRADDLES_BY.format(
            subject=item.subject, threshold=item.threshold, under=_under(item.under), over=_over(item.over)
        )
    threshold = words.THE_THRESHOLD if item.fixed else item.threshold
    if item.least == 0:
        return (words.ON_THRESHOLD if item.exact else words.REACHES_THRESHOLD).format(threshold=threshold)
    distance = number(item.least) if item.exact else words.AT_LEAST.format(distance=number(item.least))
    return words.MARGINS[item.side].format(distance=distance, threshold=threshold)


def _under(distance: int | float | None) -> str:
    if distance is None:
        return words.UNDER_OPEN
    return words.UNDER.format(distance=number(distance)) if distance else words.UNDER_NONE


def _over(distance: int | float | None) -> str:
    if distance is None:
        return words.OVER_OPEN
    return words.OVER.format(distance=number(distance)) if distance else words.OVER_NONE


def carried(carriers: Sequence[Carrier]) -> str:
    """Whose figure it is; empty if nothing carried one."""
    sources = list(dict.fromkeys(source for carrier in carriers for source in carrier.sources))
    rules = list(dict.fromkeys(carrier.rule for carrier in carriers if carrier.rule is not None))
    unsourced = [carrier for carrier in carriers if carrier.fact is not None and not carrier.sources]
    assumed = any(not carrier.unnamed for carrier in unsourced)
    if sources:
        partly = words.CARRIED_PARTLY if assumed else words.CARRIED_PARTLY_UNNAMED
        return (partly if unsourced else words.CARRIED).format(sources=listed(sources))
    if unsourced:
        return words.CARRIED_ASSUMED if assumed else words.CARRIED_UNNAMED
    return words.CARRIED_RULE.format(rule=listed(rules)) if rules else ""


def straddling(checks: Iterable[Check]) -> Iterator[str]:
    """What straddles what, in the comparisons that are only possible."""
    for item in checks:
        if item.truth != Truth.POSSIBLE:
            continue
        if item.margin is not None:
            yield words.STRADDLES.format(subject=item.margin.subject, threshold=item.margin.threshold)
        elif not item.parts:
            yield words.EITHER_WAY.format(condition=item.filled)
        yield from straddling(item.parts)


def computed(item: Computed) -> str:
    """A value computed on the way; where it could be any number, whether there may be none."""
    form = words.COMPUTED_TOLD if item.is_told else words.COMPUTED
    form = words.COMPUTED_POSSIBLE if item.truth == Truth.POSSIBLE else form
    return form.format(**vars(item))


def undecided(items: Iterable[Computed]) -> Iterator[str]:
    """Which of the computed values there may be none of."""
    for item in items:
        if item.truth == Truth.POSSIBLE:
            yield words.EITHER_WAY.format(condition=words.HAS_VALUE.format(filled=item.filled))


def aggregate(item: Aggregated) -> str:
    """What was summed or counted, over what, and the result."""
    accounts = item.accounts
    named = words.COUNT_OF_THINGS if accounts is not None and item.operation == "count" else None
    if item.operation == "count" and item.field:
        named = words.COUNT_OF_DISTINCT
    operation = (named or words.OPERATIONS[item.operation]).format(field=item.field)
    told = {"variable": item.variable, "value": item.value, "operation": operation, "over": item.over}
    if accounts is not None and accounts.count > accounts.things:
        things = words.THING_ONE if accounts.things == 1 else words.THINGS.format(count=accounts.things)
        said = words.AGGREGATE_OF_THINGS.format(**told, count=accounts.count, things=things)
    elif len(item.facts) == 1:
        said = words.AGGREGATE_ONE.format(**told)
    else:
        said = words.AGGREGATE.format(**told, count=len(item.facts))
    return "; ".join([said, *(_taken(accounts) if accounts is not None else ()), *item.standing])


def _taken(accounts: Accounts) -> Iterator[str]:
    """Where accounts are not simply added up."""
    for values, spread in accounts.rivals[:_RIVALS_SHOWN]:
        yield words.RIVALS.format(values=listed(values), spread=spread)
    if len(accounts.rivals) > _RIVALS_SHOWN:
        yield words.RIVALS_MORE.format(things=counted(len(accounts.rivals) - _RIVALS_SHOWN, "more thing"))
    if accounts.overlapping:
        yield words.OVERLAPPING.format(count=accounts.overlapping)
    if accounts.covered:
        yield words.COVERED_ONE if accounts.covered == 1 else words.COVERED.format(count=accounts.covered)


def absence(item: Absence, when: str) -> str:
    """What was looked for and not found, so that the rule was not blocked."""
    idle = [(str(each.given.fact), reasons_told(each)) for each in item.idle]
    if len(item.patterns) == 1 and not item.conditions and idle:
        fact, reasons = idle.pop(0)
        told = words.NOT_IN_FORCE.format(noun=listed(item.nouns), fact=fact, when=when, reasons=reasons)
    else:
        told = _absence(item, when)
    for fact, reasons in idle:
        told = words.NOT_IN_FORCE_TOO.format(said=told, fact=fact, reasons=reasons)
    return told


def _absence(item: Absence, when: str) -> str:
    pattern = f" {words.AND} ".join(item.patterns)
    alike = len(item.nouns) > 1 and len(set(item.nouns)) == 1
    noun = words.PAIR.format(noun=item.nouns[0]) if alike else listed(item.nouns)
    if not item.patterns:
        open_ends = listed(list(straddling(item.straddling)))
        told = words.NOT_SURELY_SO if item.straddling else words.NOT_SO
        return told.format(conditions=listed(item.conditions), straddling=open_ends)
    if item.uncertain:
        facts = listed([fact.text for fact in item.uncertain])
        told = listed(list(straddling(item.straddling)))
        return words.NOT_CERTAIN.format(noun=noun, facts=facts, straddling=told)
    if item.conditions:
        conditions = listed(item.conditions)
        return words.NOT_FOUND_WHERE.format(noun=noun, pattern=pattern, conditions=conditions, when=when)
    alone = words.NOT_FOUND_SUCH if item.others else words.NOT_FOUND
    return (alone if len(item.patterns) == 1 else words.NOT_FOUND_TOGETHER).format(
        noun=noun, pattern=pattern, when=when
    )


def strengthening(item: Strengthening) -> str:
    """What strengthens the rule, or would."""
    conditions = listed(item.conditions)
    if item.facts is None:
        return words.STRONGER_OPEN.format(conditions=conditions)
    return (words.STRONGER_MET if item.lifts else words.STRONGER_IDLE).format(conditions=conditions)
