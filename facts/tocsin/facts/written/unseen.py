"""Characters that cannot be seen: what would command a terminal, or let a text read otherwise than it is."""

from __future__ import annotations

import re
from typing import Final

# Controls, soft hyphens, blanks without width, marks of direction, separators that end lines, fillers, lone surrogates;
# and tags (U+E0000 to U+E0FFF), by which a text says to a machine what no reader sees.
_OTHERS: Final = (
    "\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff"
)
_UNSEEN: Final = f"[\x00-\x1f{_OTHERS}]"
_UNSEEN_IN_LINES: Final = f"[\x00-\x08\x0b-\x1f{_OTHERS}]"


def seen(text: str, *, lines: bool = False) -> str:
    r"""The text with an escape in place of every character that cannot be seen; ``lines`` keeps line ends and tabs.

    >>> seen("a\x1b[31mb\n"), seen("a\n\u202eb", lines=True), seen("a\U000e0062")
    ('a\\u001b[31mb\\u000a', 'a\n\\u202eb', 'a\\udb40\\udc62')
    """
    if text.isascii() and text.isprintable():  # nearly always
        return text
    return re.sub(_UNSEEN_IN_LINES if lines else _UNSEEN, _escape, text)


def seen_between(text: str, kept: re.Pattern[str]) -> str:
    """The same with line ends, tabs, and what the pattern ``kept`` matches left as they are."""
    pattern = re.compile(f"({kept.pattern})|{_UNSEEN_IN_LINES}")
    return pattern.sub(lambda found: found[1] or _escape(found), text)


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")  # as JSON has it: beyond U+FFFF, a pair
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
