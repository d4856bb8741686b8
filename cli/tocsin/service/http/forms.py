"""In which form a client would have an answer: what its ``Accept`` header asks for, of what there is."""

from __future__ import annotations

from collections.abc import Sequence


def preferred(accept: str | None, offered: Sequence[str]) -> str:
    """The media type of those offered that the header asks for most; where it asks for none of them, the first.

    Of two that are asked for alike the earlier; a range that names a type counts before one with ``*`` (RFC 9110).
    """
    ranges = [_range(each) for each in (accept or "*/*").split(",")]
    return max(offered, key=lambda media: _quality(media, ranges))


def _range(text: str) -> tuple[str, float]:
    media, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = next((part[2:] for part in parameters if part.startswith("q=")), "1")
    try:
        return media, float(quality)
    except ValueError:
        return media, 0.0


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    for wanted in (media, f"{media.partition('/')[0]}/*", "*/*"):
        found = [quality for each, quality in ranges if each == wanted]
        if found:
            return max(found)
    return 0.0
