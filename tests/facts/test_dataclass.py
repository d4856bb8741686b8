"""A dataclass whose methods are written when they are called for is one like any other to everybody who looks."""

import copy
import dataclasses
import inspect
import operator
import pickle
import pkgutil
import subprocess
import sys
import threading
from collections.abc import Hashable
from dataclasses import KW_ONLY, FrozenInstanceError, InitVar, asdict, field, fields, is_dataclass, replace
from importlib import import_module
from typing import Any, ClassVar, Generic, TypeVar, get_type_hints

import pytest

import tocsin
from tocsin.facts import dataclass as ours
from tocsin.facts.annotations import Things

T = TypeVar("T")


def made_by(dataclass):
    """Classes of every form that stands in this project, each by this decorator."""

    @dataclass(frozen=True)
    class Frozen:
        """A."""

        name: str
        parts: tuple[str, ...] = ()
        seen: list[int] = field(default_factory=list, compare=False)
        inner: "Any" = field(default=None, repr=False, hash=False)
        own: ClassVar[int] = 3

    @dataclass(frozen=True, slots=True)
    class Slotted:
        """A."""

        low: int
        high: int | None = None

    @dataclass
    class Open:
        """A."""

        count: int = 0
        all: dict[str, int] = field(default_factory=dict)

    @dataclass(slots=True)
    class OpenSlotted(Generic[T]):
        """A."""

        value: T
        more: list[T] = field(default_factory=list)

    @dataclass(frozen=True, eq=False)
    class Itself:
        """A."""

        name: str

    @dataclass(frozen=True)
    class Worked:
        """A."""

        given: int
        twice: int = field(init=False)
        bag: list[int] = field(init=False, default_factory=list)
        last: int = field(init=False, default=9)

        def __post_init__(self):
            object.__setattr__(self, "twice", 2 * self.given)

    @dataclass(frozen=True)
    class Own:  # noqa: PLW1641 - the decorator gives it a hash
        """A."""

        name: str

        def __eq__(self, other):
            return isinstance(other, type(self)) and self.name.lower() == other.name.lower()

        def __repr__(self):
            return f"<{self.name}>"

    @dataclass(frozen=True)
    class OwnHash:
        """A."""

        name: str

        def __hash__(self):
            return 5

    @dataclass(frozen=True, order=True)
    class Ordered:
        """A."""

        place: int

    @dataclass(frozen=True)
    class Below(Frozen):
        """A."""

        depth: int = 0

    class Undecorated(Frozen):
        more = 1

    @dataclass(frozen=True)
    class ByName:
        """A."""

        low: int
        _: KW_ONLY
        high: int = 0

    @dataclass(frozen=True)
    class OneByName:
        """A."""

        given: int
        name: str = field(default="", kw_only=True)

    @dataclass(frozen=True)
    class Empty:
        """A."""

    @dataclass
    class Undescribed:
        name: str

    return {name: kind for name, kind in locals().items() if isinstance(kind, type)}


GIVEN: dict[str, list[tuple[Any, ...]]] = {
    "Frozen": [("a",), ("a", ("b",)), ("a", (), [1]), ("a", (), [], 7)],
    "Slotted": [(1,), (1, 2), (2, 1)],
    "Open": [(), (1,), (1, {"a": 2})],
    "OpenSlotted": [(1,), ("a", ["b"])],
    "Itself": [("a",)],
    "Worked": [(2,), (3,)],
    "Own": [("a",), ("A",), ("b",)],
    "OwnHash": [("a",), ("b",)],
    "Ordered": [(1,), (2,)],
    "Below": [("a",), ("a", (), [], None, 4)],
    "Undecorated": [("a",), ("b",)],
    "ByName": [(1,), (2,)],
    "OneByName": [(1,), (3,)],
    "Empty": [()],
    "Undescribed": [("a",)],
}


def outcome(work, *given, **named):
    try:
        return work(*given, **named)
    except Exception as error:
        return type(error), str(error)


def refused(work, *given):
    """Whether it raises; with slots the standard library raises by a fault of its own (CPython's issue 90562)."""
    return isinstance(outcome(work, *given), tuple)


def hashes(values):
    return [outcome(hash, value) for value in values]


SEEN = {
    "shown": lambda kind, some: [repr(value) for value in some()],
    "equal": lambda kind, some: [(one == other, one != other, one == 3) for one in some() for other in some()],
    "hashed": lambda kind, some: [
        outcome(hash, one) == outcome(hash, two) for one, two in zip(some(), some(), strict=True)
    ],
    "hashable": lambda kind, some: isinstance(some()[0], Hashable),
    "ordered": lambda kind, some: outcome(operator.lt, some()[0], some()[-1]),
    "fields": lambda kind, some: [(f.name, f.type, f.init, f.compare, f.repr, f.hash) for f in fields(kind)],
    "dataclass": lambda kind, some: (is_dataclass(kind), repr(kind.__dataclass_params__)),
    "taken apart": lambda kind, some: [(asdict(value), repr(replace(value))) for value in some()],
    "matched": lambda kind, some: kind.__match_args__,
    "kept": lambda kind, some: [(hasattr(value, "__dict__"), getattr(value, "__slots__", None)) for value in some()],
    "hints": lambda kind, some: (get_type_hints(kind), get_type_hints(kind.__init__)),
    "named": lambda kind, some: [getattr(kind, name).__qualname__ for name in ("__init__", "__repr__", "__eq__")],
    "assigned": lambda kind, some: [outcome(setattr, some()[0], each.name, 1) for each in fields(kind)],
    "deleted": lambda kind, some: [outcome(delattr, some()[0], each.name) for each in fields(kind)],
    "assigned beside": lambda kind, some: refused(setattr, some()[0], "elsewhere", 1),
    "deleted beside": lambda kind, some: refused(delattr, some()[0], "nowhere"),
    "too many": lambda kind, some: outcome(kind, *range(9)),
    "unknown": lambda kind, some: outcome(kind, nothing=1),
    "described": lambda kind, some: kind.__doc__,
    "signature": lambda kind, some: str(inspect.signature(kind)),
}


