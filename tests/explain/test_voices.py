"""Every voice tells the same explanation, whatever stands in its strings."""

import json
import re
from html.parser import HTMLParser

import pytest

from tocsin.engine import Case, load_pack, pack_from_text
from tocsin.explain import beyond_mermaid, resolve, to_dot, to_english, to_html, to_json, to_mermaid, to_text, why
from tocsin.explain.voices.style import columns
from tocsin.facts.json_values import canonical_json
from tocsin.facts.model import Given
from tocsin.facts.notation import parse_fact
from tocsin.facts.printing import quote
from tocsin.facts.problems import ArgumentError
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
CHAIN = """
pack: chain
version: 1.0.0
types: {start: {a: int}, hop: {a: int, b: int}, reached: {a: int}}
rules:
  - {id: begin, when: [{start: {a: $a}}], then: [{reached: {a: $a}}]}
  - {id: go-on, when: [{reached: {a: $a}}, {hop: {a: $a, b: $b}}], then: [{reached: {a: $b}}]}
"""
WIDTHS = (40, 61, 80, 120)


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    path = tmp_path_factory.mktemp("pack") / "nasty.yaml"
    path.write_text(PACK, encoding="utf-8")
    pack = load_pack(path)
    fact = parse_fact(f"rumour(text={quote(NASTY)})", pack.vocabulary)
    report = Report(Source(title=NASTY, publisher=NASTY, url="javascript:alert(1)"), grade="A1", note=NASTY)
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
    assert data["nodes"][1]["fields"] == {"text": " ".join(NASTY.split())}  # blanks are made one where text is read
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


@pytest.fixture(scope="module")
def chain():
    """Why the end of a chain of 300 links follows."""
    text = """
pack: chain
types: {edge: {source: int, target: int}, path: {source: int, target: int}}
rules:
  - {id: one, when: [{edge: {source: $a, target: $b}}, $a == 0], then: [{path: {source: $a, target: $b}}]}
  - id: more
    when: [{path: {source: $a, target: $b}}, {edge: {source: $b, target: $c}}]
    then: [{path: {source: $a, target: $c}}]
"""
    facts = [f"edge(source={number}, target={number + 1})" for number in range(300)]
    assessment = Case(pack_from_text(text), facts).assess(engine="seminaive")
    [end] = [each for each in assessment.conclusions if each.fields["target"] == 300]
    return why(assessment, end.id)


@pytest.mark.parametrize("voice", [to_mermaid, to_dot], ids=["mermaid", "dot"])
def test_a_drawing_goes_as_deep_and_in_the_direction_it_is_asked(chain, voice):
    drawn = voice(chain, depth=2, direction="LR")
    facts = set(re.findall(r"^ +(f[0-9a-f]{12})[ \[](?!-)", drawn, re.MULTILINE))

    assert len(facts) == 5
    assert drawn.count("what it rests on is not drawn") == 1
    assert ("flowchart LR" if voice is to_mermaid else "rankdir=LR") in drawn
    assert voice(chain) == voice(chain, depth=1_000, direction="BT")
    with pytest.raises(ArgumentError):
        voice(chain, direction="up")


def test_a_chart_that_mermaid_would_not_draw_is_warned_of(chain):
    whole, part = to_mermaid(chain), to_mermaid(chain, depth=20)

    assert whole.count(" -->") == 899
    assert "899 arrows" in beyond_mermaid(whole)
    assert "--depth" in beyond_mermaid(whole)
    assert beyond_mermaid(part) == ""
    assert beyond_mermaid(part + " " * 50_000) != ""


def test_a_deep_page_says_how_deep_and_indents_no_further(chain):
    page = to_html([chain])
    shapes = re.findall(r'<details class="fact([^"]*)"', page)

    assert page.count(">3 down<") == 2
    assert {*range(3, 301)} == set(map(int, re.findall(r">(\d+) down<", page)))
    assert {"", " numbered", " numbered flat", " given", " given numbered", " given numbered flat"} == set(shapes)
    for kind in ("flat", "numbered"):
        assert f"details details.{kind} {{ margin-left: 0; padding-left: 0;" in page


