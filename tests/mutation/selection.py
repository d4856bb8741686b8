"""Which tests reach a place: each test is timed once and the functions that it calls are noted.

A trial then runs the tests that call the mutated function, the fastest first. Where it is called while a test is set
up, the others of the file come after them, which may share what was made with it. Tests that start programs of their
own may reach anything, and so may all tests if the place is run while modules are imported.
"""

from __future__ import annotations

import ast
import json
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest

_FUNCTION: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Timed:
    """A test, its seconds, and the functions it calls, by file and first line; ``prepared`` while it is set up."""

    name: str
    seconds: float
    calls: frozenset[tuple[str, int]]
    prepared: frozenset[tuple[str, int]]
    starts_programs: bool

    @property
    def file(self) -> str:
        """The file that it stands in."""
        return self.name.partition("::")[0]


def tests_for(
    file: str, source: str, line: int, tests: Sequence[Timed], imported: frozenset[tuple[str, int]]
) -> list[Timed]:
    """The tests that may notice that a line of the file is another one, in the order to try them in."""
    function = _function_around(source, line)
    if function is None or any((file, each) in imported for each in function):
        return sorted(tests, key=lambda test: test.seconds)
    places = {(file, each) for each in function}
    reaching = [test for test in tests if test.starts_programs or test.calls & places]
    beside = {test.file for test in reaching if test.prepared & places}
    first = sorted(reaching, key=lambda test: (test.starts_programs, test.seconds))
    return first + [test for test in tests if test.file in beside and test not in reaching]


def _function_around(source: str, line: int) -> range | None:
    """The lines of the innermost function that the line is run in; None if it is run on import."""
    found = None
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, _FUNCTION) and node.body[0].lineno <= line <= (node.end_lineno or line):
            lines = range(min([node.lineno, *(each.lineno for each in node.decorator_list)]), node.end_lineno + 1)  # type: ignore[operator]
            if found is None or len(lines) < len(found):
                found = lines
    return found


class Watch:
    """A plug-in of pytest: notes how long each test takes and what it calls in these files of a folder."""

    def __init__(self, folder: Path, files: Sequence[str]) -> None:
        self._files = {str(folder / file): file for file in files}
        self._called: set[tuple[str, int]] = set()
        self._prepared: set[tuple[str, int]] = set()
        self._programs = 0
        self._tests: list[dict[str, Any]] = []
        self._imported: list[tuple[str, int]] = []
        sys.addaudithook(self._hear)
        self._listen()

    def _listen(self) -> None:
        threading.settrace(self._note)
        sys.settrace(self._note)

    def _hear(self, event: str, arguments: object) -> None:
        self._programs += event == "subprocess.Popen"

    def _note(self, frame: FrameType, event: str, argument: object) -> None:
        file = self._files.get(frame.f_code.co_filename)
        if file is not None:
            self._called.add((file, frame.f_code.co_firstlineno))

    def pytest_collection_finish(self) -> None:
        """What was called until now belongs to no test."""
        self._imported = sorted(self._called)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note what one test does."""
        self._called, self._prepared, self._programs = set(), set(), 0
        self._listen()
        begin = time.monotonic()
        result = yield
        seconds = time.monotonic() - begin
        self._tests.append(
            {
                "name": item.nodeid,
                "seconds": seconds,
                "calls": sorted(self._called),
                "prepared": sorted(self._prepared),
                "programs": self._programs,
            }
        )
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self) -> None:
        """What was called until now set the test up."""
        self._prepared = set(self._called)

    def write(self, path: Path) -> None:
        """What was noted lies in the file, for ``read``."""
        sys.settrace(None)
        path.write_text(json.dumps({"imported": self._imported, "tests": self._tests}), encoding="utf-8")


def read(path: Path) -> tuple[list[Timed], frozenset[tuple[str, int]]]:
    """What a ``Watch`` wrote: the tests, and what is called before any."""
    noted = json.loads(path.read_text(encoding="utf-8"))
    tests = [
        Timed(
            each["name"],
            each["seconds"],
            frozenset(map(tuple, each["calls"])),
            frozenset(map(tuple, each["prepared"])),
            each["programs"] > 0,
        )
        for each in noted["tests"]
    ]
    return tests, frozenset(map(tuple, noted["imported"]))


class InOrder:
    """A plug-in of pytest: only these tests are run, in this order."""

    def __init__(self, names: Sequence[str]) -> None:
        self._order = {name: place for place, name in enumerate(names)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave the others out."""
        chosen = [item for item in items if item.nodeid in self._order]
        items[:] = sorted(chosen, key=lambda item: self._order[item.nodeid])
