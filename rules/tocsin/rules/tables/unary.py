"""The text of a cell -> what it lets through, in the notation of unary tests.

That is S-FEEL (DMN 1.3, chapter 9): ``-``, ``< 5``, ``[1..5)``, ``]1..5[``, ``"A","B"``, ``not("A")``,
``date("2024-01-01")``. Tables that people type (CSV, workbooks) may also use the notation of facts: ``10..20``,
``10..``, ``2024-10``, words without quotes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from tocsin.facts.converting import KindError
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import DateRange, parse_date
from tocsin.facts.fact_type import FieldType
from tocsin.facts.kinds import Kind
from tocsin.facts.problems import TocsinError
from tocsin.facts.quantity import Quantity, parse_number
from tocsin.rules.tables.regions import HIGHEST, LOWEST, Cut, Numbers, Region, Word, Words, numbers, words

LONGEST: Final = 4_000
"""Characters of a cell."""
_COMPARED: Final = re.compile(r"(<=|>=|<|>|!=|=)\s*(.*)", re.DOTALL)
_BETWEEN: Final = re.compile(r"([\[\](])\s*(.*?)\s*\.\.\s*(.*?)\s*([\[\])])", re.DOTALL)
_DATE: Final = re.compile(r'date\s*\(\s*"([^"]*)"\s*\)')
_NEGATED: Final = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_TEXT: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_THOUSANDS: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_BARE_POINT: Final = re.compile(r"-?(?=\.\d)")
_LOOKALIKES: Final = {"≤": "<=", "≥": ">=", "≠": "not(…)", "\u2013": "-", "\u2014": "-", "\u2212": "-", "…": ".."}


class CellError(TocsinError, ValueError):
    """Text that is no test of its column; ``hint`` says what to write."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Column:
    """What a column tests: the kind of its input, and the field the input is, if it is one.

    ``strict`` columns keep to S-FEEL, as those of DMN do.
    """

    kind: Kind
    field: FieldType | None = None
    strict: bool = False

    @property
    def everything(self) -> Region:
        """The region of a cell that asks nothing."""
        if self.kind.name == "bool":
            return words((), without=True, known=(True, False))
        if self.kind.name in ("str", "enum"):
            return words((), without=True, known=self.kind.values if self.kind.name == "enum" else ())
        return Numbers(((LOWEST, HIGHEST),), self.whole, self.kind.is_calendar)

    @property
    def whole(self) -> bool:
        """True if there is nothing between neighbours: days, and whole numbers."""
        return self.kind.is_calendar or self.kind.name == "int" or (self.field is not None and self.field.is_whole)

    @property
    def domain(self) -> Region:
        """What the input can be at all."""
        limits = None if self.field is None else self.field.limits
        if limits is None or not isinstance(self.everything, Numbers):
            return self.everything
        low = LOWEST if limits.at_least is None else (limits.at_least, 0)
        high = HIGHEST if limits.at_most is None else (limits.at_most, 1)
        return numbers([(low, high)], whole=self.whole)


def region_of(text: str, column: Column) -> Region:
    """What the cell lets through. Raises CellError.

    >>> from tocsin.facts.kinds import INT, STR
    >>> from tocsin.rules.expression.tree import Variable
    >>> str(region_of("[1..5)", Column(INT)).node(Variable("n")))
    '$n >= 1 and $n <= 4'
    >>> str(region_of('not("A","B")', Column(STR)).node(Variable("zone")))
    '$zone not in ["A", "B"]'
    """
    text = text.strip()
    if text in ("", "-"):
        return column.everything
    if len(text) > LONGEST:
        raise CellError(f"the cell holds {len(text):,} characters, more than {LONGEST:,}", "split the row")
    found = _NEGATED.fullmatch(text)
    if found is not None:
        return _any_of(found[1], column).complement()
    return _any_of(text, column)


def _any_of(text: str, column: Column) -> Region:
    """What one of the tests, which commas part, lets through."""
    if column.kind.is_numeric and (grouped := _THOUSANDS.search(text)):
        plain = grouped[0].replace(",", "" if column.strict else "_")
        hint = f"write {plain}, or {grouped[0].replace(',', ', ')} if several numbers are meant"
        raise CellError(f"{grouped[0]} can be one number or several", hint)
    parts = list(_parts(text))
    if not all(parts):
        raise CellError("a comma parts nothing", "remove the comma, or write what it parts")
    if len(parts) > 1 and column.kind.name == "str" and not all(map(_TEXT.fullmatch, parts)):
        quoted = ",".join(part if _TEXT.fullmatch(part) else f'"{part}"' for part in parts)
        raise CellError("the cell can be one text with a comma or several", f'write "{text}" or {quoted}')
    if isinstance(column.everything, Words):
        known = column.everything.known
        return words([_word(part, column) for part in parts], known=known)
    stretches = [_stretch(part, column) for part in parts]
    return numbers(stretches, whole=column.whole, days=column.kind.is_calendar)


def _parts(text: str) -> Iterator[str]:
    """The parts between commas that stand in no quotes and no brackets."""
    part, depth, at = "", 0, 0
    while at < len(text):
        quoted = _TEXT.match(text, at)
        if quoted is not None:
            part, at = part + quoted[0], quoted.end()
            continue
        depth += (text[at] == "(") - (text[at] == ")" and depth > 0)
        if text[at] == "," and not depth:
            yield part.strip()
            part = ""
        else:
            part += text[at]
        at += 1
    yield part.strip()


