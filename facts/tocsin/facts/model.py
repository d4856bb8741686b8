"""Facts: typed, frozen, identified by their content."""

from __future__ import annotations

import datetime as dt  # noqa: F401  (the examples of Fact name it, as they do Quantity)
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, Literal, Self, TypeAlias, Unpack

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from tocsin.facts.annotations import Things, declared_by
from tocsin.facts.arguments import check_fields
from tocsin.facts.converting import KindError
from tocsin.facts.copying import Copying
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.key import FactKey, Row
from tocsin.facts.kinds import PYTHON_TYPES, Value
from tocsin.facts.printing import format_row
from tocsin.facts.problems import Untaken, refused_by_model
from tocsin.facts.quantity import Quantity  # noqa: F401
from tocsin.facts.reports import QUALIFIERS, Qualifier, Report

Names: TypeAlias = tuple[str, ...]


class Fact(BaseModel, frozen=True, extra="forbid", strict=True, defer_build=True):
    """The base of all fact types. Subclass it frozen; the class name in snake_case is the type's name.

    >>> class Edge(Fact, frozen=True):
    ...     "A road from one place to another."
    ...     source: str
    ...     target: str
    ...     metres: Quantity | None = None
    >>> fact = Edge(source="a", target="b")
    >>> fact.id
    '7832e88f230a'
    >>> Edge.fact_type().name
    'edge'

    Facts that agree in the ``key`` are accounts of one thing; ``period`` and ``cumulative`` tell which figures
    may be added (FactType says how).

    >>> class Delivery(Fact, frozen=True, key=("supplier",), period=("first", "last"), cumulative=True):
    ...     "What a supplier delivered in a time."
    ...     supplier: str
    ...     barrels: Quantity
    ...     first: dt.date
    ...     last: dt.date
    >>> Delivery.fact_type().key
    ('supplier', 'first', 'last')

    A fact of a type with ``validity`` is in force only between the two dates that it states itself.

    >>> class Embargo(Fact, frozen=True, validity=("since", "until")):
    ...     "An embargo on a state."
    ...     target: str
    ...     since: dt.date | None = None
    ...     until: dt.date | None = None
    """

    example: ClassVar[str] = ""
    declared_things: ClassVar[Things] = Things()

    def __init_subclass__(
        cls,
        *,
        key: Names | None = None,
        period: Names | None = None,
        cumulative: bool | None = None,
        account: Names | None = None,
        validity: Names | None = None,
        **config: Unpack[ConfigDict],
    ) -> None:
        """Keep what the class says of things; what it does not say is as in the class it extends."""
        super().__init_subclass__(**config)
        inherited = cls.declared_things
        cls.declared_things = Things(
            inherited.key if key is None else tuple(key),
            inherited.period if period is None else tuple(period),
            inherited.cumulative if cumulative is None else cumulative,
            inherited.account if account is None else tuple(account),
            inherited.validity if validity is None else tuple(validity),
        )

    @model_validator(mode="before")
    @classmethod
    def _exactly(cls, data: Any) -> Any:
        """Days and floats as every other way in takes them, where pydantic would refuse or round."""
        if not isinstance(data, dict):
            return data
        taken = {}
        for field in cls.fact_type().fields:
            for name in {field.attribute, field.name} & data.keys():
                try:
                    exact = field.for_model(data[name])
                except KindError as error:
                    told = f"{error}; {error.hint}" if error.hint else str(error)
                    if field.kind.name not in ("quantity", "date_range"):
                        raise refused_by_model(f"{field.name}: {told}") from None
                    exact = Untaken.because(str(data[name]), told)
                if exact is not data[name]:
                    taken[name] = exact
        return data | taken if taken else data

    @model_validator(mode="after")
    def _can_be(self) -> Self:
        fact_type = self.fact_type()
        if fact_type.relations:
            values = {field.name: getattr(self, field.attribute) for field in fact_type.fields}
            for name, fault, _ in fact_type.impossible(values):
                raise refused_by_model(f"{name}: {fault}")
        try:
            self.key  # noqa: B018  (worked out once: what no fact can hold is refused now, and not where it is used)
        except KindError as error:
            raise refused_by_model(str(error)) from None
        return self

    @classmethod
    def fact_type(cls) -> FactType:
        """The engine-neutral description of this class."""
        return _fact_type_of(cls)

    def __eq__(self, other: object) -> bool:
        """Two facts are one if their types are declared alike and their values are the same as stored."""
        if not isinstance(other, Fact):
            return NotImplemented
        if self is other:
            return True
        return self.key == other.key and (type(self) is type(other) or self.fact_type() == other.fact_type())

    def __hash__(self) -> int:
        return hash(self.key)

    def __reduce__(self) -> Any:
        fact_type = self.fact_type()
        if fact_type.declared_model is None:  # no module has the class of a type that a pack declares
            return fact_of, (fact_type, self.row)
        return super().__reduce__()

    @property
    def key(self) -> FactKey:
        """What the fact is; worked out once."""
        # Kept under a name with an underscore, which pydantic leaves out of what a model says of itself.
        kept = self.__dict__
        if "_key" not in kept:
            kept["_key"] = self._worked_out()
        key: FactKey = kept["_key"]
        return key

    def _worked_out(self) -> FactKey:
        fact_type = self.fact_type()
        values = []
        for field in fact_type.fields:
            value = getattr(self, field.attribute)
            try:
                values.append(None if value is None else field.convert(value))
            except KindError as error:
                raise KindError(f"{field.name}: {error}", error.hint) from None
        return fact_type.name, tuple(values)

    @property
    def row(self) -> Row:
        """The values in field order, canonical, None where absent."""
        return self.key[1]

    @property
    def id(self) -> str:
        """The content id; worked out once."""
        kept = self.__dict__
        if "_id" not in kept:
            kept["_id"] = self.fact_type().identity(self.row)
        identity: str = kept["_id"]
        return identity

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, with other values for some fields, held to the type as any fact is: pydantic checks none of them.

        A fact is checked where it is made, once, so that whoever is given one, as a case is, need not ask what it
        holds. The fields of ``update``, named as in Python or by alias, are validated as where a fact is made, and then
        the copy as a whole; the other fields are as they were. Raises ValidationError.
        """
        copied = super().model_copy(deep=deep)
        if update:
            kept = vars(type(self))
            if "_copying" not in kept:
                setattr(type(self), "_copying", Copying(type(self)))  # noqa: B010  (no field, as an annotation makes it)
            copying: Copying = kept["_copying"]
            named = copying.by_attribute(update)
            stated = {name: copied.__dict__[name] for name in type(self).__pydantic_fields__}
            values, extra = copying.validated(stated, named)
            # Other values, and what was kept of the old ones (the key, the id, cached properties) is gone.
            object.__setattr__(copied, "__dict__", values)
            if extra:
                object.__setattr__(copied, "__pydantic_extra__", {**(self.__pydantic_extra__ or {}), **extra})
            copied.__pydantic_fields_set__.update(named)
            # Of what is a fact already, only what holds of the whole is asked.
            self.__pydantic_validator__.validate_python(copied, by_alias=True, by_name=True)
        return copied

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:  # type: ignore[override]
        """The fact of these values, held to its type as any fact is: see ``model_copy``. Raises ValidationError."""
        made = cls.model_validate(values, by_alias=True, by_name=True)
        if _fields_set is not None:
            object.__setattr__(made, "__pydantic_fields_set__", {*_fields_set})
        return made

    def copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:  # type: ignore[override]
        """As ``model_copy``, by the name that it has in programs for the first pydantic; no field can be left out."""
        return self.model_copy(update=update, deep=deep)

    def __str__(self) -> str:
        return format_row(self.fact_type(), self.row)


# pydantic evaluates what a base annotates anew for each class below it, and there are a hundred.
Fact.__annotations__.update(example=ClassVar[str], declared_things=ClassVar[Things])


@dataclass(frozen=True, slots=True)
class Given:
    """A fact as an analyst asserts it: the fact, every report on it, and how certain it is given as."""

    fact: Fact
    reports: tuple[Report, ...] = ()
    qualifier: Qualifier = "certain"

    def __post_init__(self) -> None:
        given: Any = self.fact
        plain = type(self.reports) is tuple and type(self.qualifier) is str and self.qualifier in QUALIFIERS
        if not (plain and isinstance(given, Fact) and all(type(report) is Report for report in self.reports)):
            check_fields(self)

    def to_json(self) -> dict[str, object]:
        """As JSON-ready data, which is an entry of a case file; ``qualifier`` only where it is less than certain."""
        fact_type = self.fact.fact_type()
        data: dict[str, object] = {
            "id": self.fact.id,
            "type": fact_type.name,
            "fields": fact_type.canonical_fields(self.fact.row),
            "reports": [report.to_json() for report in self.reports],
        }
        if self.qualifier != "certain":
            data["qualifier"] = self.qualifier
        return data


_TYPES: dict[type[Fact], FactType] = {}
"""The type that each class declares, once it was asked for."""


def declares(model: type[Fact], fact_type: FactType) -> type[Fact]:
    """The class itself, from now on known to declare this type, which was told from it before."""
    _TYPES.setdefault(model, fact_type)
    return model


def _fact_type_of(model: type[Fact]) -> FactType:
    found = _TYPES.get(model)
    return _TYPES.setdefault(model, declared_by(model, model.declared_things)) if found is None else found


def model_of(fact_type: FactType) -> type[Fact]:
    """The frozen pydantic model of a type; made on first use for types declared in YAML."""
    # Kept with the type itself, so that one goes with the other.
    kept = vars(fact_type)
    if "model" not in kept:
        kept["model"] = fact_type.declared_model or _make_model(fact_type)
    model: type[Fact] = kept["model"]
    return model


_constructed: Final[Callable[..., Any]] = vars(BaseModel)["model_construct"].__func__
"""Makes a model of values that nobody checks."""


def fact_of(fact_type: FactType, row: tuple[Value | None, ...]) -> Fact:
    """The pydantic fact of a row of canonical values; unlike a fact that is given it may have any number as one."""
    values = {field.name: value for field, value in zip(fact_type.fields, row, strict=True) if value is not None}
    fact: Fact = _constructed(model_of(fact_type), None, **values)
    fact.__dict__["_key"] = (fact_type.name, row)
    return fact


def _make_model(fact_type: FactType) -> type[Fact]:
    fields: dict[str, Any] = {}
    for field in fact_type.fields:
        annotation = Literal[field.kind.values] if field.kind.name == "enum" else PYTHON_TYPES[field.kind.name]
        alias = None if field.attribute == field.name else field.name
        if field.optional:
            fields[field.attribute] = (annotation | None, Field(default=None, alias=alias))
        else:
            fields[field.attribute] = (annotation, Field(alias=alias))
    title = "".join(part.capitalize() for part in fact_type.name.split("_"))
    base = type(f"{title}Base", (Fact,), {"fact_type": classmethod(lambda _cls: fact_type), "__module__": __name__})
    return create_model(title, __base__=base, __module__=__name__, **fields)
