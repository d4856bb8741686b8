"""Fact types: what may be said, field by field, and how a row of values is written and identified."""

from __future__ import annotations

import hashlib
import keyword
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from tocsin.facts.arguments import accounted
from tocsin.facts.converting import KindError, convert, exact_float, shape_of, worked_out
from tocsin.facts.dataclass import dataclass
from tocsin.facts.json_values import to_json, value_json
from tocsin.facts.kinds import Kind, Value
from tocsin.facts.later import may_come_later
from tocsin.facts.problems import suggestion
from tocsin.facts.restrictions import Codes, Limits, NotBefore, OpenList, Relation, can_bind
from tocsin.facts.values import FrozenValue, short_repr

DIGITS = 12
"""Of an id, where no other fact has the same."""
MORE_DIGITS = 24
"""Of the ids of facts that agree in the first 12 digits."""

_UNCERTAIN: Final = {
    "quantity": "quantity: a figure does not say",
    "date_range": "date_range: an uncertain day does not say",
}
_NOT_PYDANTICS: Final = {
    "date": ("moment", "text"),
    "date_range": ("text",),
    "quantity": ("text",),
    "float": ("whole",),
    "int": ("whole",),
}
"""The shapes of values that a strict model does not take for the kind as we do."""
_BEGINS: Final = frozenset(("since", "from", "begin", "begins", "beginning", "start", "starts", "first"))
_ENDS: Final = frozenset(("until", "to", "end", "ends", "ending", "last"))
_OF_EVERY_FACT = frozenset(("example", "fact_type", "id", "row"))


def attribute_of(name: str) -> str:
    """The attribute of a field's name on a model: itself, unless Python or the base of all facts has taken it."""
    from pydantic import BaseModel

    taken = keyword.iskeyword(name) or name.startswith("model_") or name in _OF_EVERY_FACT or hasattr(BaseModel, name)
    return f"{name}_" if taken else name


def _says(name: str, words: frozenset[str]) -> bool:
    """True if a field's name plainly says that it begins, or ends, a time: it has one of these words, and no other."""
    return (_BEGINS | _ENDS).intersection(name.split("_")) <= words and not words.isdisjoint(name.split("_"))


