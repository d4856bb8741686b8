"""Text within Markdown."""

from __future__ import annotations

import re
from typing import Final

_MARKED: Final = re.compile(r"([\\`*_\[\]<>#|])")


def escaped(text: str) -> str:
    r"""The text with what Markdown would take for markup escaped.

    >>> escaped("a_b *c*")
    'a\\_b \\*c\\*'
    """
    return _MARKED.sub(r"\\\1", text)