@pytest.mark.parametrize("name", GIVEN)
@pytest.mark.parametrize("seen", SEEN)
def test_it_is_what_the_standard_library_makes_of_it(name, seen):
    standard, own = (made_by(each)[name] for each in (dataclasses.dataclass, ours.dataclass))

    expected = outcome(SEEN[seen], standard, lambda: [standard(*given) for given in GIVEN[name]])
    assert expected == outcome(SEEN[seen], own, lambda: [own(*given) for given in GIVEN[name]])


@ours.dataclass(frozen=True)
class Point:
    """A value that is pickled and matched here."""

    x: int
    y: int = 0
    next: "Point | None" = None


@ours.dataclass(frozen=True, slots=True)
class Narrow:
    """One with slots."""

    x: int
    y: tuple[int, ...] = ()


@pytest.mark.parametrize("value", [Point(1, 2), Narrow(1, (2,))])
def test_it_is_copied_and_pickled(value):
    assert value == copy.copy(value) == copy.deepcopy(value) == pickle.loads(pickle.dumps(value))


def test_a_process_that_has_made_none_yet_unpickles_one():
    value = Things(("a",), (), cumulative=True)
    code = f"import pickle; print(pickle.loads({pickle.dumps(value)!r}))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert f"{value}\n" == ran.stdout


def test_one_that_holds_itself_is_shown():
    point = Point(1)
    object.__setattr__(point, "next", point)

    assert repr(point) == "Point(x=1, y=0, next=...)"


def test_it_is_matched_by_position():
    made = made_by(ours.dataclass)["Slotted"]
    match made(1, 2):
        case made(low, high):
            assert (low, high) == (1, 2)
        case _:
            pytest.fail("no match")


def test_a_value_made_without_its_init_is_as_frozen_as_another():
    kind = made_by(ours.dataclass)["Frozen"]
    value = object.__new__(kind)
    vars(value)["name"] = "a"

    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
        value.name = "b"
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'name'"):
        del value.name


def test_a_class_below_a_frozen_one_that_is_frozen_in_its_fields_only():
    kind = made_by(ours.dataclass)["Undecorated"]
    value = kind("a")
    value.elsewhere = 1

    assert value.elsewhere == 1
    with pytest.raises(FrozenInstanceError):
        value.name = "b"
    del value.elsewhere
    assert not hasattr(value, "elsewhere")


def test_what_is_given_and_not_kept_is_handed_on():
    @ours.dataclass(frozen=True)
    class Seeded:
        """A."""

        number: int
        seed: InitVar[int]

        def __post_init__(self, seed: int) -> None:
            object.__setattr__(self, "number", self.number + seed)

    assert Seeded(1, 2).number == 3
    assert [each.name for each in fields(Seeded)] == ["number"]


def test_many_threads_may_make_the_first_value_at_once():
    for _ in range(20):
        kind = made_by(ours.dataclass)["Frozen"]
        made: list[Any] = []
        ready = threading.Barrier(8)

        def make(kind=kind, made=made, ready=ready):
            ready.wait()
            value = kind("a", ("b",))
            made.append((value == kind("a", ("b",)), hash(value) == hash(value), repr(value)))

        threads = [threading.Thread(target=make) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [(True, True, made[0][2])] * 8 == made


def test_nothing_is_compiled_for_a_class_until_it_is_called_for():
    code = """
import sys
from dataclasses import fields
from tocsin.facts.dataclass import dataclass
compiled = []
sys.addaudithook(lambda event, what: compiled.append(what) if event == "compile" else None)
@dataclass(frozen=True, slots=True)
class Narrow:
    "One."
    low: int
    high: int = 0
print([each.name for each in fields(Narrow)], len(compiled))
Narrow(1), Narrow(2)
print(len(compiled))
{Narrow(1): 1, Narrow(2): 2}
print(len(compiled))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    told, *counts = ran.stdout.splitlines()
    first = int(told.removeprefix("['low', 'high'] "))

    assert first in (0, 1)  # from Python 3.13 on the standard library compiles the methods of a class together: none
    assert [first + 1, first + 2] == [int(count) for count in counts]


def classes_of_ours():
    for module in pkgutil.walk_packages(tocsin.__path__, "tocsin."):
        if module.name.endswith("__main__"):
            continue
        for kind in vars(import_module(module.name)).values():
            if isinstance(kind, type) and kind.__module__ == module.name and is_dataclass(kind):
                yield kind


def test_every_method_of_every_class_of_tocsin_can_be_written():
    kinds = list(classes_of_ours())

    assert len(kinds) > 400
    for kind in kinds:
        assert [each.name for each in fields(kind) if each.init] == list(inspect.signature(kind).parameters), kind
        for name in "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__":
            method = getattr(kind, name)
            assert method is None or callable(method)
