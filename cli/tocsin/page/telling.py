"""What the page shows of an assessment, as JSON-ready data; the words are those of explanations and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from tocsin.engine.assessment import Assessment
from tocsin.engine.case import Case
from tocsin.explain.answers.stated import reasons_told
from tocsin.explain.condition_text import condition_text
from tocsin.explain.phrases import source_text
from tocsin.explain.words import WARRANTS
from tocsin.facts.accounts import Testimony, accounts
from tocsin.facts.fact_type import FieldType
from tocsin.facts.json_values import to_json
from tocsin.facts.kinds import Value
from tocsin.facts.model import Fact, Given
from tocsin.facts.printing import format_value
from tocsin.facts.strength_words import QUALIFIER_WORDS, strength
from tocsin.page.statements import Lack, Stand, stands
from tocsin.page.view import PageView
from tocsin.questions.differences.changes import Change
from tocsin.questions.differences.summary import Standing, in_order, standing_of
from tocsin.questions.missing.not_in_force import idle_among
from tocsin.rules.rule import Rule

MOST: Final = 600
"""So many conclusions are sent; a page that lists more is read by nobody."""


def heading(assessment: Assessment) -> dict[str, object]:
    """Which case, by which rules, when; which engines found it, and what must be known beside it."""
    pack = assessment.pack
    return {
        **assessment.heading_json(),
        "title": pack.title or (pack.document.title if pack.document else pack.name),
        "engines": list(assessment.engines),
        "notes": [warning.message for warning in assessment.warnings],
        "tensions": [tension.to_json() for tension in assessment.tensions],
    }


def statements(assessment: Assessment) -> list[dict[str, object]]:
    """Every statement with its state."""
    return [_statement(stand) for stand in stands(assessment)]


def _statement(stand: Stand) -> dict[str, object]:
    said = stand.statement
    words = None if stand.qualifier is None else strength(stand.qualifier, stand.boundary)
    return {
        "id": said.id,
        "section": said.section,
        "paraphrase": said.paraphrase,
        "framing": said.framing,
        "at_most": QUALIFIER_WORDS[said.strongest],
        "state": stand.state,
        "qualifier": stand.qualifier,
        "words": words,
        "rules": list(stand.rules),
        "firing": stand.firing,
        "conclusions": list(stand.conclusions),
    }


def lack(found: Lack) -> dict[str, object]:
    """What a rule lacks."""
    return {
        "rule": found.rule,
        "blocked": found.blocked,
        "reasons": [{"label": label, "says": says} for label, says in found.reasons],
        "holds": list(found.holds),
    }


def conclusions(assessment: Assessment) -> dict[str, object]:
    """The conclusions in the order of the text, at most so many, and how many there are."""
    found = assessment.conclusions
    shown = in_order(assessment.pack, map(standing_of, found[:MOST]))
    return {"count": len(found), "shown": [_standing(assessment, each) for each in shown]}


def _standing(assessment: Assessment, standing: Standing) -> dict[str, object]:
    grades = assessment.grades_of(standing.id)
    return {**standing.to_json(), "words": strength(standing.qualifier, standing.boundary, grades)}


def changes(found: Iterable[Change]) -> list[dict[str, object]]:
    """What was gained, lost, or stands more or less firmly, each with the nearest causes."""
    from tocsin.judgement.causes_text import causes_text  # after the first answer, which needs none

    return [
        {
            "kind": change.kind,
            "id": change.standing.id,
            "reads": change.standing.reads,
            "statements": list(change.standing.statements),
            "before": _held(change.before),
            "after": _held(change.after),
            "causes": causes_text(change.causes, most=2),
        }
        for change in found
    ]


def _held(standing: Standing | None) -> str | None:
    return None if standing is None else strength(standing.qualifier, standing.boundary)


def moments(case: Case) -> list[dict[str, object]]:
    """The dates on which knowledge changed, and what came to be known."""
    from tocsin.judgement.causes_text import event_text
    from tocsin.judgement.events import events

    found = events(case.facts)
    return [{"date": date.isoformat(), "events": list(map(event_text, told))} for date, told in found.items()]


def assumptions(assessment: Assessment) -> list[dict[str, object]]:
    """The pack's assumptions, each on or off."""
    return [
        {"id": each.id, "text": each.text, "class": each.classification, "on": assessment.assumptions[each.id]}
        for each in assessment.pack.assumptions
    ]


