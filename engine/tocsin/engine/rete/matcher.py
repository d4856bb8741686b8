"""durable-rules at work: facts asserted, matches fetched, their state dropped, rulesets kept or freed.

Lifecycle of a ruleset: create; for each evaluation start (below), assert and fetch as often as wanted, stop; free. No
fact is ever retracted: all go with their state, the one way that is safe (decision 3).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Any
from weakref import WeakKeyDictionary, finalize

from tocsin.engine.rete.identity import RESERVED, Identities, Interned
from tocsin.engine.rete.library import engine
from tocsin.engine.rete.network import Network, Told
from tocsin.engine.rete.shard import ALWAYS, FIRST, FIRST_ID
from tocsin.facts.key import Row
from tocsin.facts.problems import TocsinError

_STORED, _NOT_HANDLED = 0, 1
_TAKEN = frozenset((_STORED, _NOT_HANDLED))
_SID = "0"
_ids = re.compile('"id":"([0-9]+)"').findall
"""The ids in a batch of matches: no field of a fact is text but its id."""
_FETCH_EVERY = 1_000
"""Matches are fetched after this many facts at the latest: until then each holds 250 bytes in durable-rules."""


_KEPT_PIECES, _KEPT_NETWORKS = 600, 4
"""Rulesets are kept of so many networks, of so many pieces each: durable-rules sets 10 KB aside for a pattern."""

IDENTITIES = Identities((*RESERVED, FIRST_ID))
"""Used while the library is locked."""


class MatcherError(TocsinError, RuntimeError):
    """durable-rules did what the shield holds to be impossible."""


class Ruleset:
    """One ruleset of durable-rules, and while it is at work the state that holds its facts."""

    def __init__(self, library: Any, name: str, definition: str) -> None:
        self._library = library
        self._has_state = self._has_acted = False
        self._handle = library.create_ruleset(name, definition)

    def start(self) -> None:
        """Begin without facts, and let one action run for a fact of our own.

        durable-rules frees a state as if an action had run in it, so one always has (decision 3).
        """
        self._has_state, self._has_acted = True, False
        if not self._act():
            raise MatcherError("durable-rules did not match the first fact")
        self._has_acted = True

    def _act(self) -> bool:
        """Let an action run for the fact of our own; false if one was begun before."""
        fact = f'{{"id":"{FIRST_ID}","{ALWAYS}":1,"{FIRST}":0}}'
        _, self._state = self._library.assert_fact(self._handle, fact)
        if self._library.start_action_for_state(self._handle, self._state) is None:
            return False
        if self._library.complete_and_start_action(self._handle, self._state) is not None:
            raise MatcherError("durable-rules matched the first fact twice")
        return True

    def assert_facts(self, facts: Iterable[str]) -> None:
        """Let the facts join; those that no rule wants are not kept."""
        assert_fact, handle = self._library.assert_fact, self._handle
        for fact in facts:
            result, _ = assert_fact(handle, fact)
            if result not in _TAKEN:
                raise MatcherError(f"durable-rules did not take a fact (result {result}): {fact}")

    def fetch(self) -> list[str]:
        """Every match not fetched before, in batches: JSON with the facts of each by alias, under a rule's name."""
        found = []
        started = self._library.start_action_for_state(self._handle, self._state)
        batch = None if started is None else started[1]
        while batch is not None:
            found.append(batch)
            batch = self._library.complete_and_start_action(self._handle, self._state)
        return found

    def stop(self) -> None:
        """Let all facts go, with the state that holds them."""
        if self._has_state:
            if not self._has_acted:  # what stopped the start, as Ctrl-C does, may have done so before or after any step
                self._act()
            self._has_state = False
            self._library.delete_state(self._handle, _SID)

    def free(self) -> None:
        """Give everything back. The state must go first: with the ruleset gone nobody could free it."""
        self.stop()
        self._library.delete_ruleset(self._handle)


class _Rulesets:
    """The rulesets of a network. What goes with its network is freed when the next evaluation begins."""

    def __init__(self, network: Network) -> None:
        self.all: list[tuple[Told, Ruleset]] = []
        library = engine()
        # A network may go in any thread and at any moment, so also while durable-rules is at work on another.
        finalize(self, _GONE.append, self.all).atexit = False
        for number, told in enumerate(network.shards):
            self.all.append((told, Ruleset(library, f"shard{number}", told.definition)))

    def free(self) -> None:
        """Give everything back, at once."""
        _free(self.all)


def _free(rulesets: list[tuple[Told, Ruleset]]) -> None:
    while rulesets:
        rulesets.pop()[1].free()


_GONE: list[list[tuple[Told, Ruleset]]] = []
"""Of networks that are no more, the rulesets to free."""

_KEPT: WeakKeyDictionary[Network, _Rulesets] = WeakKeyDictionary()


class Matcher:
    """The rulesets of a network. A context manager.

    After an evaluation that ends well they are kept for the next one of the network; after an error they are freed.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._interned = Interned(network.interned)
        self._pieces = network.aliases
        self.matches: dict[int, list[tuple[int, ...]]] = {}
        """By piece, the fact numbers of each match, not yet checked; whoever uses them takes them out."""
        self.touched: set[int] = set()
        """The pieces that something was matched of; whoever uses it empties it."""

    def __enter__(self) -> Matcher:
        while _GONE:
            _free(_GONE.pop())
        # Taken out while they are in use: what a listener evaluates in the midst of this has others.
        kept = _KEPT.pop(self._network) if self._network in _KEPT else None
        rulesets = self._rulesets = _Rulesets(self._network) if kept is None else kept
        try:
            for _, ruleset in rulesets.all:
                ruleset.start()
        except BaseException:
            rulesets.free()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if error is not None or len(self._network.pieces) > _KEPT_PIECES:
            self._rulesets.free()
            return
        for _, ruleset in self._rulesets.all:
            ruleset.stop()
        for oldest in list(_KEPT)[: max(0, len(_KEPT) + 1 - _KEPT_NETWORKS)]:
            _KEPT.pop(oldest).free()
        _KEPT[self._network] = self._rulesets

    def assert_facts(self, start: int, types: Sequence[str], rows: Sequence[Row]) -> None:
        """Let the facts from number ``start`` on join, and fetch what matches."""
        identities = IDENTITIES.reach(len(rows))
        for begin in range(start, len(rows), _FETCH_EVERY):
            numbers = range(begin, min(begin + _FETCH_EVERY, len(rows)))
            for told, ruleset in self._rulesets.all:
                encodings = [(number, told.encodings.get(types[number])) for number in numbers]
                facts = [
                    encoding.write(identities[number], rows[number], self._interned)
                    for number, encoding in encodings
                    if encoding is not None
                ]
                if facts:
                    ruleset.assert_facts(facts)
                    for batch in ruleset.fetch():
                        self.record(batch)

    def record(self, batch: str) -> None:
        """Keep matches of a piece as fact numbers."""
        index, aliases = self._pieces[batch[2 : batch.index('"', 2)]]
        facts = IDENTITIES.numbers
        self.touched.add(index)
        matches: list[tuple[int, ...]]
        if len(aliases) == 1:
            matches = [(facts[identity],) for identity in _ids(batch)]
        else:
            (found,) = json.loads(batch).values()
            matches = [tuple([facts[match[alias]["id"]] for alias in aliases]) for match in found]
        self.matches.setdefault(index, []).extend(matches)
