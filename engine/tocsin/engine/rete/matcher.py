"""durable-rules at work: rulesets made afresh, facts asserted, matches fetched, everything freed.

Lifecycle of a ruleset: create, start (below), assert and fetch as often as wanted, free. It lives for one evaluation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any

from tocsin.engine.rete.identity import RESERVED, Identities, Interned
from tocsin.engine.rete.library import engine
from tocsin.engine.rete.network import Network, Told
from tocsin.engine.rete.shard import ALWAYS, FIRST_ID, TYPE
from tocsin.facts.key import Row
from tocsin.facts.problems import TocsinError

_STORED, _NOT_HANDLED = 0, 1
_SID = "0"
_read = json.JSONDecoder().raw_decode
_FETCH_EVERY = 1_000
"""Matches are fetched after this many facts at the latest: until then each holds 250 bytes in durable-rules."""


IDENTITIES = Identities((*RESERVED, FIRST_ID))
"""Used while the library is locked."""


class MatcherError(TocsinError, RuntimeError):
    """durable-rules did what the shield holds to be impossible."""


class Ruleset:
    """One ruleset of durable-rules, with the state that holds its facts."""

    def __init__(self, library: Any, name: str, definition: str) -> None:
        self._library = library
        self._can_free_state = False
        self._handle = library.create_ruleset(name, definition)
        try:
            self._start()
        except BaseException:
            self.free()
            raise

    def _start(self) -> None:
        """Let one action run for a fact of our own.

        durable-rules frees a state as if an action had run in it, so one always has (decision 3).
        """
        fact = f'{{"id":"{FIRST_ID}","{ALWAYS}":1,"{TYPE}":0}}'
        _, self._state = self._library.assert_fact(self._handle, fact)
        if self._library.start_action_for_state(self._handle, self._state) is None:
            raise MatcherError("durable-rules did not match the first fact")
        self._can_free_state = True
        if self._library.complete_and_start_action(self._handle, self._state) is not None:
            raise MatcherError("durable-rules matched the first fact twice")

    def assert_fact(self, fact: str) -> None:
        """Let the fact join; a fact that no rule wants is not kept."""
        result, _ = self._library.assert_fact(self._handle, fact)
        if result not in (_STORED, _NOT_HANDLED):
            raise MatcherError(f"durable-rules did not take a fact (result {result}): {fact}")

    def fetch(self) -> Iterable[tuple[str, list[dict[str, dict[str, Any]]]]]:
        """Every match not fetched before, in batches: the rule's name, and for each match the fact by alias."""
        started = self._library.start_action_for_state(self._handle, self._state)
        batch = None if started is None else started[1]
        while batch is not None:
            yield from _read(batch)[0].items()
            batch = self._library.complete_and_start_action(self._handle, self._state)

    def free(self) -> None:
        """Give everything back. The state must go first: with the ruleset gone nobody could free it."""
        library, handle = self._library, self._handle
        if self._can_free_state:
            self._can_free_state = False
            library.delete_state(handle, _SID)
        library.delete_ruleset(handle)


class Matcher:
    """The rulesets of a network. A context manager: they are freed on the way out, whatever happened."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._interned = Interned(network.interned)
        self._rulesets: list[tuple[Told, Ruleset]] = []
        self._pieces = network.aliases
        self.matches: dict[int, list[tuple[int, ...]]] = {index: [] for index in network.pieces}
        """By piece, the fact numbers of each match, not yet checked; whoever uses them takes them out."""

    def __enter__(self) -> Matcher:
        library = engine()
        try:
            for number, told in enumerate(self._network.shards):
                self._rulesets.append((told, Ruleset(library, f"shard{number}", told.definition)))
        except BaseException:
            self._free()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._free()

    def assert_facts(self, start: int, types: Sequence[str], rows: Sequence[Row]) -> None:
        """Let the facts from number ``start`` on join, and fetch what matches."""
        waiting = 0
        identities = IDENTITIES.reach(len(rows))
        for number in range(start, len(rows)):
            for told, ruleset in self._rulesets:
                encoding = told.encodings.get(types[number])
                if encoding is not None:
                    ruleset.assert_fact(encoding.write(identities[number], rows[number], self._interned))
                    waiting += 1
            if waiting >= _FETCH_EVERY:
                self._fetch()
                waiting = 0
        if waiting:
            self._fetch()

    def _fetch(self) -> None:
        for _, ruleset in self._rulesets:
            for name, found in ruleset.fetch():
                self.record(name, found)

    def record(self, name: str, found: Iterable[dict[str, dict[str, Any]]]) -> None:
        """Keep matches of a piece as fact numbers."""
        index, aliases = self._pieces[name]
        facts = IDENTITIES.numbers
        self.matches[index] += [tuple([facts[match[alias]["id"]] for alias in aliases]) for match in found]

    def _free(self) -> None:
        while self._rulesets:
            self._rulesets.pop()[1].free()
