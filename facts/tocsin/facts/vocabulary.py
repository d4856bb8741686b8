"""Vocabularies: named sets of fact types, and the registry that packs name them in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from hashlib import sha256
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from tocsin.facts import codes
from tocsin.facts.arguments import accounted, check_fields, checked
from tocsin.facts.dataclass import dataclass
from tocsin.facts.fact_type import FactType
from tocsin.facts.json_values import canonical_json
from tocsin.facts.meant import speaking_of
from tocsin.facts.model import Fact
from tocsin.facts.problems import Place, Problem, ProblemError, asked, raise_if_any, suggestion
from tocsin.facts.restrictions import Codes
from tocsin.facts.values import FrozenValue

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

Model: TypeAlias = type[Fact]
Declared: TypeAlias = "Vocabulary | Mapping[str, FactType] | Iterable[Model | FactType]"

ENTRY_POINTS: Final = "tocsin.vocabularies"
# Imported on first use: most commands need one vocabulary, and pydantic models cost start-up time.
_BUILT_IN: Final = {"geopolitics": ("tocsin.facts.vocabularies.geopolitics", "TYPES")}
_REGISTERED: dict[str, Vocabulary] = {}


@dataclass(frozen=True, eq=False)
class Vocabulary(FrozenValue):
    """A named set of fact types, by type name in the order declared."""

    name: str
    types: Mapping[str, FactType]

    def __post_init__(self) -> None:
        check_fields(self)
        object.__setattr__(self, "types", MappingProxyType(dict(self.types)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Vocabulary):
            return NotImplemented
        return self is other or (self.name == other.name and self.types == other.types)

    def __hash__(self) -> int:
        return hash((self.name, frozenset(self.types)))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.name, dict(self.types))

    def __repr__(self) -> str:
        return f"<Vocabulary {self.name} of {len(self.types)} fact types>"

    @classmethod
    @accounted
    def of(cls, name: str, types: Iterable[FactType], place: Place | None = None) -> Vocabulary:
        """The vocabulary of these types. Raises ProblemError if two differ under one name."""
        return cls(name, {}).extended(types, place=place)

    @classmethod
    @accounted
    def from_models(cls, name: str, models: Iterable[Model]) -> Vocabulary:
        """The vocabulary of these pydantic fact types. Raises ProblemError if a class does not describe one."""
        problems: list[Problem] = []
        types: list[FactType] = []
        for model in models:
            try:
                types.append(model.fact_type())
            except (TypeError, AttributeError, NameError) as error:
                title = getattr(model, "__name__", repr(model))
                message = f"{title} in the vocabulary {name} is not a fact type: {error}"
                other = isinstance(error, AttributeError)
                hint = "subclass Fact, with frozen=True" if other else f"change the declaration of {title}"
                problems.append(Problem(codes.BROKEN_VOCABULARY, message, None, hint))
        raise_if_any(problems)
        return cls.of(name, types)

    @checked()
    def extended(
        self, types: Iterable[FactType] | Mapping[str, FactType], name: str | None = None, place: Place | None = None
    ) -> Vocabulary:
        """This vocabulary with more types. Raises ProblemError for a type declared before, and differently."""
        every = dict(self.types)
        problems: list[Problem] = []
        for fact_type in types.values() if isinstance(types, Mapping) else types:
            known = every.setdefault(fact_type.name, fact_type)
            if known != fact_type:
                message = f"the fact type {fact_type.name} is declared twice"
                hint = f"it is already {fact_type.name}({', '.join(f'{n}: {k}' for n, k in known.describe().items())})"
                if known.key != fact_type.key:
                    hint += f" with the key {', '.join(known.key)}" if known.key else " without a key"
                problems.append(Problem(codes.TYPE_DECLARED_TWICE, message, place, hint))
        raise_if_any(problems)
        return Vocabulary(name or self.name, every)

    @cached_property
    def code_lists(self) -> tuple[Codes, ...]:
        """Each list of codes that a field takes, once."""
        fields = (field for fact_type in self.types.values() for field in fact_type.fields)
        lists: dict[str, Codes] = {}
        for field in fields:
            if field.codes is not None:
                lists.setdefault(field.codes.name, field.codes)
        return tuple(lists.values())

    @cached_property
    def digest(self) -> str:
        """``sha256:…`` over every fact type: its fields, in order, kinds, codes, limits, keys."""
        types = {
            name: [
                *(
                    [field.name, str(field), sorted(field.codes.members) if field.codes else None, *field.restrictions]
                    for field in declared.fields
                ),
                *([things] if (things := declared.identifying()) else []),
            ]
            for name, declared in self.types.items()
        }
        return "sha256:" + sha256(canonical_json(types).encode("utf-8")).hexdigest()

    @checked()
    def spoken(self, code: str) -> str | None:
        """What a code of a named list is called within a sentence."""
        for known in self.code_lists:
            if known.names is not None and code in known.members and code not in known.private:
                return known.names.spoken(code)
        return None

    @accounted
    def get(self, name: str) -> FactType | None:
        """The type of that name, or None."""
        return self.types.get(name)

    @checked()
    def type(self, name: str, place: Place | None = None) -> FactType:
        """The type of that name. Raises ProblemError that names the nearest one."""
        found = self.types.get(name)
        if found is None:
            raise ProblemError([self.unknown_type(name, place)])
        return found

    @checked()
    def unknown_type(self, name: str, place: Place | None = None) -> Problem:
        """The problem of a name that is no fact type here."""
        return Problem(codes.UNKNOWN_TYPE, f"there is no fact type {name}", place, self.near_types(name))

    @accounted
    def near_types(self, name: str, plural: str = "fact types", others: Iterable[str] = ()) -> str:
        """A hint that names the types meant by a name that is none, or by a word of what they mean."""
        hint = suggestion(name, (*self.types, *others), plural)
        if hint.startswith("did you mean"):
            return hint
        meanings = {type_name: fact_type.meaning for type_name, fact_type in self.types.items()}
        return asked(speaking_of(name, meanings)) or hint


@checked()
def register(name: str, declared: Declared, *, replace: bool = False) -> Vocabulary:
    """The vocabulary, from now on found under ``name`` in this process.

    The same classes declared again, as by a cell of a notebook that is run again, take the place of those before, and
    with ``replace`` any types do; a pack that is loaded keeps what it has. Raises ProblemError if another one has that
    name.
    """
    vocabulary = _vocabulary(name, declared)
    known = _REGISTERED.get(name)
    if name in _BUILT_IN:
        raise _broken(name, "another vocabulary has that name", "choose another name")
    if known is not None and dict(known.types) == dict(vocabulary.types):
        return known
    if known is not None and not (replace or _again(known, vocabulary)):
        hint = "choose another name, or say replace=True if this one is to take its place"
        raise _broken(name, "another vocabulary has that name", hint)
    _REGISTERED[name] = vocabulary
    return vocabulary


@checked()
def registered(name: str, place: Place | None = None) -> Vocabulary:
    """The vocabulary of that name: registered in this process, built in, or brought by an installed package.

    Raises ProblemError, with the nearest name if there is none.
    """
    if name not in _REGISTERED:
        _REGISTERED[name] = _load(name, place)
    return _REGISTERED[name]


def is_built_in(name: object) -> bool:
    """True if the vocabulary of that name comes with Tocsin, and cannot be another."""
    return name in _BUILT_IN


def registered_names() -> tuple[str, ...]:
    """The names that ``registered`` knows, in order."""
    return tuple(sorted({*_REGISTERED, *_BUILT_IN, *entry_points_of(ENTRY_POINTS)}))


def _load(name: str, place: Place | None) -> Vocabulary:
    if name in _BUILT_IN:
        module, attribute = _BUILT_IN[name]
        return _vocabulary(name, getattr(import_module(module), attribute))
    entry_point = entry_points_of(ENTRY_POINTS).get(name)
    if entry_point is None:
        hint = suggestion(name, registered_names(), "vocabularies")
        raise ProblemError([Problem(codes.UNKNOWN_VOCABULARY, f"there is no vocabulary {name}", place, hint)])
    try:
        declared = entry_point.load()
    except Exception as error:  # whatever an installed package raises on import must become a clear problem
        reason = f"{entry_point.value} raises {type(error).__name__}: {error}"
        raise _broken(name, reason, "repair or remove the package that brings it") from error
    return _vocabulary(name, declared)


def _again(known: Vocabulary, declared: Vocabulary) -> bool:
    """Whether every class of a vocabulary is declared again, by its module and name there."""
    before, after = (
        {(each.__module__, each.__qualname__) for fact_type in vocabulary.types.values()
         if (each := fact_type.declared_model) is not None}
        for vocabulary in (known, declared)
    )  # fmt: skip
    return len(before) == len(known.types) and before <= after


def entry_points_of(group: str) -> dict[str, EntryPoint]:
    """What installed packages bring to a group of entry points, by name."""
    from importlib.metadata import entry_points

    return {each.name: each for each in entry_points(group=group)}


def _vocabulary(name: str, declared: Declared) -> Vocabulary:
    """A vocabulary from whatever may declare one: itself, fact types by name, or models and fact types."""
    if isinstance(declared, Vocabulary):
        return Vocabulary(name, declared.types)
    try:
        members = tuple(declared.values() if isinstance(declared, Mapping) else declared)
    except TypeError:
        raise _broken(name, f"a {type(declared).__name__} declares no fact types", "give a list of models") from None
    models = [member for member in members if not isinstance(member, FactType)]
    types = [member for member in members if isinstance(member, FactType)]
    return Vocabulary.from_models(name, models).extended(types)


def _broken(name: str, reason: str, hint: str) -> ProblemError:
    return ProblemError(
        [Problem(codes.BROKEN_VOCABULARY, f"the vocabulary {name} cannot be used: {reason}", None, hint)]
    )
