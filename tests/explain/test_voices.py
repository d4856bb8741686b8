"""Every voice tells the same explanation, whatever stands in its strings."""

import json
import re

import pytest

from tocsin.engine import Case, load_pack
from tocsin.explain import resolve, to_dot, to_json, to_mermaid, to_text, why
from tocsin.explain.voices.style import columns
from tocsin.facts.kinds import canonical_json
from tocsin.facts.model import Given
from tocsin.facts.notation import parse_fact, quote
from tocsin.facts.reports import Report, Source

NASTY = 'say "no"]} --> \\ <b>&#35;; | `x` %% \n\t\x1b[31m end;\u202e\u200b 北京 é'
PACK = """
pack: nasty
version: 1.0.0
types: {rumour: {text: str}, belief: {text: str}}
rules:
  - {id: believe, when: [{rumour: {text: $t}}], then: [{belief: {text: $t}}], qualifier: likely,
     reads: "They believe {t}"}
"""
WIDTHS = (40, 61, 80, 120)


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    path = tmp_path_factory.mktemp("pack") / "nasty.yaml"
    path.write_text(PACK, encoding="utf-8")
    pack = load_pack(path)
    fact = parse_fact(f"rumour(text={quote(NASTY)})", pack.vocabulary)
    report = Report(Source(title=NASTY, publisher=NASTY), grade="A1", note=NASTY)
    assessment = Case(pack, [Given(fact, (report,))]).assess(engine="seminaive")
    return why(assessment, resolve(assessment, "belief")[0])


@pytest.fixture(scope="module")
def kursk():
    assessment = Case.load("examples/kursk.yaml").assess(engine="seminaive")
    return [why(assessment, conclusion.id, every=True) for conclusion in assessment.conclusions]


def test_text_shows_no_character_that_could_command_a_terminal(nasty):
    text = to_text(nasty, width=80, colour=False)
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200b]", text) is None
    assert "\\u001b[31m" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_asked(nasty, kursk, width):
    for explanation in (nasty, *kursk[::7]):
        assert max(columns(line) for line in to_text(explanation, width=width, colour=False).splitlines()) <= width


def test_colour_changes_nothing_but_the_colour(nasty, kursk):
    for explanation in (nasty, kursk[0]):
        coloured = to_text(explanation, width=80, colour=True)
        assert "\x1b[" in coloured
        stripped = "\n".join(line.rstrip() for line in re.sub("\x1b\\[[0-9;]*m", "", coloured).splitlines())
        assert stripped == to_text(explanation, width=80, colour=False)


def test_text_can_be_had_in_ascii(nasty, kursk):
    for explanation in (nasty, kursk[0]):
        text = to_text(explanation, width=80, colour=False, ascii_only=True)
        assert text.isascii()
        assert "`- " in text


def test_json_is_canonical_and_keeps_strings_as_they_are(nasty):
    text = to_json(nasty)
    data = json.loads(text)
    assert canonical_json(data) == text
    assert data["nodes"][1]["fields"] == {"text": NASTY}
    assert data["nodes"][0]["steps"][0]["premises"] == [
        {"fact": data["nodes"][1]["id"], "role": "premise", "shown": "here"}
    ]


def test_json_names_every_fact_once(kursk):
    for explanation in kursk:
        data = json.loads(to_json(explanation))
        known = {node["id"] for node in data["nodes"]}
        assert len(known) == len(data["nodes"])
        assert {p["fact"] for n in data["nodes"] for s in n["steps"] for p in s["premises"]} <= known


MERMAID = (
    r"flowchart BT",
    r'    [fs][0-9a-f]{12}(?:n\d+)?[\[(]"[^"`<>]*(?:<br/>[^"`<>]*)*"[\])]:::[a-z_]+',
    r'    [fs][0-9a-f]{12}(?:n\d+)? -->(?:\|"[a-z ]+"\|)? [fs][0-9a-f]{12}(?:n\d+)?',
    r"    classDef [a-z_]+ [a-z0-9#:,. -]+",
)
DOT = (
    r"digraph why \{|\}",
    r"  rankdir=BT;|  (?:node|edge) \[.*\];",
    r'  [fs][0-9a-f]{12}(?:n\d+)? \[label="(?:[^"\\]|\\[\\"l])*", fillcolor="#[0-9a-f]{6}", color="#[0-9a-f]{6}".*\];',
    r'  [fs][0-9a-f]{12}(?:n\d+)? -> [fs][0-9a-f]{12}(?:n\d+)?(?: \[label="[a-z ]+"\])?;',
)


@pytest.mark.parametrize("voice, grammar", [(to_mermaid, MERMAID), (to_dot, DOT)], ids=["mermaid", "dot"])
def test_a_drawing_is_nothing_but_boxes_and_arrows(nasty, kursk, voice, grammar):
    for explanation in (nasty, *kursk):
        for line in voice(explanation).split("\n"):
            assert any(re.fullmatch(form, line) for form in grammar), line


@pytest.mark.parametrize("voice", [to_mermaid, to_dot], ids=["mermaid", "dot"])
def test_every_arrow_joins_boxes_that_are_drawn(kursk, voice):
    for explanation in kursk:
        text = voice(explanation)
        drawn = set(re.findall(r"^ +([fs][0-9a-f]{12}(?:n\d+)?)(?: ?[\[(])", text, re.MULTILINE))
        arrows = re.findall(r"^ +(\w+) -{1,2}>(?:\|.*\|)? (\w+)", text, re.MULTILINE)
        assert arrows or not explanation.nodes[0].steps
        assert {name for arrow in arrows for name in arrow} <= drawn
