"""The language server, spoken to by a client of the protocol over its standard streams."""

import asyncio
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException
from pygls.lsp.client import LanguageClient
from tests.cli.conftest import ROOT

from tocsin.cli.language_server import codes
from tocsin.cli.language_server.checking import Projects
from tocsin.cli.language_server.fixes import fixes
from tocsin.cli.lsp import _need
from tocsin.facts import ProblemError
from tocsin.rules.lint import warnings_of
from tocsin.rules.read import pack_from_text
from tocsin.rules.shipped import load_pack
from tocsin.service.limited import Limited

BAD = ROOT / "tests" / "bad" / "rules"
WARNED = ROOT / "tests" / "bad" / "warned"
OWN = ROOT / "examples" / "own_pack"
LONGEST = 60
"""Seconds after which nothing more is waited for."""


class Editor:
    """A client with a server of its own, and the problems that it was last shown of each file."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.client = LanguageClient("test", "1")
        self.shown: dict[str, list[list[lsp.Diagnostic]]] = {}
        self.versions = {}
        self.refreshed = 0
        self.begun: Any = None

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def show(params):
            self.shown.setdefault(params.uri, []).append(list(params.diagnostics))

        @self.client.feature(lsp.WORKSPACE_CODE_LENS_REFRESH)
        def refresh(params):
            self.refreshed += 1

    def run(self, coroutine):
        return self.loop.run_until_complete(asyncio.wait_for(coroutine, LONGEST))

    def start(self):
        self.run(self.client.start_io(sys.executable, "-m", "tocsin.cli", "lsp"))
        return self.run(self.client.initialize_async(lsp.InitializeParams(capabilities=lsp.ClientCapabilities())))

    def stop(self):
        self.run(self.client.shutdown_async(None))
        self.client.exit(None)
        self.run(self.client.stop())
        self.loop.close()

    def open(self, path, text=None):
        """The problems shown of the file when it is opened, with this text or the one it has."""
        text = path.read_text(encoding="utf-8") if text is None else text
        before = len(self.shown.get(path.as_uri(), ()))
        if path.as_uri() in self.versions:
            self.versions[path.as_uri()] += 1
            document = lsp.VersionedTextDocumentIdentifier(self.versions[path.as_uri()], path.as_uri())
            change = lsp.TextDocumentContentChangeWholeDocument(text)
            self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))
        else:
            self.versions[path.as_uri()] = 1
            item = lsp.TextDocumentItem(path.as_uri(), "yaml", 1, text)
            self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return self.run(self._problems(path, before))

    async def _problems(self, path, before):
        while len(self.shown.get(path.as_uri(), ())) <= before:
            await asyncio.sleep(0.01)
        return self.shown[path.as_uri()][-1]

    def at(self, path, text, mark, ahead=0):
        """The parameters of a question about the place of a mark in the text."""
        before = text[: text.index(mark) + ahead]
        column = len(before.rpartition("\n")[2].encode("utf-16-le")) // 2
        return {
            "text_document": lsp.TextDocumentIdentifier(path.as_uri()),
            "position": lsp.Position(before.count("\n"), column),
        }

    def offered(self, path, text):
        """What may be written where a bar stands in the text, which the file becomes without it."""
        self.open(path, text.replace("¦", ""))
        asked = lsp.CompletionParams(**self.at(path, text, "¦"))
        return [item.label for item in self.run(self.client.text_document_completion_async(asked))]


@pytest.fixture(scope="module")
def editor():
    found = Editor()
    found.begun = found.start()
    yield found
    found.stop()


@pytest.fixture
def own(tmp_path):
    """A copy of the example pack with its case; each has its text."""
    shutil.copytree(OWN, tmp_path / "own")
    return tmp_path / "own" / "pack.yaml", (OWN / "pack.yaml").read_text(encoding="utf-8")


def written(problem):
    return problem.code, f"{problem.message}\n{problem.hint}" if problem.hint else problem.message


def shown(diagnostics):
    return sorted((each.code, each.message) for each in diagnostics)


@pytest.mark.parametrize(
    "name", ["all-at-once", "T302-unknown-key", "T309-comparison-syntax", "T313-not-stratified", "T315-duplicate-id"]
)
def test_the_problems_are_those_of_checking_the_pack(editor, tmp_path, name):
    path = shutil.copy(BAD / f"{name}.yaml", tmp_path / "pack.yaml")
    with pytest.raises(ProblemError) as caught:
        load_pack(path)

    diagnostics = editor.open(path)

    # What is said of another place names the file as it was asked for; here both are the same.
    assert sorted(map(written, caught.value.problems)) == shown(diagnostics)
    places = [(problem.place.line, problem.place.column) for problem in caught.value.problems if problem.place]
    starts = [(each.range.start.line + 1, each.range.start.character + 1) for each in diagnostics]
    assert sorted(places) == sorted(starts)


def test_the_problems_of_a_case_are_those_of_reading_it(editor, own):
    path = own[0].parent / "case.yaml"
    text = path.read_text(encoding="utf-8")
    assert editor.open(path) == []

    [found] = editor.open(path, text.replace("lab_result:", "lab_resalt:", 1))

    assert ("T201", lsp.DiagnosticSeverity.Error) == (found.code, found.severity)
    assert "lab_result" in found.data["hint"]


def test_warnings_and_failed_cases_are_shown_too(editor, own):
    path, text = own
    failing = text.replace("never: [contaminated(batch=A)]", "never: [contaminated]", 1)
    assert failing != text
    editor.open(path, failing.replace("types:", "types:\n  nobody: {name: str}", 1))

    def found():
        return {each.code: each.severity for each in editor.shown[path.as_uri()][-1]}

    async def both():
        while set(found()) != {"W305", "case"}:
            await asyncio.sleep(0.01)

    editor.run(both())
    assert {"W305": lsp.DiagnosticSeverity.Warning, "case": lsp.DiagnosticSeverity.Error} == found()


def test_what_is_no_pack_and_no_case_is_left_alone(editor, tmp_path):
    path = tmp_path / "compose.yaml"
    path.write_text("services:\n  web: {image: x}\n", encoding="utf-8")
    assert editor.open(path) == []
    assert editor.open(path, "services: [") == []


@pytest.mark.parametrize(
    "old,new,first,among",
    [
        ("rules:\n", "rules:\n  - id: a\n    quali¦\n", ["id", "then"], ["qualifier", "when", "unless", "cites"]),
        ("rules:\n", "rules:\n  - id: a\n    qualifier: ¦\n    then: []\n", [], ["certain", "possible"]),
        ("rules:\n", "rules:\n  - id: a\n    when:\n      - ¦\n", [], ["lab_result", "let", "sum", "years"]),
        ("rules:\n", "rules:\n  - id: a\n    when:\n      - lab_result: {pa¦\n", [], ["pathogen", "batch"]),
        (
            "rules:\n",
            "rules:\n  - id: a\n    when:\n      - lab_result: {pathogen: ¦}\n",
            [],
            ["listeria", "salmonella"],
        ),
        ("rules:\n", "rules:\n  - id: a\n    assumes: [¦]\n", [], ["reheating-kills"]),
        ("rules:\n", "rules:\n  - id: a\n    when:\n      - on_sale: {batch: $bat}\n      - $¦ > 1\n", [], ["$bat"]),
        ("cases:\n", "cases:\n  - name: x\n    expect:\n      - ¦\n", [], ["recall_due", "contaminated"]),
        ("cases:\n", "cases:\n  - name: x\n    facts:\n      - lab_result: {¦}\n", ["batch"], ["taken"]),
    ],
)
def test_what_may_be_written_is_offered(editor, own, old, new, first, among):
    path, text = own
    editor.open(path)

    offered = editor.offered(path, text.replace(old, new, 1))

    assert set(among) <= set(offered)
    assert first == offered[: len(first)]
    assert not {"$batch", "$patients"} & set(offered)  # those of other rules


def test_of_a_text_that_is_no_yaml_the_last_good_reading_is_kept(editor, own):
    path, text = own
    editor.open(path)
    broken = text + '\nnotes: {"a: ['

    assert [found.code for found in editor.open(path, broken)] == ["T105"]
    hover = editor.run(
        editor.client.text_document_hover_async(
            lsp.HoverParams(**editor.at(path, broken, "more-listeria-than-the-limit", 3))
        )
    )
    assert "lab_result" in hover.contents.value
    assert "batch" in editor.offered(
        path, text.replace("cases:\n", 'cases:\n  - facts:\n      - lab_result: {¦\n  "x\n', 1)
    )


def test_a_name_is_explained_where_it_stands(editor, tmp_path):
    folder = shutil.copytree(ROOT / "rules/tocsin/rules/packs/russia_dprk", tmp_path / "pack")
    path = folder / "visit.yaml"
    text = "# 🚢\n" + path.read_text(encoding="utf-8")
    editor.open(path, text)

    def told(mark, ahead=1):
        return editor.run(
            editor.client.text_document_hover_async(lsp.HoverParams(**editor.at(path, text, mark, ahead)))
        )

    statement = load_pack("russia-dprk").statement_by_id["S02"]
    assert statement.paraphrase in told("S02]").contents.value
    assert "Fields:" in told("diplomatic_visit", 3).contents.value
    assert "diplomatic_visit.kind: one of" in told("kind: [mil").contents.value
    assert "on by default" in told("western-tension-is-given").contents.value
    definition = lsp.DefinitionParams(**editor.at(path, text, "S02]"))
    [place] = editor.run(editor.client.text_document_definition_async(definition))
    assert (folder / "statements.yaml").as_uri() == place.uri
    rows = (folder / "statements.yaml").read_text(encoding="utf-8").splitlines()
    assert rows[place.range.start.line][place.range.start.character : place.range.end.character] == "S02"


def test_columns_are_counted_as_the_editor_counts_them(editor, own):
    path, text = own
    wrong = text.replace("rules:\n", 'rules:\n  - {note: "🚢🚢", id: new, oops: 1}\n', 1)
    row = next(line for line in wrong.splitlines() if "🚢" in line)

    [found] = [each for each in editor.open(path, wrong) if each.code == "T302"]

    ours = len(row[: row.index("oops")].encode("utf-16-le")) // 2
    assert (ours, ours + 4) == (found.range.start.character, found.range.end.character)


def test_references_and_renaming_reach_every_file(editor, own):
    path, text = own
    head, _, cases = text.partition("\ncases:")
    path.write_text(head + "\n", encoding="utf-8")
    other = path.with_name("cases.yaml")
    other.write_text("cases:" + cases, encoding="utf-8")
    path.with_name("case.yaml").unlink()
    assert editor.open(path) == []
    at = editor.at(path, head, "contaminated:", 2)

    asked = lsp.ReferenceParams(context=lsp.ReferenceContext(True), **at)
    found = editor.run(editor.client.text_document_references_async(asked))
    edit = editor.run(editor.client.text_document_rename_async(lsp.RenameParams(new_name="tainted", **at)))

    assert {path.as_uri(), other.as_uri()} == {each.uri for each in found} == set(edit.changes)
    assert len(found) == sum(map(len, edit.changes.values())) == len(re.findall(r"\bcontaminated[:(]", text))
    for refused in ("recall_due", "No Name"):
        with pytest.raises(JsonRpcException, match=r"recall_due already|no name for a type"):
            editor.run(editor.client.text_document_rename_async(lsp.RenameParams(new_name=refused, **at)))


def test_above_a_rule_stands_in_which_cases_it_fires(editor, own):
    path, _ = own
    refreshed = editor.refreshed
    editor.open(path)

    async def run():
        while editor.refreshed == refreshed:
            await asyncio.sleep(0.01)

    editor.run(run())
    asked = lsp.CodeLensParams(lsp.TextDocumentIdentifier(path.as_uri()))
    lenses = editor.run(editor.client.text_document_code_lens_async(asked))

    assert len(load_pack(path).rules) == len(lenses)
    assert all("fires in" in lens.command.title for lens in lenses)
    assert "fires in 3 of 8 cases: " in lenses[0].command.title


def test_a_hint_that_names_a_replacement_is_a_quick_fix(editor, own):
    path, text = own
    wrong = text.replace("\n    unless:", "\n    unles:", 1)
    diagnostics = editor.open(path, wrong)
    context = lsp.CodeActionContext(diagnostics)
    document = lsp.TextDocumentIdentifier(path.as_uri())

    actions = editor.run(
        editor.client.text_document_code_action_async(
            lsp.CodeActionParams(document, diagnostics[0].range, context),
        )
    )

    [edit] = actions[0].edit.changes[path.as_uri()]
    rows = wrong.splitlines(keepends=True)
    row = rows[edit.range.start.line]
    rows[edit.range.start.line] = row[: edit.range.start.character] + edit.new_text + row[edit.range.end.character :]
    assert text == "".join(rows)


def test_following_a_quick_fix_mends_what_it_is_for():
    mended = 0
    for file in sorted(BAD.glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        for problem in problems_of(text):
            rows = text.splitlines(keepends=True)
            line = problem.place.line - 1
            for fix in fixes(rows[line], problem.place.column - 1, problem.message, problem.hint):
                changed = [*rows[:line], rows[line][: fix.start] + fix.new + rows[line][fix.end :], *rows[line + 1 :]]
                assert problem not in problems_of("".join(changed)), (file.name, problem)
                mended += 1
    assert mended >= 15


def test_a_forgotten_dollar_is_put_before_the_value_and_not_before_its_key(monkeypatch):
    monkeypatch.chdir(WARNED)
    rows = Path("W314-dollar.yaml").read_text(encoding="utf-8").splitlines()
    [problem, *_] = warnings_of(load_pack("W314-dollar.yaml"))
    assert problem.place is not None
    row = rows[problem.place.line - 1]

    [fix] = fixes(row, problem.place.column - 1, problem.message, problem.hint)

    assert row[: fix.start] + fix.new + row[fix.end :] == "    unless: [{waiver: {truck: $truck}}]"


def problems_of(text):
    try:
        pack_from_text(text)
    except ProblemError as error:
        return error.problems
    return ()


def test_without_pygls_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr("tocsin.facts.extras.find_spec", lambda name: None)
    with pytest.raises(ProblemError) as caught:
        _need()
    assert [(problem.code, problem.hint) for problem in caught.value.problems] == [
        (codes.NO_LANGUAGE_SERVER, 'pip install "tocsin[lsp]"')
    ]


def test_cases_that_take_too_much_are_given_up(own):
    path, _ = own
    projects = Projects(limited=Limited(derivations=1))
    project = projects.of_pack_file(path, {})
    assert project is not None
    projects.check(project, {})

    assert [problem.code for problem in projects.run(project)] == ["T409"]


def test_an_editor_sends_whole_texts(editor):
    # Of parts pygls would lose the place after a U+2028, which is pasted easily and then taken out.
    assert editor.begun.capabilities.text_document_sync.change == lsp.TextDocumentSyncKind.Full


def test_it_ends_with_success_when_its_editor_ends_it():
    sent = [{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}, {"jsonrpc": "2.0", "method": "exit"}]
    bodies = [json.dumps(each).encode() for each in sent]
    given = b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies)

    ended = subprocess.run(
        [sys.executable, "-m", "tocsin.cli", "lsp"], input=given, capture_output=True, check=False, timeout=LONGEST
    )

    assert (ended.returncode, b"Traceback" in ended.stderr) == (0, False)
