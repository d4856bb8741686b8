"""On whose word the conclusions of a brief rest, and who denies or contradicts what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from tocsin.engine import Assessment, FactInForce
from tocsin.engine.assessment import OtherAccount
from tocsin.facts.counting import listed
from tocsin.facts.model import Given
from tocsin.facts.reports import NO_NAME, Report
from tocsin.judgement import words
from tocsin.judgement.base_facts import denials, footing
from tocsin.judgement.brief_parts import Line, Section
from tocsin.questions.differences.changes import State
from tocsin.questions.differences.summary import Standing


def sources_section(state: State, key: Sequence[Standing], others: Sequence[Standing]) -> Section:
    """Who stands behind the key judgements, and who contradicts what they, or the ``others`` in the brief, rest on.

    In a brief without key judgements: who stands behind the others.
    """
    against = _against(state.assessment)
    behind, assumed = _behind(state, key, against)
    lines = [
        Line(f"{text}: {judgements_named(said)}.", tuple(ids), judges=False) for text, (said, ids) in behind.items()
    ]  # fmt: skip
    others_behind, others_assumed = _behind(state, others, against)
    further = dict.fromkeys(text for told in against.values() for text in told)
    lines += [
        Line(f"{text}: behind conclusions without a number.", tuple(ids)[:1] if key else tuple(ids), judges=False)
        for text, (_, ids) in others_behind.items()
        if text not in behind and (text in further or not key)
    ]
    which, assumed = ("judgements", assumed) if key else ("conclusions", others_assumed)
    if assumed:
        facts, are = words.counted(len(assumed), "fact"), "are" if len(assumed) > 1 else "is"
        text = f"{facts} behind these {which} {are} assumed by the analyst, on no report."
        lines.append(Line(text, tuple(assumed), judges=False))
    remark = "Grades are Admiralty grades: the source's reliability (A to F), the information's credibility (1 to 6)."
    return Section("Sources and grades", tuple(lines), remark if lines else "")


_Behind: TypeAlias = dict[str, tuple[dict[int, None], dict[str, None]]]
"""By what is said of a source: the standings it is behind, by their places from 1, and the facts it speaks of."""


def _behind(
    state: State, standings: Sequence[Standing], against: Mapping[str, Sequence[str]]
) -> tuple[_Behind, dict[str, None]]:
    """The sources of what some conclusions rest on, who speaks against it, and the facts that nobody is named for."""
    behind: _Behind = {}
    assumed: dict[str, None] = {}
    for number, standing in enumerate(standings, 1):
        for identity, fact in footing(state.assessment, standing.id):
            named = [] if fact is None else [r for r in fact.supporting if r.source.name is not None]
            if fact is not None and not named:
                assumed[identity] = None
            told = list(map(_report, named))
            for text in (*told, *against.get(identity, ())):
                numbers, ids = behind.setdefault(text, ({}, {}))
                numbers[number] = None
                ids[identity] = None
    return behind, assumed


def _against(assessment: Assessment) -> dict[str, list[str]]:
    """Who denies a fact, and who gives another account of the same thing that contradicts it, by its id."""
    found = {
        identity: [_denial(given, report, identity == assessment.numbered.id_of(given.fact.key))
                   for given, report in told]
        for identity, told in denials(assessment).items()
    }  # fmt: skip
    for fact in assessment.facts:
        for other in assessment.other_accounts(fact.id):
            found.setdefault(fact.id, []).extend(_rival(fact, other, report) for report in other.fact.supporting)
    return found


def _rival(fact: FactInForce, other: OtherAccount, report: Report) -> str:
    """Who gives another account than a fact, and what it has otherwise."""
    return f"{_report(report)}, gives another account than {fact.fact} ({other.says})"


def _denial(given: Given, report: Report, itself: bool) -> str:
    """Who denies a fact, or another account of the same thing, and which."""
    return f"{_report(report)}, denies {given.fact}{'' if itself else ', another account of the same thing'}"


def _report(report: Report) -> str:
    """Who reported, when, and how that is graded."""
    day = [] if report.source.day is None else [str(report.source.day)]
    return ", ".join([report.source.name or NO_NAME, *day, report.grade or "not graded"])


def judgements_named(numbers: Iterable[int]) -> str:
    """The judgements of these numbers, three or more in a row by the first and the last."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [part for run in runs for part in ([f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run))]
    several = len(runs) > 1 or len(runs[0]) > 1
    return f"judgement{'s' if several else ''} {listed(told)}"
