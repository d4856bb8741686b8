"""The language server: which files are open, what is wrong with them, and where names stand in them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import unquote, urlparse

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from tocsin.cli.excerpt import WORD
from tocsin.cli.language_server.checking import Project, Projects, by_file, case_problems, is_case
from tocsin.facts.problems import Place, Problem, ProblemError
from tocsin.rules.editing.names import Named, names_in

PAUSE: Final = 0.2
"""Seconds without a change, after which a text is read again."""
Asked: TypeAlias = (
    lsp.CompletionParams | lsp.HoverParams | lsp.DefinitionParams | lsp.ReferenceParams | lsp.RenameParams
)
"""What is asked of a position in a file."""


class TocsinServer(LanguageServer):
    """A server for one editor; life cycle: as long as the editor keeps it."""

    def __init__(self, release: str, document: Path | None = None) -> None:
        # Whole texts: pygls takes U+2028 and form feeds for line ends, and would make the changes in other lines.
        super().__init__("tocsin", release, text_document_sync_kind=lsp.TextDocumentSyncKind.Full)
        self.projects = Projects()
        self.document = document
        self._shown: dict[Path, set[Path]] = {}
        self._waiting: dict[Path, asyncio.Task[None]] = {}
        self._one_at_a_time = asyncio.Lock()

    def texts(self) -> dict[Path, str]:
        """The files that are open, as they are in the editor."""
        return {path_of(uri): document.source for uri, document in self.workspace.text_documents.items()}

    def project(self, path: Path) -> Project | None:
        """The pack that a file is of, or that it names as a case; None if it is neither."""
        texts = self.texts()
        try:
            if is_case(texts.get(path, "")):
                return self.projects.of_case(path, texts)
            return self.projects.of_pack_file(path, texts)
        except ProblemError:
            return None

    def names(self, path: Path, project: Project) -> tuple[Named, ...]:
        """The names in an open file, as it is, or as it was when it last was YAML."""
        own = project.names.get(within(project, path), ())
        try:
            return names_in(self.texts()[path], str(path))
        except (ProblemError, KeyError):
            return own

    def named(self, params: Asked) -> tuple[Project, Named] | None:
        """The name at a position, and the pack in whose sense it is one."""
        path = path_of(params.text_document.uri)
        project = self.project(path)
        if project is None:
            return None
        lines = self.lines(path)
        here = self.workspace.position_codec.position_from_client_units(lines, params.position)
        found = [each for each in self.names(path, project) if each.holds(here.line + 1, here.character + 1)]
        return (project, found[-1]) if found else None

    def lines(self, path: Path) -> list[str]:
        """The lines of a file, as they are in the editor where it is open."""
        text = self.texts().get(path)
        if text is None:
            text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        return text.splitlines(keepends=True)

    def range(self, path: Path, line: int, start: int, end: int) -> lsp.Range:
        """Characters of a line, all counted from 0, as the editor counts them."""
        here = lsp.Range(lsp.Position(line, start), lsp.Position(line, end))
        return self.workspace.position_codec.range_to_client_units(self.lines(path), here)

    def location(self, named: Named) -> lsp.Location:
        """Where the name stands."""
        path = Path(named.place.file)
        begin = named.place.column - 1
        return lsp.Location(path.as_uri(), self.range(path, named.place.line - 1, begin, begin + len(named.name)))

    def look(self, uri: str, *, pause: float = PAUSE, run: bool = False) -> None:
        """The file is read again after a pause, and what is wrong is shown; with ``run`` the pack's cases are run."""
        path = path_of(uri)
        waiting = self._waiting.pop(path, None)
        if waiting is not None:
            waiting.cancel()
        self._waiting[path] = asyncio.get_running_loop().create_task(self._look(path, pause, run))

    async def _look(self, path: Path, pause: float, run: bool) -> None:
        await asyncio.sleep(pause)
        async with self._one_at_a_time:
            texts = self.texts()
            found, project = await asyncio.to_thread(self._problems, path, texts)
            self._show(path, found)
            if run and project is not None:
                failed = await asyncio.to_thread(self.projects.run, project)
                if failed:
                    self._show(path, [*found, *failed])
                self.workspace_code_lens_refresh(None)

    def _problems(self, path: Path, texts: dict[Path, str]) -> tuple[tuple[Problem, ...], Project | None]:
        """What is wrong with the file, or with the pack that it is of; that pack, if it is of one."""
        text = texts.get(path, "")
        if is_case(text):
            try:
                project = self.projects.of_case(path, texts)
            except ProblemError:
                project = Project(path)  # the case says itself what is wrong with the pack it names
            return case_problems(path, text, project), None
        found = self.projects.of_pack_file(path, texts)
        return ((), None) if found is None else (self.projects.check(found, texts), found)

    def _show(self, path: Path, problems: Iterable[Problem]) -> None:
        """The problems stand in their files; a file that had some and has none is cleared."""
        placed = by_file(problems, path)
        before = self._shown.get(path, set())
        self._shown[path] = set(placed)
        for file in {path, *placed, *before}:
            shown = [self._diagnostic(file, problem) for problem in placed.get(file, ())]
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(file.as_uri(), shown))

    def _diagnostic(self, path: Path, problem: Problem) -> lsp.Diagnostic:
        place = problem.place or Place(str(path))
        line, column = max(place.line - 1, 0), max(place.column - 1, 0)
        lines = self.lines(path)
        found = WORD.match(lines[line], column) if line < len(lines) else None
        warning = problem.code.startswith("W")
        return lsp.Diagnostic(
            range=self.range(path, line, column, found.end() if found else column + 1),
            message=f"{problem.message}\n{problem.hint}" if problem.hint else problem.message,
            severity=lsp.DiagnosticSeverity.Warning if warning else lsp.DiagnosticSeverity.Error,
            code=problem.code,
            source="tocsin",
            data={"message": problem.message, "hint": problem.hint},
        )


def path_of(uri: str) -> Path:
    """The file that a URI names."""
    from pygls.uris import to_fs_path

    return Path(to_fs_path(uri) or unquote(urlparse(uri).path))


def within(project: Project, path: Path) -> str:
    """The path of a file in the folder of its pack; empty for one that is not in it."""
    return str(path.relative_to(project.folder)) if path.is_relative_to(project.folder) else ""
