"""The core schema of YAML 1.2.2 (§10.3): which plain words are null, booleans and numbers.

PyYAML resolves after YAML 1.1, where ``no`` and ``on`` are booleans, ``12:30`` is a number and dates are
objects; so its resolver is not used at all.
"""

from __future__ import annotations

import math
import re

from tocsin.facts.problems import TocsinError
from tocsin.facts.tree.nodes import MAX_DIGITS, ScalarValue

CORE = "tag:yaml.org,2002:"
SCALAR_TAGS = frozenset(CORE + name for name in ("null", "bool", "int", "float", "str"))
_WORDS: dict[str, ScalarValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAYBE_NUMBER = frozenset("+-.0123456789")
_BASES = {"0o": 8, "0x": 16}


class NumberError(TocsinError, ValueError):
    """A number that is written correctly and yet cannot be held."""


def is_word(text: str) -> bool:
    """True if a plain scalar is text by its first letter, and stands for nothing else."""
    return text[:1] not in _MAYBE_NUMBER and text not in _WORDS


def resolve(text: str) -> ScalarValue:
    """What a plain scalar stands for. Raises NumberError for one that is not finite or has too many digits."""
    if text[:1] not in _MAYBE_NUMBER:
        return _WORDS.get(text, text)
    if _INT.fullmatch(text):
        return integer(text, _BASES.get(text[:2], 10))
    if _FLOAT.fullmatch(text):
        return real(text)
    if _NOT_FINITE.fullmatch(text):
        raise NumberError(f"{text} is not a finite number")
    return text


def integer(text: str, base: int = 10) -> int:
    """The integer, of at most MAX_DIGITS digits. Raises NumberError."""
    if len(text) > MAX_DIGITS:
        raise NumberError(f"the number has {len(text):,} digits, more than {MAX_DIGITS}")
    return int(text, base)


def real(text: str) -> float:
    """The finite float, written with at most MAX_DIGITS characters. Raises NumberError."""
    if len(text) > MAX_DIGITS:
        raise NumberError(f"the number has {len(text):,} digits, more than {MAX_DIGITS}")
    value = float(text)
    if math.isinf(value):
        raise NumberError(f"{text} is too large for a float")
    return value


def tagged(text: str, tag: str) -> ScalarValue:
    """What a scalar with an explicit core tag stands for. Raises NumberError, and ValueError if it does not fit."""
    name = tag.removeprefix(CORE)
    if name == "str":
        return text
    value = resolve(text)
    if name == "float" and isinstance(value, int) and not isinstance(value, bool):
        return real(text)
    kinds: dict[str, type] = {"null": type(None), "bool": bool, "int": int, "float": float}
    if type(value) is not kinds[name]:
        raise ValueError(f"the value does not fit its tag !!{name}")
    return value
