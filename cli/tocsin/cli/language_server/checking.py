"""Packs and cases as they are in the editor: what is wrong with them, and what they were when they were last sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from tocsin.cli.language_server.files import is_case, pack_near, pack_root
from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.rules.editing.names import Named, names_in
from tocsin.rules.shipped import DEFAULT, load_pack, pack_path
from tocsin.service.limited import Limited

if TYPE_CHECKING:
    from tocsin.engine.pack_cases import PackReport
    from tocsin.rules.model import Pack


@dataclass
class Project:
    """A pack with what was last read of it.

    ``pack`` is the last in which nothing was wrong, ``report`` what came of its cases when they last were run, and
    ``names`` the names in each file when it last was YAML: what is being typed seldom is.
    """

    root: Path
    pack: Pack | None = None
    report: PackReport | None = None
    texts: dict[str, str] = field(default_factory=dict)
    names: dict[str, tuple[Named, ...]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """The folder of its files."""
        return self.root if self.root.is_dir() else self.root.parent


@dataclass
class Projects:
    """The packs that files in the editor are of, or name; life cycle: one for a server.

    ``limited`` is what running the cases of a pack may take: while a rule is typed, it may join everything with
    everything.
    """

    limited: Limited = field(default_factory=Limited)
    found: dict[Path, Project] = field(default_factory=dict)

    def of_pack_file(self, path: Path, texts: Mapping[Path, str]) -> Project | None:
        """The pack that the file is of, None if of none."""
        root = pack_root(path, texts)
        return None if root is None else self.found.setdefault(root, Project(root))

    def of_case(self, path: Path, texts: Mapping[Path, str]) -> Project:
        """The pack that the case names; if it names none, the one beside it, else the one that is meant then.

        Raises ProblemError if there is no such pack.
        """
        named = named_pack(texts[path])
        near = pack_near(path, texts) if named is None else None
        root = near or pack_path(named or DEFAULT, beside=path.parent)
        project = self.found.setdefault(root, Project(root))
        if project.pack is None:
            self._read_named(project, named or DEFAULT, path, texts, is_near=near is not None)
        return project

    def _read_named(
        self, project: Project, named: str, path: Path, texts: Mapping[Path, str], *, is_near: bool
    ) -> None:
        """The pack is read as the editor has it; one that the case names is told of as little as anywhere else."""
        self.check(project, texts)
        if project.pack is None and not is_near:
            project.pack = load_pack(named, beside=path.parent)

    def check(self, project: Project, texts: Mapping[Path, str]) -> tuple[Problem, ...]:
        """What is wrong with the pack, or what it is warned of; what is sound is kept."""
        from tocsin.rules.lint import warnings_of
        from tocsin.rules.read import parse_pack, read_pack_texts

        try:
            project.texts = read_pack_texts(project.root)
            for name in project.texts:
                project.texts[name] = texts.get(project.folder / name, project.texts[name])
            self._read_names(project)
            project.pack = parse_pack(project.texts, str(project.folder))
        except ProblemError as error:
            return error.problems
        return warnings_of(project.pack)

    @staticmethod
    def _read_names(project: Project) -> None:
        from tocsin.rules.read.pack_files import is_table_file

        for name, text in project.texts.items():
            if not is_table_file(name):
                try:
                    project.names[name] = names_in(text, str(project.folder / name))
                except ProblemError:
                    continue  # those of the text when it was last YAML are kept

    def run(self, project: Project) -> tuple[Problem, ...]:
        """What in the pack's cases does not come out as they say; the report is kept. Nothing of a pack never sound."""
        from tocsin.cli.sarif import CASE
        from tocsin.engine.pack_cases import run_cases

        if project.pack is None:
            return ()
        try:
            with self.limited.each():
                project.report = run_cases(project.pack, engine="seminaive")
        except ProblemError as error:
            return error.problems
        return tuple(
            Problem(CASE, f"{result.case.name}: {failure.message}", failure.place)
            for result in project.report.results
            for failure in result.failures
        )


def case_problems(path: Path, text: str, project: Project) -> tuple[Problem, ...]:
    """What is wrong with a case."""
    from tocsin.engine import Case

    try:
        Case.from_text(text, project.pack, name=str(path))
    except ProblemError as error:
        return error.problems
    return ()


def named_pack(text: str) -> str | None:
    """The pack that a case names, also where it is no YAML at the moment."""
    from tocsin.cli.completion import NAMED_PACK

    found = NAMED_PACK.search(text)
    return found[1] if found else None


def by_file(problems: Iterable[Problem], otherwise: Path) -> dict[Path, list[Problem]]:
    """The problems of each file; those of none stand at the beginning of ``otherwise``."""
    found: dict[Path, list[Problem]] = {}
    for problem in problems:
        place = problem.place or Place(str(otherwise))
        file = Path(place.file)
        found.setdefault(file if file.is_file() else otherwise, []).append(problem)
    return found


__all__ = ["Project", "Projects", "by_file", "case_problems", "is_case", "named_pack"]
