"""What an editor asks by the Language Server Protocol of a file that is open, answered from packs and cases."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any, Final

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from tocsin.cli.language_server import telling
from tocsin.cli.language_server.checking import Project, is_case
from tocsin.cli.language_server.fixes import fixes
from tocsin.cli.language_server.server import Asked, TocsinServer, path_of, within
from tocsin.facts.tree.cursor import cursor_at
from tocsin.rules.editing.names import Named
from tocsin.rules.editing.proposals import proposals
from tocsin.rules.editing.renaming import CannotRename, occurrences, renamed

_KINDS: Final = {
    "key": lsp.CompletionItemKind.Property,
    "value": lsp.CompletionItemKind.EnumMember,
    "name": lsp.CompletionItemKind.Reference,
    "variable": lsp.CompletionItemKind.Variable,
    "function": lsp.CompletionItemKind.Function,
}


def completion(server: TocsinServer, params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
    """What may be written at a position."""
    path = path_of(params.text_document.uri)
    project = server.project(path)
    if project is None or project.pack is None:
        return []
    text, lines = server.texts()[path], server.lines(path)
    here = server.workspace.position_codec.position_from_client_units(lines, params.position)
    offset = sum(map(len, lines[: here.line])) + here.character
    cursor = cursor_at(text, offset)
    if cursor is None:
        return []
    schema = _schema(project, case=is_case(text))
    begin = here.character - len(cursor.word)
    where = server.range(path, here.line, begin, here.character)
    follows = re.match(r"[\w.-]*\s*:", text[offset : offset + 200]) is not None
    return [
        lsp.CompletionItem(
            label=each.text,
            kind=_KINDS[each.kind],
            detail=each.about.split("\n")[0][:200] or None,
            sort_text=f"{number:05}",
            text_edit=lsp.TextEdit(where, f"{each.text}: " if each.kind == "key" and not follows else each.text),
            filter_text=each.text,
        )
        for number, each in enumerate(proposals(schema, project.pack, text, cursor, here.line + 1))
    ]


def hover(server: TocsinServer, params: lsp.HoverParams) -> lsp.Hover | None:
    """What the name at a position means."""
    found = server.named(params)
    if found is None or found[0].pack is None:
        return None
    project, named = found
    told = telling.about(found[0].pack, named, telling.linked(project.pack, server.document))
    where = server.location(named).range
    return None if told is None else lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, _fenced(told)), where)


def _fenced(text: str) -> str:
    """The text as it is, whatever marks stand in it."""
    fence = "`" * (2 + max(2, *map(len, re.findall("`+", text)), 0))
    return f"{fence}text\n{text}\n{fence}"


def definition(server: TocsinServer, params: lsp.DefinitionParams) -> list[lsp.Location]:
    """Where the name at a position is declared; of a variable, where it stands first."""
    found = _standing(server, params)
    declared = [each for each in found if each.declares] or [each for each in found[:1] if each.kind == "variable"]
    return [server.location(each) for each in declared]


def references(server: TocsinServer, params: lsp.ReferenceParams) -> list[lsp.Location]:
    """Where the name at a position stands in the files of the pack, or of the case."""
    found = _standing(server, params)
    return [server.location(each) for each in found if params.context.include_declaration or not each.declares]


def _standing(server: TocsinServer, params: Asked) -> tuple[Named, ...]:
    found = server.named(params)
    if found is None:
        return ()
    project, named = found
    path = path_of(params.text_document.uri)
    return occurrences({**project.names, within(project, path) or str(path): server.names(path, project)}, named)


def rename(server: TocsinServer, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    """The name at a position, changed in every file of the pack; refused if the pack would say something else."""
    found = server.named(params)
    if found is None:
        return None
    project, named = found
    server.projects.check(project, server.texts())
    try:
        renamed(project.texts, project.names, named, params.new_name.removeprefix("$"))
    except CannotRename as error:
        raise JsonRpcException(str(error), lsp.LSPErrorCodes.RequestFailed) from None
    changes: dict[str, list[lsp.TextEdit]] = {}
    for each in occurrences(project.names, named):
        where = server.location(each)
        changes.setdefault(where.uri, []).append(lsp.TextEdit(where.range, params.new_name.removeprefix("$")))
    return lsp.WorkspaceEdit(changes)


def lenses(server: TocsinServer, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
    """Above each rule: in which cases of the pack it fires."""
    path = path_of(params.text_document.uri)
    project = server.project(path)
    if project is None or project.report is None or not project.report.results:
        return []
    known = project.report.pack.rule_by_id
    return [
        lsp.CodeLens(server.location(each).range, lsp.Command(telling.firing(project.report, each.name), ""))
        for each in server.names(path, project)
        if each.kind == "rule" and each.declares and each.name in known
    ]


def actions(server: TocsinServer, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    """What hints say to write instead."""
    path = path_of(params.text_document.uri)
    lines = server.lines(path)
    found = []
    for diagnostic in params.context.diagnostics:
        told: Any = diagnostic.data
        here = server.workspace.position_codec.position_from_client_units(lines, diagnostic.range.start)
        if not isinstance(told, dict) or here.line >= len(lines):
            continue
        message, hint = str(told.get("message", "")), str(told.get("hint", ""))
        for fix in fixes(lines[here.line], here.character, message, hint):
            edit = lsp.TextEdit(server.range(path, here.line, fix.start, fix.end), fix.new)
            found.append(
                lsp.CodeAction(
                    title=f"write {fix.new}",
                    kind=lsp.CodeActionKind.QuickFix,
                    diagnostics=[diagnostic],
                    edit=lsp.WorkspaceEdit({params.text_document.uri: [edit]}),
                )
            )
    return found


def _schema(project: Project, *, case: bool) -> dict[str, object]:
    from tocsin.facts.schema import schema as of_case
    from tocsin.rules.schema import schema as of_pack

    assert project.pack is not None
    return (of_case if case else of_pack)(project.pack.vocabulary)


def answering(release: str, document: Path | None = None) -> TocsinServer:
    """A server that answers what it can, and reads again whatever changes."""
    made = TocsinServer(release, document)

    @made.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        made.look(params.text_document.uri, pause=0, run=True)

    @made.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        made.look(params.text_document.uri)

    @made.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        made.look(params.text_document.uri, pause=0, run=True)

    words = lsp.CompletionOptions(trigger_characters=["$", ":", " ", "[", ","])
    kinds = lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    made.feature(lsp.TEXT_DOCUMENT_COMPLETION, words)(partial(completion, made))
    made.feature(lsp.TEXT_DOCUMENT_HOVER)(partial(hover, made))
    made.feature(lsp.TEXT_DOCUMENT_DEFINITION)(partial(definition, made))
    made.feature(lsp.TEXT_DOCUMENT_REFERENCES)(partial(references, made))
    made.feature(lsp.TEXT_DOCUMENT_RENAME)(partial(rename, made))
    made.feature(lsp.TEXT_DOCUMENT_CODE_LENS)(partial(lenses, made))
    made.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, kinds)(partial(actions, made))
    return made