def _word(part: str, column: Column) -> Word:
    if _COMPARED.fullmatch(part) or (_BETWEEN.fullmatch(part) and not _TEXT.fullmatch(part)):
        what = "true and false have" if column.kind.name == "bool" else "text has"
        raise CellError(f"{part} orders what has no order: {what} none", "list the words, or negate them with not(…)")
    if column.kind.name == "bool":
        if part not in ("true", "false"):
            raise CellError(f"expected true or false, found {part[:40]}", "write true, false or -")
        return part == "true"
    return text_of(part, column)


def text_of(part: str, column: Column) -> str:
    """The text that a cell, or a part of one, stands for: without quotes, as its field stores it. Raises CellError."""
    found = _TEXT.fullmatch(part)
    if found is None and (column.strict or part.startswith('"') or '"' in part):
        raise CellError(f"{part[:40]} is no text in quotes", f'write "{part[:40].strip(chr(34))}"')
    text = part if found is None else re.sub(r"\\(.)", r"\1", found[1])
    if column.field is not None:
        return str(_converted(text, column.field))
    if column.kind.name == "enum" and text not in column.kind.values:
        raise CellError(f"expected one of {', '.join(column.kind.values)}, found {text[:40]}")
    return text


def _converted(text: str, field: FieldType) -> object:
    try:
        return field.convert(text)
    except KindError as error:
        raise CellError(str(error), error.hint) from None


def _stretch(part: str, column: Column) -> tuple[Cut, Cut]:
    """The cuts between which the numbers or days of one test lie."""
    compared, between = _COMPARED.fullmatch(part), _BETWEEN.fullmatch(part)
    if compared is not None:
        return _side(compared[1], _value(compared[2], column), part)
    if between is not None:
        low, high = _value(between[2], column), _value(between[3], column)
        if low > high:
            raise CellError(
                f"{part} ends before it begins", f"write {between[1]}{between[3]}..{between[2]}{between[4]}"
            )
        cuts = (low, 0 if between[1] == "[" else 1), (high, 1 if between[4] == "]" else 0)
        if cuts[0] >= cuts[1]:
            raise CellError(f"{part} lets nothing through", "close one of its ends")
        return cuts
    if not column.strict and (own := _own_range(part, column)) is not None:
        return own
    value = _value(part, column)
    return (value, 0), (value, 1)


def _side(sign: str, value: int | float, part: str) -> tuple[Cut, Cut]:
    match sign:
        case "<":
            return LOWEST, (value, 0)
        case "<=":
            return LOWEST, (value, 1)
        case ">":
            return (value, 1), HIGHEST
        case ">=":
            return (value, 0), HIGHEST
    rest = part.lstrip("!= ")
    raise CellError(f"{sign} is no unary test", f"write {rest if sign == '=' else f'not({rest})'}")


_SAID = {
    **dict.fromkeys(("more than", "over", "above"), ">"),
    **dict.fromkeys(("less than", "under", "below"), "<"),
    **dict.fromkeys(("at least", "from"), ">="),
    **dict.fromkeys(("at most", "up to"), "<="),
}


def _own_range(part: str, column: Column) -> tuple[Cut, Cut] | None:
    """A range in the notation of facts; None if the part is none."""
    if ".." not in part and not (column.kind.is_calendar and re.match(r"\d{4}(?:-Q?\d{1,2})?$", part)):
        return None
    ends: list[int | float | None]
    try:
        if column.kind.is_calendar:
            days = DateRange.parse(part)
            ends = [None if end is None else end.toordinal() for end in (days.low, days.high)]
        else:
            ends = [(quantity := Quantity.parse(part)).low, quantity.high]
    except ValueError as error:
        raise CellError(f"{part[:40]} is no range: {error}", "write 10..20, 10.., ..20 or [10..20)") from None
    first, last = ends
    return LOWEST if first is None else (first, 0), HIGHEST if last is None else (last, 1)


def _value(part: str, column: Column) -> int | float:
    """The number, or the ordinal of the day, that an end of a test is."""
    if column.kind.is_calendar:
        return day_of(part, column).toordinal()
    if column.strict and (bare := _BARE_POINT.match(part)):  # S-FEEL's 0.5 may be written .5
        part = f"{bare[0]}0{part[bare.end() :]}"
    try:
        if column.field is not None and column.field.limits is not None:
            column.field.limits.refuse_either(part)
        return parse_number(part)
    except KindError as error:
        raise CellError(str(error), error.hint) from None
    except ValueError:
        mistaken = next((f"write {plain} for {sign}" for sign, plain in _LOOKALIKES.items() if sign in part), None)
        raise CellError(f"{part[:40]} is no number", mistaken or _meant(part)) from None


def _meant(part: str) -> str:
    """What to write for a number or a range as people write them."""
    from tocsin.facts.written.number_hints import FORMS, number_hint

    said = re.fullmatch(r"([a-z ]+?) ([0-9][0-9_.]*)", part.lower())
    if said is not None and said[1] in _SAID:
        return f"write {_SAID[said[1]]} {said[2]}"
    hint = number_hint(part)
    return "a test is 5, < 5, [1..5), a list of these, or - for any" if hint == FORMS else hint


def day_of(part: str, column: Column) -> dt.date:
    """The day that a cell, or an end in one, is. Raises CellError."""
    found = _DATE.fullmatch(part)
    if found is None and column.strict:
        raise CellError(f"{part[:40]} is no date", 'write date("2024-01-01")')
    try:
        return parse_date(part if found is None else found[1])
    except ValueError:
        from tocsin.facts.written.dates import ISO, date_hint

        hint = date_hint(part if found is None else found[1])
        if found is not None:
            hint = re.sub(r"^write (\d{4}-\d\d-\d\d)$", r'write date("\1")', hint)
        unknown = 'write 2024-01-01 or date("2024-01-01")'
        raise CellError(f"{part[:40]} is no day", unknown if hint == ISO else hint) from None
