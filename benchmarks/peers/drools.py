"""Drools through drools_jpy, which runs its rule engine in a JVM within the process. It keeps no derivations.

The engine answers each fact with what matched, and leaves it to the caller to conclude: to assert further facts.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.packs import Rows, Work, made_by
from benchmarks.peers.drools_rules import CASE, TYPE, Conclude, Term, concluding, fields_of, row_of, rule_of
from benchmarks.suite import Trial

NEEDS = ("drools", "$java")
"""What a contestant needs; the JVM is that of the ``java`` on the PATH unless JAVA_HOME names another."""

_numbers = count()


def by_drools(work: Work, cases: Sequence[Rows] | None = None) -> Trial:
    """A session with its rules compiled for each round; every fact asserted, and every conclusion as it comes.

    Starting the JVM and compiling the rules are not timed. Many cases share a session, in which a field says what case
    a fact belongs to, and every rule joins on it too.
    """
    plan, many = work.plan, cases is not None
    texts = [
        _text(fields_of(plan.types[name], row) | ({CASE: number} if many else {}) | {TYPE: name})
        for number, case in enumerate([work.rows] if cases is None else cases)
        for name, rows in case.items()
        for row in rows
    ]
    rules = [rule_of(plan, plan.rules[index], many) for index in sorted(work.active)]
    actions = {f"r{index}": concluding(plan, plan.rules[index], many) for index in sorted(work.active)}
    held: list[_Session] = []

    def prepare() -> None:
        while held:
            held.pop().end()
        held.append(_Session(rules, actions))

    def run() -> set[str]:
        for text in texts:
            held[0].enter(text)
        return held[0].known

    def answer(known: set[str]) -> Iterator[object]:
        made = made_by(work)
        for fields in map(json.loads, known):
            if fields[TYPE] in made:
                found = fields[TYPE], row_of(plan.types[fields[TYPE]], fields)
                yield (fields[CASE], *found) if many else found

    return Trial(run, answer, prepare=prepare)


class _Session:
    """A session of Drools and what it knows, each fact as JSON."""

    def __init__(self, rules: list[Term], actions: Mapping[str, Conclude]) -> None:
        _find_java()
        from drools.rule import Rule
        from drools.ruleset import Ruleset

        name = f"rules{next(_numbers)}"
        self.known: set[str] = set()
        self._waiting: deque[str] = deque()
        self._ruleset: Any = Ruleset(name, json.dumps({"name": name, "rules": rules}))
        for rule, conclude in actions.items():
            self._ruleset.add_rule(Rule(rule, self._following(conclude)))

    def _following(self, conclude: Conclude) -> Callable[[Any], None]:
        def fire(matches: Any) -> None:
            self._waiting.extend(map(_text, conclude(matches.data)))

        return fire

    def enter(self, text: str) -> None:
        """The fact is known, and all that follows from it."""
        self._waiting.append(text)
        while self._waiting:
            fact = self._waiting.popleft()
            # Drools would keep a fact a second time, and match it again.
            if fact not in self.known:
                self.known.add(fact)
                self._ruleset.assert_fact(fact)

    def end(self) -> None:
        """Its memory is free."""
        self._ruleset.end_session()


def _find_java() -> None:
    """The library finds its JVM by JAVA_HOME alone, and gives it 512 MB, too little for the largest closure."""
    java = shutil.which("java")
    if java is not None:
        os.environ.setdefault("JAVA_HOME", str(Path(java).resolve().parent.parent))
    os.environ.setdefault("DROOLS_JPY_JVM_MAXMEM", "4G")


def _text(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, sort_keys=True)
