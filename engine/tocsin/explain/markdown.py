"""Text within Markdown."""

from __future__ import annotations

import re
from typing import Final

_MARKED: Final = re.compile(r"[\\`*_\[\]<>#|~]")
_LEADING: Final = re.compile(r"^(\d*)([-+.)])(?=[-\s]|$)")
"""What makes an entry of a list, or a rule across the page, of what begins a line."""


def escaped(text: str) -> str:
    r"""The text with what Markdown would take for markup escaped; it may begin a line.

    >>> escaped("a_b *c*")
    'a\\_b \\*c\\*'
    >>> escaped("1. Riga")
    '1\\. Riga'
    """
    return _LEADING.sub(r"\1\\\2", _MARKED.sub(r"\\\g<0>", text.replace("&", "&amp;")))
