"""One reader's page: a case, what he changed, and answers to what the page asks, as JSON-ready data.

In the browser the worker asks; nothing here knows of it. Every answer comes from the library's own functions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any, Final, TypeVar

from tocsin.engine.assessment import Assessment
from tocsin.engine.case import Case
from tocsin.facts.arguments import checked
from tocsin.facts.problems import Place, Problem, ProblemError, TocsinError, raise_if_any, suggestion
from tocsin.facts.taking import taker_of
from tocsin.page import codes, telling
from tocsin.page.statements import Silent, stands
from tocsin.page.view import PageView

Answer = dict[str, Any]
Found = TypeVar("Found")


class Parts(dict[str, Any]):
    """The parts of a question of the page. Raises ProblemError for one that is lacking or of another kind."""

    def __init__(self, asked: str, parts: Mapping[str, Any]) -> None:
        super().__init__(parts)
        self._asked = asked

    def text(self, name: str) -> str:
        """The part of that name, which is a text."""
        return str(self._taken(name, str))

    def texts(self, name: str) -> Sequence[str]:
        """The part of that name, which is a list of texts."""
        return tuple(self._taken(name, Sequence[str]))

    def _taken(self, name: str, kind: Any) -> Any:
        problems: list[Problem] = []
        taken = taker_of(kind, {}).take(self.get(name), f"{self._asked}.{name}", problems)
        raise_if_any(replace(problem, code=codes.BAD_VIEW) for problem in problems)
        return taken


class Session:
    """A case as one reader sees it. Only ``seminaive`` runs: in a browser there is no other engine."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._view = PageView()
        self._current: tuple[Case, Assessment] | None = None

    @cached_property
    def base(self) -> Assessment:
        """The case as it was given, at its own date: what changes are told against."""
        return self.case.assess(engine="seminaive")

    @property
    def assessment(self) -> Assessment:
        """The case as the reader has it now."""
        return self._now[1]

    @property
    def _now(self) -> tuple[Case, Assessment]:
        if self._current is None:
            case = self._view.on(self.case, self.base.as_of, self.base.known_by)
            self._current = case, self.base if case is self.case else case.assess(engine="seminaive")
        return self._current

    @checked()
    def answer(self, asked: str, parts: Mapping[str, Any]) -> Answer:
        """The answer to a question of the page. Raises ProblemError for what cannot be answered."""
        return _named(asked, QUESTIONS, "questions")(self, Parts(asked, parts))

    def answer_json(self, asked: str, parts: str) -> str:
        """The same with text on both sides; what is wrong is told as ``{"problems": [...]}``."""
        try:
            found = self.answer(asked, _from_json(parts))
        except TocsinError as error:
            found = {"problems": [problem.to_json() for problem in error.problems]}
        return json.dumps(found, ensure_ascii=False)

    def look(self, view: PageView) -> None:
        """The reader has it so from now on. Raises ProblemError, and leaves all as it is, for what cannot be read."""
        before = self._view, self._current
        self._view, self._current = view, None
        try:
            _ = self.assessment
        except ProblemError:
            self._view, self._current = before
            raise

    # ── the questions ──

    def _state(self, parts: Parts) -> Answer:
        """What a reader sees first of a change: every statement as it now stands, and what moved."""
        from tocsin.questions.differences.changes import changes, states_apart

        self.look(PageView.of(parts))
        now = self.assessment
        moved = () if now is self.base else changes(*states_apart(self.base, now))
        return {
            "heading": telling.heading(now),
            "statements": telling.statements(now),
            "changes": telling.changes(moved) if moved else [],
        }

    def _beside(self, _: Parts) -> Answer:
        """What stands beside the statements, and takes longer to tell."""
        now = self.assessment
        silent = Silent(now)
        return {
            "digest": now.digest,
            "conclusions": telling.conclusions(now),
            "facts": telling.FactList(self.case, now, self._view).told(),
            "assumptions": telling.assumptions(now),
            "silent": {
                stand.statement.id: [telling.lack(each) for each in silent.of(stand)]
                for stand in stands(now)
                if stand.state == "silent"
            },
        }

    def _opening(self, parts: Parts) -> Answer:
        pack = self.case.pack
        return {
            **self._state(parts),
            **self._beside(parts),
            "moments": telling.moments(self.case),
            "readings": [{"id": each.id, "text": each.text} for each in pack.readings],
        }

    def _open(self, parts: Parts) -> Answer:
        """Another case in the place of this one, by the same pack."""
        pack = self.case.pack
        other = Session(Case.from_text(parts.text("text"), packs=[pack], name=parts.text("name")))
        found = {**other.answer("state", {}), "digest": other.base.digest, "moments": telling.moments(other.case)}
        vars(self).clear()
        vars(self).update(vars(other))
        return found

    def _why(self, parts: Parts) -> Answer:
        from tocsin.explain import to_json, why

        return dict(json.loads(to_json(why(self.assessment, parts.text("fact"), every=bool(parts.get("every"))))))

    def _rules(self, parts: Parts) -> Answer:
        silent = Silent(self.assessment)
        drawn = {rule.id for conclusion in self.assessment.conclusions for rule in conclusion.rules}
        known = self.case.pack.rule_by_id
        asked = [known[name] for name in parts.texts("rules") if name in known]
        return {
            "rules": [
                telling.rule(each) | {"lack": None if each.id in drawn else telling.lack(silent.lack(each.id))}
                for each in asked
            ]
        }

    def _why_not(self, parts: Parts) -> Answer:
        from tocsin.explain.answers.why_not import why_not_text
        from tocsin.questions import why_not

        found = why_not(self.assessment, parts.text("fact"))
        texts = [self.assessment.fact_text(identity) for identity in found.holds]
        return {"holds": list(found.holds), "facts": texts, "text": why_not_text(found, width=_WIDTH, colour=False)}

    def _flip(self, parts: Parts) -> Answer:
        from tocsin.explain.answers.edits import choice_words
        from tocsin.questions import flip
        from tocsin.questions.minimal_edits.flip import held_after

        found = flip(self.assessment, parts.text("fact"), at_most=2)
        shown = found.choices[:_CHOICES]
        after = held_after(found, shown)
        told = [choice_words(*each, self.assessment) for each in zip(shown, after, strict=True)]
        return {"removes": found.removes, "choices": told, "count": len(found.choices), "cut": found.stopped_at}

    def _readings(self, _: Parts) -> Answer:
        from tocsin.judgement import View, read_all

        case, now = self._now
        table = read_all(case, View(now.as_of, now.known_by))
        rows = [row.to_json() for row in table.rows if not row.agreed]
        columns = [column.to_json() for column in table.columns]
        return {"readings": columns, "base": table.base, "rows": rows, "alike": len(table.rows) - len(rows)}

    def _offers(self, parts: Parts) -> Answer:
        from tocsin.facts.offers import fact_offers

        found = fact_offers(parts.text("text"), self.case.pack.vocabulary, opened=True, known=self._words)
        return {"offers": [{"text": text, "meaning": meaning} for text, meaning in islice(found, _OFFERS)]}

    def _given(self, _: Parts) -> Answer:
        """The facts of the case as it was given."""
        return {"facts": [telling.named(given.fact) for given in self.case.facts]}

    def _unrecorded(self, parts: Parts) -> Answer:
        """What only the reader says, of the view that is given, else of the present one.

        ``facts`` that he added or altered, as a case file states them; of these those ``known`` to the case already;
        and those ``off``.
        """
        if parts:
            self.look(PageView.of(parts))
        known = {given.fact.key for given in self.case.facts}
        said = {fact.key: fact for fact in self._view.said(self.case)}.values()
        off = (given.fact for given in self.case.facts if given.fact.id in self._view.off)
        return {
            "facts": [telling.named(fact) | {"entry": telling.entry(fact)} for fact in said if fact.key not in known],
            "known": [telling.named(fact) for fact in said if fact.key in known],
            "off": [telling.named(fact) for fact in off],
        }

    def _document(self, parts: Parts) -> Answer:
        from tocsin.rules.documents import link_text

        return {"sentences": link_text(self.case.pack, parts.text("text"), parts.text("name")).sentences}

    def _export(self, parts: Parts) -> Answer:
        from tocsin.page.exports import EXPORTS

        case, assessment = self._now
        return _named(parts.text("kind"), EXPORTS, "exports")(case, assessment)

    @cached_property
    def _words(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        return telling.words_known(self.case)


def _from_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        problem = Problem(codes.BAD_VIEW, "the parts of a question are no JSON", Place("parts"), "send an object")
        raise ProblemError([problem]) from None


def _named(name: str, known: Mapping[str, Found], what: str) -> Found:
    if name not in known:
        hint = suggestion(name, known, what)
        raise ProblemError([Problem(codes.BAD_VIEW, f"a page has no {name!r}", Place("view"), hint)])
    return known[name]


QUESTIONS: Final[Mapping[str, Callable[[Session, Parts], Answer]]] = {
    "opening": Session._opening,
    "open": Session._open,
    "state": Session._state,
    "beside": Session._beside,
    "why": Session._why,
    "rules": Session._rules,
    "why-not": Session._why_not,
    "flip": Session._flip,
    "readings": Session._readings,
    "offers": Session._offers,
    "given": Session._given,
    "unrecorded": Session._unrecorded,
    "document": Session._document,
    "export": Session._export,
}
"""What the page can ask, by name."""
_WIDTH: Final = 76
_CHOICES: Final = 12
_OFFERS: Final = 40
