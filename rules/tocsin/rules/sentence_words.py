"""The word behind a number in a sentence: ``{n:troop|troops}`` is *1 troop* and *10,900 troops*."""

from __future__ import annotations

from tocsin.facts.kinds import Value
from tocsin.facts.quantity import Quantity


def counted_as(told: str, value: Value, forms: str) -> str:
    """The number as it is told, and behind it the word for one or for many; as it is without ``forms``.

    The last end that is told decides: *at least 1 troop*, *0..1 troops*. Nothing is inflected that an author has not
    written, as nobody can tell from *forces* or *Truppen* what one of them is called.

    >>> counted_as("1", 1, "troop|troops"), counted_as("any number of", "n", "troop|troops")
    ('1 troop', 'any number of troops')
    """
    one, _, many = forms.partition("|")
    return f"{told} {one if _is_one(value) else many}" if forms else told


def _is_one(value: Value) -> bool:
    if isinstance(value, Quantity):
        return {value.low, value.high} - {None} == {1}
    return not isinstance(value, str | bool) and value == 1


def is_pair(forms: str) -> bool:
    """Whether this is a word for one and a word for many.

    >>> is_pair("troop|troops"), is_pair(">10"), is_pair("troop|")
    (True, False, False)
    """
    words = forms.split("|")
    return len(words) == 2 and all(word.strip() for word in words) and not {"{", "}"} & {*forms}