@dataclass(frozen=True, slots=True)
class FieldType:
    """One field of a fact type: its kind, whether it may be absent, what it means and in what unit.

    ``attribute`` is its name on the pydantic model: the field's own, with an underscore appended where
    Python or pydantic has taken the name (``id``, ``from``, ``copy``).
    """

    name: str
    kind: Kind
    optional: bool = False
    meaning: str = ""
    unit: str = ""
    codes: Codes | None = None
    attribute: str = ""
    limits: Limits | None = None
    open_list: OpenList | None = None
    relations: tuple[Relation, ...] = ()

    def __post_init__(self) -> None:
        if not self.attribute:
            object.__setattr__(self, "attribute", attribute_of(self.name))

    @accounted
    def convert(self, value: object, written: str = "", *, sought: bool = False) -> Value:
        """``value`` as a canonical value of this field; ``written`` is a number as it stood in a text.

        What is ``sought`` may have been worked out, and so may be any number, or any day (``..``).
        A whole number for a float must be one that a float holds exactly: what is given is never rounded in silence.
        Raises KindError, which says what to write instead.
        """
        try:
            if self.kind.name == "float" and shape_of(value) == "whole":
                value = exact_float(value)  # type: ignore[arg-type]
            result = (worked_out if sought else convert)(value, self.kind)
        except KindError as error:
            hint = self._either(written or value) or self._hint(value, written) or error.hint
            raise KindError(str(error), hint) from None
        if self.codes is not None:
            result = self.codes.checked(result)
        if self.open_list is not None:
            result = self.open_list.checked(result)
        if self.limits is not None:
            digits = value if isinstance(value, str) else written
            if digits:
                self.limits.refuse_either(digits)
            result = self.limits.checked(result, digits)
        return result

    def for_model(self, value: object) -> object:
        """``value``, converted where pydantic would refuse or round what every other way in takes. Raises KindError."""
        shapes = _NOT_PYDANTICS.get(self.kind.name)
        return self.convert(value) if shapes and shape_of(value) in shapes else value

    def _either(self, written: object) -> str:
        """What to write for digits in an int that are one number to some readers and a thousand times it to others."""
        if self.kind.name != "int" or not isinstance(written, str):
            return ""
        try:
            Limits(whole=True).refuse_either(written)
        except KindError as error:
            return error.hint.replace("_", "")
        return ""

    def _hint(self, value: object, written: str) -> str:
        from tocsin.facts.written.hints import value_hint
        from tocsin.facts.written.number_hints import Counted

        most = None if self.limits is None else self.limits.at_most
        counted = Counted(self.kind.name, self.is_whole, self.unit, most)
        return value_hint(value, self.kind.name, counted, optional=self.optional, written=written)

    @property
    def is_whole(self) -> bool:
        """True if the field holds whole numbers only."""
        return self.kind.name == "int" or (self.limits is not None and self.limits.whole)

    @property
    def restrictions(self) -> list[str]:
        """What the field holds besides its kind and its codes, in words."""
        own = [str(one) for one in (self.limits, self.open_list) if one is not None]
        return own + [str(relation) for relation in self.relations]

    def __str__(self) -> str:
        return f"{self.kind}?" if self.optional else str(self.kind)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a declaration: the part of it (``key``, …), the name in that part if it is one, and why."""

    part: str
    name: str
    message: str
    hint: str


def _declared_by(model: Any) -> FactType:
    found: FactType = model.fact_type()
    return found


@dataclass(frozen=True)
class FactType(FrozenValue):
    """A fact type: its name and fields, in the order declared, and the pydantic model behind it.

    ``key`` names the fields that say which thing in the world a fact is about: facts of the type with equal keys
    are rival accounts of one thing. Without a key each content is a thing of its own. ``period`` names the first
    and the last day that a figure covers; both belong to the key, whether it lists them or not. ``cumulative``
    says that figures of one series (equal key but for the period) grow, the longer period taking in the shorter.
    ``account`` names fields that tell of the account and not of the thing (who vouches, how, what a figure is called):
    accounts that differ in them do not contradict each other, and those that differ in others may, also where a key
    that names who vouches tells them apart.
    ``validity`` names the dates from and until which a fact holds by its own word; it is in force only between them.
    Of either pair of dates the second never comes before the first.
    """

    __repr__ = short_repr

    name: str
    fields: tuple[FieldType, ...]
    meaning: str = ""
    example: str = ""
    declared_model: type[Any] | None = may_come_later(None)
    key: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    cumulative: bool = False
    account: tuple[str, ...] = ()
    validity: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        # A type that a class declares is that class's, also in another process.
        return super().__reduce__() if self.declared_model is None else (_declared_by, (self.declared_model,))

    def __post_init__(self) -> None:
        if self.key:
            object.__setattr__(self, "key", tuple(dict.fromkeys((*self.key, *self.period))))

    @cached_property
    def by_name(self) -> dict[str, FieldType]:
        """The fields by name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def positions(self) -> dict[str, int]:
        """The place of each field in a row."""
        return {field.name: position for position, field in enumerate(self.fields)}

    @cached_property
    def thing_positions(self) -> tuple[int, ...]:
        """The places in a row of the values that tell one thing from another: the key's, else every one."""
        return tuple(self.positions[name] for name in self.key) or tuple(range(len(self.fields)))

    @cached_property
    def series_positions(self) -> tuple[int, ...]:
        """The places in a row of what the figures of one series share: those of the thing but for the period."""
        return tuple(at for at in self.thing_positions if at not in self.period_positions)

    @cached_property
    def period_positions(self) -> tuple[int, ...]:
        """The places in a row of the first and the last day of the period, or none."""
        return tuple(self.positions[name] for name in self.period)

    def identifying(self) -> dict[str, object]:
        """What the type declares of things and periods, ready for JSON; empty where it declares nothing."""
        declared = {
            "key": list(self.key),
            "period": list(self.period),
            "cumulative": self.cumulative,
            "account": list(self.account),
            "validity": list(self.validity),
        }
        return {name: value for name, value in declared.items() if value}

    def faults(self) -> Iterator[Fault]:
        """What is wrong with how the type tells things apart."""
        named = {"key": self.key, "period": self.period, "account": self.account, "validity": self.validity}
        for part, names in named.items():
            for name in names:
                if name not in self.by_name and not (part == "key" and name in self.period):
                    hint = suggestion(name, self.by_name, f"fields of {self.name}")
                    yield Fault(part, name, f"{self.name} has no field {name}, which its {part} names", hint)
        for name in self.key:
            if name in self.by_name and self.by_name[name].kind.is_interval:
                uncertain = _UNCERTAIN[self.by_name[name].kind.name]
                yield Fault(
                    "key",
                    name,
                    f"the key of {self.name} names {name}, a {uncertain} which thing it is of",
                    f"leave {name} out of the key: accounts of one thing may differ in it",
                )
        yield from self._dates_faults("period", self.period, "period_from, period_to")
        yield from self._dates_faults("validity", self.validity, "since, until")
        yield from self._period_faults()

    def relation_faults(self) -> Iterator[Fault]:
        """What is wrong with the fields that are bound to others: each is to name one that it can be bound to."""
        for field, relation in self.declared_relations:
            other = self.by_name.get(relation.field)
            if other is None or other is field:
                message = f"{self.name}.{field.name}: there is no other field {relation.field}"
                hint = suggestion(relation.field, self.by_name.keys() - {field.name}, "fields")
                yield Fault("fields", field.name, message, hint)
            elif not can_bind(relation, field.kind, other.kind):
                message = f"{self.name}.{field.name} is of kind {field.kind} and {other.name} of kind {other.kind}"
                hint = "bind fields of one kind; not_before is for date, int and float"
                yield Fault("fields", field.name, message, hint)

    def _dates_faults(self, part: str, names: tuple[str, ...], example: str) -> Iterator[Fault]:
        if names and (len(names) != 2 or len(set(names)) != 2):
            hint = f"name two fields, such as [{example}]"
            yield Fault(part, "", f"the {part} of {self.name} names the field of its first and of its last day", hint)
        for name in names:
            if name in self.by_name and self.by_name[name].kind.name != "date":
                message = f"the {part} of {self.name} names {name}, which is of kind {self.by_name[name].kind}"
                yield Fault(part, name, message, f"make {name} a date, or name another field")

    def _period_faults(self) -> Iterator[Fault]:
        if self.account and not self.key:
            hint = "add key: the fields that say which thing a fact is about"
            yield Fault("account", "", f"{self.name} says what tells of an account, and has no key", hint)
        if self.period and not self.key:
            hint = "add key: the fields that say which series a figure belongs to"
            yield Fault("period", "", f"{self.name} has a period and no key", hint)
        if self.cumulative and not self.period:
            hint = "add period: [first day, last day], or leave cumulative out"
            yield Fault("cumulative", "", f"{self.name} is cumulative and has no period", hint)

    @property
    def declared_relations(self) -> tuple[tuple[FieldType, Relation], ...]:
        """What the fields declare that binds them to each other: each with the field that is bound."""
        return tuple((field, relation) for field in self.fields for relation in field.relations)

    @cached_property
    def relations(self) -> tuple[tuple[FieldType, Relation], ...]:
        """What binds fields of a fact to each other: what they declare, and that no time ends before it begins."""
        declared = self.declared_relations
        times: dict[tuple[FieldType, Relation], None] = {}
        for names in (self.period, self.validity):
            fields = [self.by_name[name] for name in names if name in self.by_name]
            if len(fields) == len(names) == 2:  # else its declaration is refused
                times[fields[1], NotBefore(fields[0].name)] = None
        return (*declared, *(each for each in times if each not in declared))

    @accounted
    def impossible(
        self, values: Mapping[str, Value | None], *, recorded: bool = False
    ) -> Iterator[tuple[str, str, str]]:
        """The fields whose values cannot stand beside the others of the fact, with what is wrong and what to do.

        What is ``recorded`` is held to what its fields declare alone: it was taken when times were not looked at.
        """
        for field, relation in self.declared_relations if recorded else self.relations:
            value, other = values.get(field.name), values.get(relation.field)
            fault = "" if value is None or other is None else relation.fault(value, other)
            if fault:
                declared, hint = self._declared_order(relation.field, field.name)
                yield field.name, f"{fault}{declared}", hint or relation.hint

    def _declared_order(self, first: str, last: str) -> tuple[str, str]:
        """What declares that one field begins a time that the other ends, and what to do if the names say otherwise."""
        part = next((part for part in ("period", "validity") if getattr(self, part) == (first, last)), "")
        declared = f"; {self.name} declares {part}: [{first}, {last}]" if part else ""
        if not part or not (_says(first, _ENDS) and _says(last, _BEGINS)):
            return declared, ""
        return declared, f"exchange the two names in that declaration, [{last}, {first}], or else the two dates"

    @cached_property
    def _json_order(self) -> tuple[tuple[str, int], ...]:
        """The opening of each field in canonical JSON with its position, in the order of the names."""
        return tuple((f"{value_json(name)}:", self.positions[name]) for name in sorted(self.positions))

    @accounted
    def fields_json(self, row: tuple[Value | None, ...]) -> str:
        """The canonical JSON text of a row's fields, absent optionals left out."""
        order = self._json_order
        parts = [opening + value_json(value) for opening, at in order if (value := row[at]) is not None]
        return "{" + ",".join(parts) + "}"

    @accounted
    def fields_json_columns(self, rows: Sequence[tuple[Value | None, ...]]) -> list[list[str]]:
        """What stands in ``fields_json`` of many rows, by field: each begins with a comma, and is empty if absent."""
        columns = []
        for opening, at in self._json_order:
            values = [row[at] for row in rows]
            # A column holds one kind, so equal values are the same value and need writing only once.
            written = {value: "" if value is None else f",{opening}{value_json(value)}" for value in set(values)}
            columns.append([written[value] for value in values])
        return columns

    @accounted
    def canonical_fields(self, row: tuple[Value | None, ...]) -> dict[str, object]:
        """The JSON-ready fields of a row, absent optionals left out."""
        return {field.name: to_json(value) for field, value in zip(self.fields, row, strict=True) if value is not None}

    @accounted
    def identity(self, row: tuple[Value | None, ...], digits: int = DIGITS) -> str:
        """The content id of a row: the first 12 hex digits of the SHA-256 of its canonical JSON.

        Where two facts meet that agree in these, they go by more ``digits``.
        """
        content = f'{{"fields":{self.fields_json(row)},"type":"{self.name}"}}'
        return hashlib.sha256(content.encode("utf-8")).hexdigest()[:digits]

    def describe(self) -> dict[str, str]:
        """Field name to kind, as in a pack's ``types:`` section."""
        return {field.name: str(field) for field in self.fields}
