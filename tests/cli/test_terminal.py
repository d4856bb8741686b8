"""What others wrote reaches a terminal as escapes: no control character, and nothing that reorders or hides text."""

import json
import os
import re
import sys

import pytest

from tocsin.cli.output import emit_long

NASTY = "a\x1b]0;title\x07b\u202ec\u200bd\x9be"
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
COLOUR = re.compile(r"\x1b\[[0-9;]+m")
PACK = """\
pack: "p"
version: 1.0.0
types:
  said: {text: str}
  heard: {text: str}
  known: {text: str, by: str}
assumptions:
  - {id: trusted, text: "T NASTY", class: caveated, default: on}
rules:
  - id: hears
    assumes: [trusted]
    when: [said: {text: $t}]
    unless: [said: {text: "NASTY other"}]
    then: [heard: {text: $t}]
    reads: "{t} NASTY"
  - {id: knows, when: [heard: {text: $t}, said: {text: "NASTY not said"}], then: [known: {text: $t, by: "NASTY"}]}
"""
CASE = """\
case: "nasty"
pack: pack.yaml
as_of: 2024-11-20
facts:
  - said: {text: "NASTY"}
    source: {publisher: "P NASTY", title: "NASTY", url: "http://x/NASTY", date: 2024-11-19}
    note: "N NASTY"
    grade: B2
"""
ASKED = (
    ("assess", "{case}"),
    ("assess", "{case}", "--not-used"),
    ("why", "{case}", "heard"),
    *(("why", "{case}", "heard", "--format", form) for form in ("html", "dot", "mermaid", "english")),
    ("why-not", "{case}", "known"),
    ("why-not", "{case}", 'known(text="x", by="NASTY")'),
    ("what-if", "{case}", "--without", "trusted"),
    ("what-if", "{case}", "--retract", "said"),
    ("what-if", "{case}", "--assert", 'said(text="NASTY not said")'),
    ("flip", "{case}", "heard"),
    ("flip", "{case}", "known"),
    ("watch", "{case}"),
    ("support", "{case}", "heard"),
    ("support", "{case}", "--sources"),
    ("sweep", "{case}", "--uncertain", "said"),
    ("brief", "{case}"),
    ("timeline", "{case}"),
    ("assumptions", "{case}"),
    ("facts", "check", "{case}"),
    ("rules", "show", "knows", "--pack", "{pack}"),
    ("rules", "list", "{pack}"),
    ("certify", "{case}"),
    ("case", "show", "nasty"),
    ("case", "export", "nasty"),
    ("audit", "log", "nasty"),
    ("audit", "show", "nasty", "3"),
    ("audit", "export", "nasty"),
    ("audit", "export", "nasty", "--format", "csv"),
)


@pytest.fixture
def nasty(tmp_path, run):
    escaped = NASTY.encode("unicode_escape").decode("ascii")
    (tmp_path / "pack.yaml").write_text(PACK.replace("NASTY", escaped))
    case = tmp_path / "nasty.yaml"
    case.write_text(CASE.replace("NASTY", escaped))
    assert run("case", "import", str(case), "--reason", f"R {NASTY}").code == 0
    return lambda words: [word.format(case=case, pack=tmp_path / "pack.yaml").replace("NASTY", NASTY) for word in words]


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_a_terminal_is_sent_nothing_that_cannot_be_seen(words, nasty, run, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)

    ran = run(*nasty(words))

    assert ran.code in (0, 1), ran.err
    assert UNSEEN.findall(COLOUR.sub("", ran.out)) == []
    assert UNSEEN.findall(COLOUR.sub("", ran.err)) == []


def test_what_json_escapes_is_read_as_it_was(nasty, run):
    told = json.loads(run(*nasty(("assess", "{case}", "--json"))).out)

    assert [fact["fields"]["text"] for fact in told["facts"]] == [NASTY]
    assert [f"P {NASTY}"] == [fact["reports"][0]["source"]["publisher"] for fact in told["facts"]]


@pytest.mark.parametrize("words", [words for words in ASKED if "--format" not in words], ids=" ".join)
def test_json_escapes_what_cannot_be_seen(words, nasty, run):
    ran = run(*nasty(words), *(["--json"] if words[0] != "certify" else []))

    assert ran.code in (0, 1), ran.err
    if words[0] == "certify" or words[:2] == ("audit", "export"):
        assert NASTY[-4] in ran.out  # documents whose bytes are hashed
        return
    assert UNSEEN.findall(ran.out) == []


def test_a_wrong_argument_is_told_without_what_it_hides(run):
    ran = run("assess", "case.yaml", NASTY)

    assert ran.code == 2
    assert UNSEEN.findall(COLOUR.sub("", ran.err)) == []


def test_a_page_shows_what_would_reorder_it(nasty, run, tmp_path):
    for words, option in (
        (("brief", "{case}"), "--output"),
        (("timeline", "{case}"), "--html"),
        (("sweep", "{case}", "--uncertain", "said"), "--html"),
    ):
        page = tmp_path / "page.html"
        ran = run(*nasty(words), option, str(page))
        assert ran.code == 0, ran.err
        assert UNSEEN.findall(page.read_text(encoding="utf-8")) == []


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo-terminals here")
def test_an_export_is_exact_in_a_pipe(nasty, run, tmp_path):
    ran = run(*nasty(("audit", "export", "nasty")))
    (tmp_path / "nasty.jsonl").write_text(ran.out, encoding="utf-8")

    assert "\u202e" in ran.out
    assert run("audit", "verify", str(tmp_path / "nasty.jsonl")).code == 0


def test_each_of_the_first_lines_is_written_before_the_next_is_worked_out(capsys):
    written = []

    def lines():
        for line in ("heading", "", "section"):
            yield line
            written.append(capsys.readouterr().out)

    emit_long(lines())

    assert written == ["heading\n", "\n", "section\n"]
