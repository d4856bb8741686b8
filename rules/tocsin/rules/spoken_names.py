"""What values are called in sentences: as the pack says, else as the codes of its vocabulary are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from tocsin.facts.vocabulary import Vocabulary


class SpokenNames(Mapping[str, str]):
    """Names by value. A value that is no code, and of which the pack says nothing, has none."""

    def __init__(self, own: Mapping[str, str], vocabulary: Vocabulary) -> None:
        self._own = own
        self._vocabulary = vocabulary
        self._found: dict[str, str | None] = dict(own)

    def __getitem__(self, value: str) -> str:
        if value not in self._found:
            self._found[value] = self._vocabulary.spoken(value)
        name = self._found[value]
        if name is None:
            raise KeyError(value)
        return name

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)

    @cached_property
    def known(self) -> frozenset[str]:
        """Every value that has a name."""
        codes = (known.members for known in self._vocabulary.code_lists if known.names is not None)
        return frozenset((*self._own, *(code for members in codes for code in members)))

    def labels(self, values: Iterable[str]) -> dict[str, str]:
        """Those of the values that have a name, with what they are called by themselves: without the article."""
        found = sorted(self.known.intersection(values)) if self.known else ()
        return {value: self._label(value) for value in found if value in self}

    def _label(self, value: str) -> str:
        """The pack's name; that of the vocabulary where the pack only repeats the code."""
        own = self[value].removeprefix("the ")
        return own if own != value else (self._vocabulary.spoken(value) or own).removeprefix("the ")
