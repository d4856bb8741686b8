"""What values are called in sentences: as the pack says, else as the codes of its vocabulary are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
