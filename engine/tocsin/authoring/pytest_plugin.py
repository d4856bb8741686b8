"""Packs' cases as tests of pytest, for packs that somebody names: nothing is read or collected for others.

``--tocsin-pack PATH``, or ``tocsin_packs`` in the configuration, names packs: files, or folders. Where pytest comes to
files of theirs, each case in them is a test, which fails with the why-not of what did not follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tocsin.rules.model import Pack, PackCase

_WIDTH = 100
_PACKS = pytest.StashKey[dict[Path, "Pack"]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option, and the entry of the configuration, that name packs."""
    told = "a pack, as a file or folder, whose cases are to be tests (repeatable)"
    parser.getgroup("tocsin").addoption("--tocsin-pack", action="append", default=[], metavar="PATH", help=told)
    parser.addini("tocsin_packs", type="paths", default=[], help="packs, as files or folders, whose cases are tests")


def _named(config: pytest.Config) -> set[Path]:
    beside = Path(config.invocation_params.dir)
    given = [(beside / path).resolve() for path in config.getoption("--tocsin-pack")]
    return {*given, *(path.resolve() for path in config.getini("tocsin_packs"))}


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> PackFile | None:
    """The file, if it is one of a pack that is named."""
    if file_path.suffix not in (".yaml", ".yml"):
        return None
    named = _named(parent.config)
    path = file_path.resolve()
    pack = next((each for each in (path, *path.parents) if each in named), None)
    if pack is None:
        return None
    found: PackFile = PackFile.from_parent(parent, path=file_path, pack=pack)
    return found


class PackFile(pytest.File):
    """A file of a pack, with the cases that stand in it."""

    def __init__(self, pack: Path, **others: Any) -> None:
        super().__init__(**others)
        self._pack = pack

    def collect(self) -> Iterable[PackCaseItem]:
        """The cases of the file, in the order written. Whatever is wrong with the pack is told as pytest tells it."""
        from tocsin.facts.problems import ProblemError
        from tocsin.rules.shipped import load_pack

        packs = self.config.stash.setdefault(_PACKS, {})
        if self._pack not in packs:
            try:
                packs[self._pack] = load_pack(self._pack)
            except ProblemError as error:
                raise self.CollectError(str(error)) from None
        pack = packs[self._pack]
        for case in pack.cases:
            if Path(case.place.file).resolve() == self.path.resolve():
                yield PackCaseItem.from_parent(self, name=case.name, pack=pack, case=case)


class PackCaseItem(pytest.Item):
    """One case of a pack."""

    def __init__(self, pack: Pack, case: PackCase, **others: Any) -> None:
        super().__init__(**others)
        self._pack = pack
        self._case = case

    def runtest(self) -> None:
        """Passes if every expectation is met."""
        from tocsin.authoring.testing import explanations, run

        result, assessment = run(self._pack, self._case)
        if not result.passed:
            pytest.fail("\n\n".join(_texts(explanations(result, assessment))), pytrace=False)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the case stands."""
        return self.path, self._case.place.line - 1, f"case {self.name}"


def _texts(explained: Iterable[Any]) -> Iterator[str]:
    from tocsin.authoring.junit import failure_text

    return (failure_text(each, _WIDTH) for each in explained)
