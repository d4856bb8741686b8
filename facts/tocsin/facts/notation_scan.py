"""The notation's scanner: text to a type name and stated fields, before any fact type is looked at."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import field
from json.decoder import scanstring  # type: ignore[attr-defined]  # public in fact, absent from typeshed
from typing import Final

from tocsin.facts import codes
from tocsin.facts.converting import plain_text
from tocsin.facts.dataclass import dataclass
from tocsin.facts.days import POINT_PATTERN, DateRange, parse_date
from tocsin.facts.kinds import Value
from tocsin.facts.printing import BARE_WORD, TYPESET_QUOTES, quote
from tocsin.facts.problems import Place, Problem, TocsinError
from tocsin.facts.quantity import ANYTHING, Quantity
from tocsin.facts.stated import Stated, Unread
from tocsin.facts.tree.core_schema import integer, real
from tocsin.facts.tree.json_text import string_fault
from tocsin.facts.tree.nodes import shorten

FORM: Final = "write type(field=value, …)"
LONGEST: Final = 1_000_000
_SHOWN: Final = 60
"""As much of a text as is looked at, on either side, for what may have been meant."""
_SPACE = re.compile(r"\s*")
_BARE = re.compile(r"""[^\s,()="']+""")
_SINGLE = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
_TO_DOUBLE = re.compile(r'\\.|"', re.DOTALL)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LIST = re.compile(r"\[\s*([\d_.-]+)\s*,\s*([\d_.-]+)\s*\]")
_COMPARED = re.compile(r"(\w+)\s*((?:[<>]=?|[≤≥])[^,()]+)")
_SEMICOLON = re.compile(r";\s*[A-Za-z_]\w*\s*=")
# More words before the next comma or the end: no value ends so, and another field would have a sign of equality.
_TAIL = re.compile(r"""\s+([^\s,()="'][^,()="']*?)\s*(?=[,)])""")
_THOUSANDS = re.compile(r"[0-9]{3}\+?", re.ASCII)
# A year alone is a number, and years from one to another a quantity, until a field says that it holds days.
_DATE_RANGE = re.compile(rf"(?=.*\d{{4}}-[\dQ])(?:{POINT_PATTERN})?(?:\.\.(?:{POINT_PATTERN})?)?", re.ASCII)
_INT = re.compile(r"[-+]?\d+(?:_\d+)*", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)


@dataclass(slots=True)
class Scan:
    """What a text states: the type's name and place, and its fields; an empty name if there is none.

    ``is_whole`` is false if the reading had to stop before the end.
    """

    name: str
    place: Place
    is_whole: bool = False
    fields: dict[str, Stated] = field(default_factory=dict)

    def unread(self) -> Iterator[Problem]:
        """What is wrong with values that could not be read, whatever their fields are."""
        yield from (each.value.problem for each in self.fields.values() if isinstance(each.value, Unread))


def scan_fact(text: str, place: Place, problems: list[Problem]) -> Scan:
    """What ``text``, which begins at ``place``, states; a problem for each thing that cannot be read."""
    if len(text) > LONGEST:
        problems.append(Problem(codes.NOTATION, f"the fact is longer than {LONGEST:,} characters", place, FORM))
        return Scan("", place)
    scanner = _Scanner(text, place, problems)
    try:
        return scanner.scan()
    except _Stop as stop:
        problems.append(stop.problem)
        return scanner.result


