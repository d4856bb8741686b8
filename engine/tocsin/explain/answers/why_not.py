"""The answer to *why not* as a tree in a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from tocsin.explain import words as common
from tocsin.explain.answers import words
from tocsin.explain.answers.drawing import Branch, draw
from tocsin.explain.answers.gaps import gap_words, how_held, lacked_texts, speaker_of, uncounted_text
from tocsin.explain.answers.heading import heading
from tocsin.explain.answers.stated import stated
from tocsin.explain.voices.style import wrap
from tocsin.facts.counting import listed
from tocsin.facts.partial import PartialFact
from tocsin.facts.printing import format_row, format_value
from tocsin.questions.missing.missing_conditions import (
    Gap,
    Instance,
    Lacking,
    Nearest,
    Uncounted,
)
from tocsin.questions.missing.partial_matches import MATCHES
from tocsin.questions.missing.result import Similar, Unmet, WhyNot
from tocsin.questions.missing.why_not import lacked
from tocsin.rules.rule import Rule

_SHOWN = 3
_HELD = 8


def why_not_text(found: WhyNot, *, width: int, colour: bool, every: bool = False) -> str:
    """The answer as a tree of at most ``width`` columns; without ``every``, the nearest few rules of each fact."""
    lines = [*wrap(heading(found.assessment), width), ""]
    lines += draw([_Page(found, every).root()], width, colour)
    return "\n".join(lines)


class _Page:
    """Tells one answer. What does not hold and is met again has a number."""

    def __init__(self, found: WhyNot, every: bool) -> None:
        self._found = found
        self._assessment = found.assessment
        self._types = found.assessment.plan.types
        self._every = every
        self._numbers: dict[PartialFact, int] = {}

    def root(self) -> Branch:
        """The fact asked about, and everything under it."""
        return self._unmet(self._found.root)

    def _unmet(self, unmet: Unmet) -> Branch:
        self._numbers[unmet.sought] = len(self._numbers) + 1
        text = f"[{self._numbers[unmet.sought]}] " + words.UNMET.format(sought=unmet.sought.text(self._types))
        shown = unmet.rules if self._every else unmet.rules[:_SHOWN]
        below = tuple(branch for nearest in shown for branch in self._rule(nearest))
        details = list(self._about(unmet))
        if len(unmet.rules) > len(shown):
            left = [nearest.plan.rule.id for nearest in unmet.rules[len(shown) :]]
            few = [*left[:3], *([f"{len(left) - 3} more"] if len(left) > 3 else [])]
            details.append((words.LABELS["note"], f"further off, not shown: {listed(few)} (--all shows them)"))
        return Branch(text, "headline", tuple(details), below)

    def _about(self, unmet: Unmet) -> Iterator[tuple[str, str]]:
        kind = unmet.sought.type
        if unmet.never is not None:
            yield words.LABELS["note"], words.NEVER[unmet.never].format(type=kind)
        if unmet.deferred:
            yield words.LABELS["note"], words.DEFERRED
        for idle in unmet.idle:
            yield words.LABELS["stated"], stated(idle)
        for similar in unmet.similar if self._every else unmet.similar[:1]:
            yield words.LABELS["similar"], self._similar(unmet.sought, similar)

    def _similar(self, sought: PartialFact, similar: Similar) -> str:
        """A fact that is there, with the fields in which it is otherwise, and those that it does not give."""
        fields = self._types[sought.type].fields
        said = dict(sought.values)
        wanted = {at: " or ".join(map(format_value, allowed)) for at, allowed in said.items()}
        row = self._assessment.graph.rows[similar.fact]
        for first, *others in sought.alike:
            wanted.update(
                dict.fromkeys(others, words.NOTHING if (value := row[first]) is None else format_value(value))
            )
        values = [
            words.INSTEAD_VALUE.format(
                field=fields[at].name, value=format_value(value), sought=wanted.get(at, words.NOTHING)
            )
            for at, value in similar.differs
            if value is not None
        ]
        absent = [
            words.LACKS_VALUE.format(field=fields[at].name, sought="|".join(map(format_value, said[at])))
            if at in said
            else fields[at].name
            for at, value in similar.differs
            if value is None
        ]
        told = [words.INSTEAD.format(values=listed(values))] if values else []
        if absent:
            told.append(words.LACKS.format(fields=listed(absent)))
        return words.SIMILAR.format(fact=self._fact(similar.fact), differs=" ".join(told))

    def _rule(self, nearest: Nearest) -> Iterator[Branch]:
        for position, instance in enumerate(nearest.instances if self._every else nearest.instances[:1]):
            count = len(instance.gaps)
            told = words.GAPS.get(count) or words.GAPS_MANY.format(count=count)
            text = f"{words.RULE.format(rule=nearest.plan.rule.id)}: {told}"
            details = [*_row(nearest.plan.rule), *self._held(instance)]
            details += [each for gap in instance.gaps for each in self._gap(instance, gap)]
            details += [
                (
                    words.LABELS["possible"],
                    words.ONLY_POSSIBLE.format(said=speaker_of(self._assessment, instance).say(c.node)),
                )
                for c in instance.possible
            ]
            if nearest.cut and position == 0:
                details.append((words.LABELS["note"], words.CUT.format(count=f"{MATCHES:,}")))
            yield Branch(text, "possible", tuple(details), tuple(self._below(instance)))

    def _below(self, instance: Instance) -> Iterator[Branch]:
        """What is lacking and could be derived, or is stated: each told once."""
        for gap in instance.gaps:
            for sought in lacked(instance, gap, self._types):
                unmet = self._found.unmet.get(sought)
                told = unmet is None or unmet.holds or sought in self._numbers or unmet.never == "given_only"
                if unmet is not None and not told:
                    yield self._unmet(unmet)

    def _held(self, instance: Instance) -> Iterator[tuple[str, str]]:
        numbers = [number for number in instance.premises if number is not None]
        numbers += [fact for group in instance.groups if group is not None for fact in group.facts]
        for fact in dict.fromkeys(numbers[:_HELD]):
            how = how_held(self._assessment, fact)
            yield words.LABELS["holds"], words.HELD.format(fact=self._fact(fact), how=how)
        if len(numbers) > _HELD:
            yield words.LABELS["holds"], f"and {len(numbers) - _HELD:,} more"

    def _gap(self, instance: Instance, gap: Gap) -> Iterator[tuple[str, str]]:
        match gap:
            case Lacking():
                [sought], [told] = lacked(instance, gap, self._types), self._lacked(instance, gap)
                yield words.LABELS["lacking"], told
                if sought not in self._numbers:
                    yield from self._near(sought)
            case Uncounted():
                yield words.LABELS["lacking"], uncounted_text(instance, gap, self._lacked(instance, gap))
                for sought in () if gap.values else lacked(instance, gap, self._types):
                    yield from self._near(sought)
            case _:
                yield from gap_words(self._assessment, instance, gap)

    def _lacked(self, instance: Instance, gap: Gap) -> list[str]:
        return lacked_texts(instance, gap, self._types, self._numbered)

    def _numbered(self, sought: PartialFact) -> str:
        """What is sought, and where it is told if it is told elsewhere."""
        text = sought.text(self._types)
        return f"{text}: {words.SEE.format(number=self._numbers[sought])}" if sought in self._numbers else text

    def _near(self, sought: PartialFact) -> Iterator[tuple[str, str]]:
        """What is stated or similar, of facts that can only be given; of others it is told with their rules."""
        unmet = self._found.unmet.get(sought)
        if unmet is not None and unmet.never == "given_only" and not unmet.holds:
            yield from ((label, said) for label, said in self._about(unmet) if label != words.LABELS["note"])

    def _fact(self, fact: int) -> str:
        graph = self._assessment.graph
        return format_row(self._types[graph.types[fact]], graph.rows[fact])


def _row(rule: Rule) -> list[tuple[str, str]]:
    """The row of a table that the rule is, and where it stands; nothing for other rules."""
    if rule.row is None:
        return []
    return [(words.LABELS["row"], common.ROW.format(row=rule.row.name, table=rule.row.table, place=rule.place))]
