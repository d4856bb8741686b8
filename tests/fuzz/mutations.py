"""Changes at random: of data, by moving, dropping, repeating and replacing what is in it; of text, by its tokens."""

import copy
import re
from collections.abc import Iterator
from random import Random
from typing import Any

AWKWARD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2, 10**30, 0.5, -0.0, 1e308, "", " ", "x", "$x", "$", "true", "null", "no", "_"),
    *("2024-11-20", "2024-02-30", "0001-01-01", "9999-12-31", "10..20", "..5", "5..", "10900..11000", "{x}", "{", "}"),
    *("$x > 1", "$x / 0 > 1", "not", "a b", "\u202e", "\u0000", "é", [], {}, [None], [[]], {"x": 1}, "1e400", "A1"),
)
_TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)


def changed_data(data: Any, others: list[Any], dice: Random) -> Any:
    """The data after a few changes; ``others`` are data of the same sort, from which pieces are taken."""
    made = copy.deepcopy(data)
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3, 5))):
        places = list(_places(made))
        if not places:
            return made
        _change(*dice.choice(places), made, others, dice)
    return made


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every holder with each key or index of it."""
    waiting = [data]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in keys:
            yield holder, key
            waiting.append(holder[key])


def _change(holder: Any, key: Any, whole: Any, others: list[Any], dice: Random) -> None:
    match dice.randrange(8):
        case 0:
            holder[key] = copy.deepcopy(dice.choice(AWKWARD))
        case 1:
            del holder[key]
        case 2 | 3:
            holder[key] = _piece(whole if dice.random() < 0.7 else dice.choice(others), dice)
        case 4 if isinstance(holder, dict):
            holder[_key(whole, others, dice)] = holder.pop(key)
        case 5 if isinstance(holder, list):
            holder.insert(dice.randrange(len(holder) + 1), copy.deepcopy(holder[key]))
        case 6:
            holder[key] = [holder[key]] if dice.random() < 0.5 else {_key(whole, others, dice): holder[key]}
        case _ if isinstance(holder[key], str):
            holder[key] = changed_text(holder[key], [str(_piece(whole, dice))], dice)
        case _:
            holder[key] = copy.deepcopy(dice.choice(AWKWARD))


def _piece(data: Any, dice: Random) -> Any:
    places = list(_places(data))
    if not places:
        return copy.deepcopy(data)
    holder, key = dice.choice(places)
    return copy.deepcopy(holder[key])


def _key(whole: Any, others: list[Any], dice: Random) -> str:
    keys = [key for data in (whole, dice.choice(others)) for _, key in _places(data) if isinstance(key, str)]
    return dice.choice([*keys, "x"])


def changed_text(text: str, others: list[str], dice: Random) -> str:
    """The text after a few changes of its tokens, some of them taken from other texts."""
    tokens = _TOKEN.findall(text)
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        at = dice.randrange(len(tokens) + 1)
        taken = dice.choice(_TOKEN.findall(dice.choice(others)) or [""])
        match dice.randrange(4):
            case 0:
                tokens[at:at] = [taken]
            case 1:
                tokens[at : at + 1] = [taken]
            case 2:
                del tokens[at : at + dice.choice((1, 1, 3))]
            case _:
                tokens[at:at] = [str(dice.choice(AWKWARD))]
    return "".join(tokens)