class Page(HTMLParser):
    """What a browser would make of a page: its tags with their attributes, balanced, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.open, self.text = [], [], ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def test_nothing_a_source_says_becomes_part_of_the_page(nasty, kursk):
    harmless, hostile = Page(to_html(kursk[:1])), Page(to_html([nasty]))

    assert {tag for tag, _ in hostile.tags} <= {tag for tag, _ in harmless.tags}
    assert (harmless.open, hostile.open) == ([], [])
    assert 'say "no"]} --> \\ <b>&#35;; | `x`' in hostile.text
    assert re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200b]", hostile.text) is None


def test_a_page_fetches_nothing_and_runs_nothing(kursk):
    page = to_html(kursk)
    tags = Page(page).tags

    assert {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "form"} == set()
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on") or name == "src"]
    assert "url(" not in page
    assert "@import" not in page


def test_every_link_within_a_page_leads_somewhere_and_every_id_is_one_place(kursk):
    tags = Page(to_html(kursk)).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    links = [attributes["href"] for tag, attributes in tags if tag == "a" and attributes["href"].startswith("#")]

    assert len(ids) == len(set(ids))
    assert links
    assert {link[1:] for link in links} <= set(ids)


def test_an_address_that_would_run_is_no_link(nasty):
    assert "javascript:" in Page(to_html([nasty])).text
    assert not [link for tag, link in Page(to_html([nasty])).tags if tag == "a" and "javascript" in link["href"]]


@pytest.mark.parametrize("width", WIDTHS)
def test_prose_has_a_paragraph_for_each_fact_and_fits(nasty, kursk, width):
    for explanation in (nasty, *kursk[::7]):
        paragraphs = to_english(explanation, width=width).split("\n\n")
        assert len(paragraphs) == 1 + len(explanation.nodes)
        assert max(columns(line) for paragraph in paragraphs for line in paragraph.splitlines()) <= width
        assert all(paragraph.rstrip()[-1] in ".!?" for paragraph in paragraphs)


def test_a_chain_that_is_longer_than_a_browser_nests_goes_on_below(tmp_path):
    (tmp_path / "chain.yaml").write_text(CHAIN, encoding="utf-8")
    facts = [f"hop(a={at}, b={at + 1})" for at in range(120)]
    assessment = Case(load_pack(tmp_path / "chain.yaml"), ["start(a=0)", *facts]).assess(engine="seminaive")
    page = to_html([why(assessment, resolve(assessment, "reached(a=120)")[0])])

    assert page.count('class="fact') == 121 + 120 + 1
    assert "continued below" in page


DAMS = """
pack: dams
types:
  crack: {fields: {dam: str, width: quantity}, key: [dam]}
  wide: {dam: str}
  calm: {dam: str}
rules:
  - {id: wide, when: [{crack: {dam: $d, width: $w}}, $w >= 3], then: [{wide: {dam: $d}}]}
  - {id: calm, when: [{crack: {dam: $d, width: $w}}, $w < 3], then: [{calm: {dam: $d}}], qualifier: possible}
tensions:
  - {id: both, text: The dam cannot be both, between: [{wide: {dam: $d}}, {calm: {dam: $d}}]}
"""


def every_voice(explanation):
    told = [to_text(explanation, width=1000, colour=False), to_english(explanation, width=1000), to_html([explanation])]
    drawn = [
        voice(explanation).replace("\\l", " ").replace("\\n", " ").replace("<br/>", " ")
        for voice in (to_mermaid, to_dot)
    ]
    return [*told, to_json(explanation), *drawn]


def test_every_voice_tells_who_contradicts_what_a_conclusion_rests_on():
    pack = pack_from_text(DAMS)
    given = [("3.2", "Diver", "D4"), ("2.8", "Institute", "A1"), ("3..3.5", "Mayor", None)]
    facts = [
        Given(parse_fact(f"crack(dam=north, width={width})", pack.vocabulary), (Report(Source(name), grade=grade),))
        for width, name, grade in given
    ]
    assessment = Case(pack, facts).assess(engine="seminaive")
    (identity,) = resolve(assessment, "wide")
    explanation = why(assessment, identity)

    rivals = [each.given.rivals for each in explanation.nodes if each.given and "3.2" in each.text]
    assert [[(rival.fact.text, rival.says) for rival in each] for each in rivals] == [
        [("crack(dam=north, width=2.8)", "width is 2.8")]
    ]
    said = "nother account: width is 2.8 by Institute (A1); which of them is right is not decided here"
    beside = "he dam cannot be both; on the other side: calm(dam=north) (possible); neither is resolved here"
    for told in every_voice(explanation):
        assert said in told
        assert beside in told


def test_accounts_that_can_both_be_right_or_are_of_one_source_stand_against_nothing():
    pack = pack_from_text(DAMS)
    for width, name in (("3..4", "Institute"), ("2.8", "Diver")):
        facts = [
            Given(parse_fact(f"crack(dam=north, width={text})", pack.vocabulary), (Report(Source(who)),))
            for text, who in (("3.2", "Diver"), (width, name))
        ]
        assessment = Case(pack, facts).assess(engine="seminaive")
        for identity in resolve(assessment, "wide"):
            assert "another account" not in to_text(why(assessment, identity), width=1000, colour=False)
