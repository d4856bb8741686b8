"""Every exception of the library can be raised in another process, and all but interruptions have one base."""

import copy
import pickle
import pkgutil
from importlib import import_module

import tocsin
from tocsin.facts.problems import TocsinError, Travelling


def modules():
    for found in pkgutil.walk_packages(tocsin.__path__, "tocsin."):
        # Those of the command line end a command: no program meets them.
        if "spark" not in found.name and not found.name.startswith("tocsin.cli"):
            yield import_module(found.name)


def exceptions():
    found = set()
    for module in modules():
        for member in vars(module).values():
            if isinstance(member, type) and issubclass(member, BaseException):
                found.add(member)
    return sorted((each for each in found if each.__module__.startswith("tocsin.")), key=lambda each: each.__qualname__)


def test_every_exception_of_ours_has_the_base():
    assert [each for each in exceptions() if not issubclass(each, TocsinError | Travelling)] == []
    interruptions = [each.__name__ for each in exceptions() if not issubclass(each, TocsinError)]
    assert interruptions == ["FlipInterrupted", "Stop", "Travelling"]


def test_every_exception_of_ours_travels_whatever_it_is_made_with():
    for kind in exceptions():
        error = kind.__new__(kind, "said")
        error.kept = {"a": (1, 2)}
        for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
            assert (kind, ("said",), {"a": (1, 2)}) == (type(again), again.args, again.kept)
