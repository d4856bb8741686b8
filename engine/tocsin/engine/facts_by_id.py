"""The facts of a derivation graph by their ids, and in the notation for facts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tocsin.engine import codes
from tocsin.engine.derivation import DerivationGraph
from tocsin.facts.fact_type import DIGITS, MORE_DIGITS
from tocsin.facts.key import FactKey
from tocsin.facts.kinds import Value
from tocsin.facts.printing import format_value
from tocsin.facts.problems import Place, Problem, ProblemError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class UnknownFact(ProblemError, LookupError):
    """No fact of an assessment, given or derived, has an id."""

    def __init__(self, identity: str) -> None:
        shown = identity if len(identity) <= 40 else identity[:37] + "..."
        message = f"no fact of the assessment has the id {shown}"
        hint = "give an id of a fact in force or of a conclusion; tocsin.explain.resolve finds them by type and fields"
        super().__init__([Problem(codes.UNKNOWN_ID, message, Place("identity"), hint)])


_LONG = 8
"""So many facts of a type are written field by field for all."""


class Facts:
    """The facts of a graph by id; ids are worked out once, when first asked for."""

    def __init__(self, graph: DerivationGraph) -> None:
        self.graph = graph

    def __reduce__(self) -> tuple[type[Facts], tuple[DerivationGraph]]:
        return Facts, (self.graph,)

    def __copy__(self) -> Facts:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Facts:
        return self

    def key(self, number: int) -> FactKey:
        """A fact by content."""
        return self.graph.types[number], self.graph.rows[number]

    @cached_property
    def ids(self) -> list[str]:
        """The id of every fact, by number."""
        sha256 = hashlib.sha256
        # The same text as FactType.identity hashes; the fields' JSON is kept for the result.
        found = [
            sha256(f'{{"fields":{fields},"type":"{name}"}}'.encode()).hexdigest()[:DIGITS]
            for name, fields in zip(self.graph.types, self.fields, strict=True)
        ]
        if len(set(found)) < len(found):
            for number in list(self._meeting(found)):
                found[number] = self._identity(number, MORE_DIGITS)
        return found

    def _meeting(self, ids: list[str]) -> Iterator[int]:
        """The facts whose ids meet another's: given facts among themselves, so that what follows renames none."""
        given = self.graph.given
        among_given, among_all = Counter(ids[:given]), Counter(ids)
        for number, identity in enumerate(ids):
            if (among_given if number < given else among_all)[identity] > 1:
                yield number

    def _identity(self, number: int, digits: int = DIGITS) -> str:
        return self.graph.plan.types[self.graph.types[number]].identity(self.graph.rows[number], digits)

    @cached_property
    def _longer(self) -> dict[FactKey, str]:
        return {
            (self.graph.types[n], self.graph.rows[n]): each for n, each in enumerate(self.ids) if len(each) > DIGITS
        }

    def id_of(self, key: FactKey) -> str:
        """The id by which a fact goes here, whether or not it is among these."""
        return self._longer.get(key) or self.graph.plan.types[key[0]].identity(key[1])

    @cached_property
    def fields(self) -> list[str]:
        """The canonical JSON of every fact's fields, by number; values that recur in a long column are written once."""
        rows = self.graph.rows
        texts = ["{}"] * len(rows)
        for name, numbers in self.of_type.items():
            if len(numbers) < _LONG:
                for number in numbers:
                    texts[number] = self.graph.plan.types[name].fields_json(rows[number])
                continue
            columns = self.graph.plan.types[name].fields_json_columns([rows[number] for number in numbers])
            for number, parts in zip(numbers, zip(*columns, strict=True), strict=False):
                texts[number] = f"{{{''.join(parts)[1:]}}}"
        return texts

    @cached_property
    def of_type(self) -> dict[str, list[int]]:
        """The facts of each type, by number."""
        places: dict[str, list[int]] = {}
        for number, name in enumerate(self.graph.types):
            places.setdefault(name, []).append(number)
        return places

    @cached_property
    def within(self) -> NDArray[np.int64]:
        """The place of every fact among those of its type: an array, for whoever looks up very many."""
        import numpy as np

        within = np.empty(len(self.graph.types), np.int64)
        for numbers in self.of_type.values():
            within[numbers] = np.arange(len(numbers))
        return within

    @cached_property
    def ranks(self) -> NDArray[np.int64]:
        """The place of every fact in the order of ids, by number: an array, for whoever sorts very many."""
        import numpy as np

        ids, joined = self.ids, "".join(self.ids)
        if len(joined) == DIGITS * len(ids):
            # Of one length they are in the order of the numbers that they write, which are sorted sooner.
            digits = np.frombuffer(bytes.fromhex(joined), np.uint8).reshape(len(ids), -1).astype(np.int64)
            order = np.argsort(digits @ (256 ** np.arange(digits.shape[1], dtype=np.int64)[::-1]))
        else:
            order = np.argsort(np.array(ids))
        ranks = np.empty(len(ids), np.int64)
        ranks[order] = np.arange(len(ids))
        return ranks

    def notation(self, number: int) -> str:
        """A fact in its notation; values that recur in a column are written once."""
        name, row = self.key(number)
        columns = self._written.get(name)
        if columns is None:
            fields = self.graph.plan.types[name].fields
            columns = self._written[name] = [(f"{field.name}=", {}) for field in fields]
        parts = []
        for value, (opening, written) in zip(row, columns, strict=True):
            if value is not None:
                text = written.get(value)
                if text is None:
                    text = written[value] = opening + format_value(value)
                parts.append(text)
        return f"{name}({', '.join(parts)})"

    @cached_property
    def _written(self) -> dict[str, list[tuple[str, dict[Value, str]]]]:
        return {}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of every fact, by id."""
        return {identity: number for number, identity in enumerate(self.ids)}

    def number_of(self, identity: str) -> int:
        """The number of the fact of that id. Raises UnknownFact."""
        number = self.numbers.get(identity)
        if number is None:
            raise UnknownFact(identity)
        return number
