"""Text as it is compared when what people write is made out: small letters, one sort of blank, dash and apostrophe."""

from __future__ import annotations

import unicodedata
from typing import Final

_DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"))
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02b9\u02bc\u00b4`", "'"))


def simplified(text: str) -> str:
    """The text with what makes no difference taken out.

    >>> simplified(" 10\u2009000 \u2013 12\u2019000 K ")
    "10 000 - 12'000 k"
    """
    plain = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).translate(_DASHES).translate(_APOSTROPHES)
    return " ".join(plain.lower().split())