class _Stop(TocsinError):
    """After this problem nothing that follows can be read with confidence."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Unreadable(TocsinError):
    """A value that cannot be read, though what follows it can; ``text`` is what it is to be, where that is plain."""

    def __init__(self, message: str, hint: str, is_whole: bool = False, text: str = "") -> None:
        super().__init__(message)
        self.hint = hint
        self.text = text
        self.is_whole = is_whole


class _Scanner:
    """Reads one fact from left to right; ``at`` is the next character."""

    def __init__(self, text: str, place: Place, problems: list[Problem]) -> None:
        self.text = text
        self.base = place
        self.problems = problems
        self.at = 0
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.result = Scan("", place)

    def scan(self) -> Scan:
        """Read the type, the parenthesis and the fields, to the end of the text."""
        self._skip()
        self.result.place = self._place()
        name = _BARE.match(self.text, self.at)
        if name is None:
            raise self._stop("a fact type is missing")
        self.at = name.end()
        self.result.name = name[0]
        if self._peek() == "(":
            self.at += 1
            self._fields()
        if self._peek():
            raise self._stop("something follows the fact")
        self.result.is_whole = True
        return self.result

    def _fields(self) -> None:
        """Read fields up to and including the closing parenthesis."""
        while self._peek() != ")":
            self._field()
            found = self._peek()
            if found == ",":
                self.at += 1
            elif found != ")":
                rest = _BARE.match(self.text, self.at)
                raise (self._cut_number(rest[0]) if rest else None) or self._goes_on(found)
        self.at += 1

    def _field(self) -> None:
        name_place = self._place()
        name = _BARE.match(self.text, self.at)
        if name is None:
            raise self._stop("expected a field")
        if compared := _COMPARED.match(self.text, self.at):
            hint = _compared(shorten(compared[1]), compared[2].strip())
            raise self._stop("a fact states its values, and compares nothing", hint or FORM)
        self.at = name.end()
        if self._peek() != "=":
            part, _, given = name[0].partition(":")
            hint = f"write {shorten(part)}={shorten(given)}" if part and given else FORM
            raise self._cut_number(name[0]) or self._stop(f"expected = after {shorten(name[0])}", hint)
        self.at += 1
        self._skip()
        if self._peek() == "=":
            rest = _BARE.match(self.text[self.at : self.at + _SHOWN].lstrip("= "))
            raise self._stop(
                "one sign of equality is enough", f"write {shorten(name[0])}={shorten(rest[0]) if rest else '…'}"
            )
        place, at = self._place(), self.at
        value: Value | Unread
        try:
            value = self._value()
        except _Unreadable as error:
            text = error.text or plain_text(self.text[at : self.at]).strip(TYPESET_QUOTES)
            value = Unread(text, Problem(codes.NOTATION, str(error), place, error.hint), error.is_whole)
        if name[0] in self.result.fields:
            message = f"the field {name[0]} is given twice"
            self.problems.append(Problem(codes.REPEATED_FIELD, message, name_place, "keep one of the two"))
            if isinstance(value, Unread):
                self.problems.append(value.problem)
            return
        written = self.text[at : self.at] if isinstance(value, float) else ""
        self.result.fields[name[0]] = Stated(value, place, name_place, written)

    def _cut_number(self, rest: str) -> _Stop | None:
        """The end of a reading where a number's thousands follow a comma or a blank, as in ``headcount=11,000``."""
        last = next(reversed(self.result.fields.values()), None)
        if last is None or type(last.value) is not int:
            return None
        if re.fullmatch("[0-9]{1,2}", rest, re.ASCII) and self._peek() in (",", ")"):
            message = f"a comma ends the number, so that {last.value},{rest} is cut in two"
            return _Stop(Problem(codes.NOTATION, message, last.place, f"write {last.value}.{rest}"))
        if not _THOUSANDS.fullmatch(rest):
            return None
        message = f"a number ends at a comma or a blank, and {last.value} is followed by {rest}"
        hint = f"write {last.value}_{rest.removesuffix('+')}{'..' if rest.endswith('+') else ''}"
        return _Stop(Problem(codes.NOTATION, message, last.place, hint))

    def _goes_on(self, found: str) -> _Stop:
        """The end of a reading where a value goes on after its quotes, or with a parenthesis."""
        before = self.text[max(0, self.at - _SHOWN) : self.at]
        if before[-1:] in ("'", '"') and found.isalnum():
            other = '"' if before[-1] == "'" else "'"
            return self._stop("a quote ends the text", f"put a text that holds {before[-1]} in {other}")
        if _SEMICOLON.match(self.text, self.at):
            return self._parted_wrongly()
        if found in ("'", '"') and (word := re.search(r"[^\s,()=]+$", before)):
            rest = re.match(r"[^,()=]*", self.text[self.at : self.at + _SHOWN])
            assert rest is not None
            return self._stop("a text that holds a quote is put in quotes", f"write {quote(word[0] + rest[0].strip())}")
        if found == "(":
            return self._stop("a value without quotes holds no parenthesis", "put the whole text in quotes")
        return self._stop("expected , or )")

    def _parted_wrongly(self) -> _Stop:
        return self._stop("fields are parted by commas", "write , for ;")

    def _value(self) -> Value:
        found = self._peek()
        if found == '"':
            return self._double_quoted()
        if found == "'":
            return self._single_quoted()
        bare = _BARE.match(self.text, self.at)
        if bare is None:
            raise self._stop("expected a value")
        if span := _LIST.match(self.text, self.at):
            self.at = span.end()
            raise _Unreadable(
                "a range is written with two points, and not as a list",
                f"write {span[1]}..{span[2]}",
                text=f"{span[1]}..{span[2]}",
            )
        start, self.at = self.at, bare.end()
        parted = _SEMICOLON.search(self.text, start)
        if parted is not None and parted.start() < self.at:
            self.at = parted.start()
            raise self._parted_wrongly()
        tail = _TAIL.match(self.text, self.at)
        if tail is not None and not (_INT.fullmatch(bare[0]) and _THOUSANDS.fullmatch(tail[1])):
            self.at = tail.end()
            whole = " ".join(self.text[start : self.at].split())
            message = (
                f"a value without quotes ends at a blank, and {shorten(bare[0])} is followed by {shorten(tail[1])}"
            )
            raise _Unreadable(message, _instead(whole) or f"write {quote(whole.strip(TYPESET_QUOTES))}")
        return read_bare(bare[0])

    def _double_quoted(self) -> str:
        try:
            value, self.at = scanstring(self.text, self.at + 1, False)
        except json.JSONDecodeError as error:
            self.at = min(error.pos, len(self.text))
            raise self._stop(string_fault(error)) from None
        return str(value)

    def _single_quoted(self) -> str:
        found = _SINGLE.match(self.text, self.at)
        if found is None:
            raise self._stop("the string does not end")
        inner = _TO_DOUBLE.sub(lambda part: {'"': '\\"', "\\'": "'"}.get(part[0], part[0]), found[1])
        try:
            value, _ = scanstring(inner + '"', 0, False)
        except json.JSONDecodeError as error:
            raise self._stop(string_fault(error)) from None
        self.at = found.end()
        return str(value)

    def _skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def _peek(self) -> str:
        self._skip()
        return self.text[self.at : self.at + 1]

    def _place(self) -> Place:
        line = bisect_right(self.starts, self.at) - 1
        column = self.at - self.starts[line] + (1 if line else self.base.column or 1)
        return Place(self.base.file, self.base.line + line, column)

    def _stop(self, message: str, hint: str = FORM) -> _Stop:
        found = self.text[self.at : self.at + 1]
        shown = "the text ends" if not found else f"found {shorten(found)}"
        return _Stop(Problem(codes.NOTATION, f"{message}; {shown}", self._place(), hint))