def named(fact: Fact) -> dict[str, object]:
    """A fact by its id, and as it is written."""
    return {"id": fact.id, "text": str(fact)}


def entry(fact: Fact) -> dict[str, object]:
    """A fact as a case file states it, but for who reports it."""
    fact_type = fact.fact_type()
    return {fact_type.name: fact_type.canonical_fields(fact.row)}


def rule(found: Rule) -> dict[str, object]:
    """A rule as people read it: when it concludes what, how strongly, and on what grounds."""
    return {
        "id": found.id,
        "warrant": WARRANTS[found.warrant],
        "words": QUALIFIER_WORDS[found.qualifier],
        "reason": found.qualifier_reason,
        "note": found.note,
        "cites": list(found.cites),
        "assumes": list(found.assumes),
        "when": list(map(condition_text, found.when)),
        "unless": [list(map(condition_text, entry)) for entry in found.unless],
        "then": list(map(condition_text, found.then)),
    }


def words_known(case: Case) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The words that rules name and that facts of the case have, by type and field, as a fact is written."""
    found: dict[tuple[str, str], set[str]] = {key: set(words) for key, words in case.pack.known_words.items()}
    for given in case.facts:
        fact_type = given.fact.fact_type()
        for field, value in zip(fact_type.fields, given.fact.row, strict=True):
            if isinstance(value, str):
                found.setdefault((fact_type.name, field.name), set()).add(value)
    return {key: tuple(map(format_value, sorted(words))) for key, words in found.items()}


class FactList:
    """The facts that the reader added, and those of the case with their reports, each as it stands unaltered."""

    def __init__(self, base: Case, assessment: Assessment, view: PageView) -> None:
        dates = {"as_of": assessment.as_of, "known_by": assessment.known_by}
        stated = {given.fact.key: given for given in base.facts}
        supposed = {fact.key: (text, Given(fact)) for text, fact in zip(view.added, view.supposed(base), strict=True)}
        self._view = view
        self._givens = {**{key: given for key, (_, given) in supposed.items()}, **stated}
        self._typed = {key: text for key, (text, _) in supposed.items() if key not in stated}
        self._in_force = {fact.fact.key for fact in assessment.facts}
        self._accounts = {given.fact.key: held for given, held in accounts(self._givens.values(), **dates)}
        self._idle = {each.given.fact.key: reasons_told(each) for each in idle_among(assessment.given, **dates)}

    def told(self) -> list[dict[str, object]]:
        """The facts supposed, then those of the case in its order."""
        return [self._fact(given) for given in self._givens.values()]

    def _fact(self, given: Given) -> dict[str, object]:
        fact, fact_type, view = given.fact, given.fact.fact_type(), self._view
        held = self._accounts[fact.key]
        pairs = zip(fact_type.fields, fact.row, strict=True)
        return {
            "id": fact.id,
            "fact": str(fact),
            "type": fact_type.name,
            "meaning": fact_type.meaning,
            "supposed": fact.key in self._typed,
            "typed": self._typed.get(fact.key),
            "off": fact.id in view.off,
            "altered": dict(view.altered.get(fact.id, {})),
            "in_force": fact.key in self._in_force,
            "idle": self._idle.get(fact.key),
            "fields": [_field(field, value) for field, value in pairs],
            "reports": [
                *(_report(testimony) for testimony in held.testimonies),
                *(_report(Testimony(report, "supports"), later=True) for report in held.later),
            ],
        }


def _field(field: FieldType, value: Value | None) -> dict[str, object]:
    """A field as it is shown and edited: its kind, what may be chosen, and its value as it is written."""
    choices = field.kind.values if field.kind.name == "enum" else ()
    return {
        "name": field.name,
        "kind": field.kind.name,
        "optional": field.optional,
        "meaning": field.meaning,
        "unit": field.unit,
        "choices": list(choices),
        "text": "" if value is None else value if isinstance(value, str) else format_value(value),
        "ends": to_json(value) if field.kind.is_interval and value is not None else None,
    }


def _report(testimony: Testimony, later: bool = False) -> dict[str, object]:
    report = testimony.report
    return {
        "status": report.status,
        "source": source_text(testimony),
        "grade": report.grade,
        "note": report.note,
        "counts": testimony.standing == "supports" and not later,
        "standing": "later" if later else testimony.standing,
    }
