"""Where in a text of YAML a position is: the keys that lead there, although the text may not be whole yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal, TypeAlias

from tocsin.facts.dataclass import dataclass

Step: TypeAlias = str | int
Stands: TypeAlias = Literal["key", "value", "either"]
_MARK: Final = "cursor" * 3
"""A word that nobody writes: it is put where the position is."""
_LONGEST: Final = 1_000_000
_WORD: Final = frozenset("$_-.") | {*map(chr, range(ord("0"), ord("9") + 1))}


@dataclass(frozen=True)
class Cursor:
    """A position: the keys and indexes of what holds the word there, and that word as far as it stands before it.

    ``stands`` says whether the word is a key, a value, or may yet become either.
    """

    path: tuple[Step, ...]
    word: str
    stands: Stands


@dataclass(slots=True)
class _Frame:
    """A collection that is open: a mapping with the key whose value is awaited, or a list with the index of its item.

    ``closes`` is False for what ends without a token of its own: a list that is not indented, a pair within a list.
    """

    is_list: bool
    step: Step | None = None
    awaits_key: bool = False
    closes: bool = True


def cursor_at(text: str, offset: int) -> Cursor | None:
    """The position ``offset`` characters into the text; None if what stands before it cannot be made out."""
    import yaml

    before = text[:offset]
    if len(before) > _LONGEST:
        return None
    start = offset
    while start and (text[start - 1] in _WORD or text[start - 1].isalpha()):
        start -= 1
    word = before[start:]
    for ending in ("", ":"):
        try:
            found = _read(f"{before[:start]}{_MARK}{ending}\n")
        except yaml.YAMLError:
            continue
        if found is not None:
            return Cursor(found[0], word, found[1])
    return None


def _read(text: str) -> tuple[tuple[Step, ...], Stands] | None:
    """The steps to the mark, and as what it stands there."""
    frames = [_Frame(False)]  # what holds the document; it is never closed, whatever ends before it began
    for token in _tokens(text):
        kind = type(token).__name__
        if kind == "ScalarToken" and _MARK in token.value:
            return _told(frames[1:], alone=token.value == _MARK)
        _take(frames, kind, token)
    return None


def _tokens(text: str) -> Iterator[Any]:
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    yield from yaml.scan(text, Loader=loader)


def _take(frames: list[_Frame], kind: str, token: Any) -> None:
    top = frames[-1]
    match kind:
        case "BlockMappingStartToken" | "FlowMappingStartToken":
            frames.append(_Frame(False, awaits_key=True))
        case "BlockSequenceStartToken":
            frames.append(_Frame(True, -1))
        case "FlowSequenceStartToken":
            frames.append(_Frame(True, 0))
        case "BlockEntryToken":
            if not top.is_list:
                frames.append(_Frame(True, -1, closes=False))
            _next(frames[-1])
        case "FlowEntryToken":
            _end_unclosed(frames)
            _next(frames[-1])
        case "KeyToken":
            _begin_key(frames)
        case "ScalarToken":
            if top.awaits_key:
                top.step, top.awaits_key = token.value, False
        case "BlockEndToken" | "FlowMappingEndToken" | "FlowSequenceEndToken":
            _end_unclosed(frames)
            del frames[max(1, len(frames) - 1) :]


def _begin_key(frames: list[_Frame]) -> None:
    top = frames[-1]
    if top.is_list and not top.closes:
        frames.pop()
        top = frames[-1]
    if top.is_list:
        frames.append(_Frame(False, awaits_key=True, closes=False))
    else:
        top.awaits_key = True


def _end_unclosed(frames: list[_Frame]) -> None:
    while not frames[-1].closes:
        frames.pop()


def _next(frame: _Frame) -> None:
    if frame.is_list:
        assert isinstance(frame.step, int)
        frame.step += 1
    else:
        frame.step, frame.awaits_key = None, True


def _told(frames: list[_Frame], *, alone: bool) -> tuple[tuple[Step, ...], Stands]:
    if not frames:
        return (), "key"
    *outer, top = frames
    path = tuple(frame.step for frame in outer if frame.step is not None)
    if top.awaits_key or top.step is None:
        return path, "key"
    return (*path, top.step), "either" if alone else "value"