def read_bare(text: str) -> Value:
    """The value that unquoted text stands for. Raises _Unreadable, which says that it needs quotes."""
    if BARE_WORD.fullmatch(text):
        return {"true": True, "false": False}.get(text, text)
    try:
        if _INT.fullmatch(text):
            return integer(text.replace("_", ""))
        if _FLOAT.fullmatch(text):
            return real(text.replace("_", ""))
        if _DATE.fullmatch(text):
            return parse_date(text)
        if _DATE_RANGE.fullmatch(text):
            return DateRange.parse(text)
        if ".." in text:
            return ANYTHING if text == ".." else Quantity.parse(text)
    except ValueError as error:
        hint = _instead(text).removeprefix(f"{error}; ") or "quote it if text is meant"
        raise _Unreadable(str(error), hint, is_whole=True) from None
    raise _Unreadable(
        f"{shorten(text)} must be quoted",
        _instead(text) or f'write "{shorten(text.strip(TYPESET_QUOTES))}"',
        is_whole=True,
    )


def _compared(field: str, text: str) -> str:
    """What to write for a field with the sign of a comparison, ``level > 11``; empty if no number follows it."""
    from tocsin.facts.written.number_hints import number_hint
    from tocsin.facts.written.numbers import meaning

    return "" if meaning(text) is None else re.sub(r"\bwrite (?=[-.\d])", f"write {field}=", number_hint(text))


def _instead(text: str) -> str:
    """What to write for a bare number or date that is not in the notation; empty if it looks like neither."""
    from tocsin.facts.written.dates import ISO, date_hint, date_range_hint
    from tocsin.facts.written.number_hints import number_hint
    from tocsin.facts.written.numbers import meaning

    hint = number_hint(text) if meaning(text) else date_hint(text)
    uncertain = date_range_hint(text)
    if uncertain.startswith("write ") and not hint.startswith("write "):
        hint = f"write the day that is meant, or {uncertain.removeprefix('write ')} where a field takes uncertain days"
    return "" if hint == ISO else f'{hint}; if text is meant, "{shorten(text)}"'
