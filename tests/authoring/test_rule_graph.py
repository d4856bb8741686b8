"""The graph of a pack draws each feed and no other, from above to below, in one picture without scripts."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from tocsin.authoring import RuleGraph
from tocsin.authoring.feeding import Feeding, name_of
from tocsin.authoring.graph_rows import chart
from tocsin.authoring.graph_svg import folded_svg, graph_svg
from tocsin.authoring.graph_text import to_dot, to_mermaid
from tocsin.facts.problems import ProblemError
from tocsin.rules.read import pack_from_text
from tocsin.rules.shipped import load_pack

RULES = """
pack: chain
types: {a: {n: int}, b: {n: int}, c: {n: int}, d: {n: int}, e: {n: int}}
rules:
  - {id: first, section: One, when: [a: {n: $n}], then: [b: {n: $n}], reads: "There is {n} & <more>."}
  - {id: again, section: One, when: [a: {n: 1}], then: [b: {n: 2}]}
  - {id: second, section: Two, when: [b: {n: $n}], unless: [d: {n: $n}], then: [c: {n: $n}]}
  - {id: circle, section: Two, when: [c: {n: $n}, b: {n: $n}], then: [c: {n: 3}]}
  - {id: third, section: Three, when: [{count: true, over: [c: {n: $n}], by: [$n], as: $m}], then: [e: {n: $m}]}
  - {id: alone, section: Three, when: [a: {n: 7}], then: [d: {n: 7}]}
"""


@pytest.fixture(scope="module")
def small():
    return RuleGraph(pack_from_text(RULES))


@pytest.fixture(scope="module", params=["russia-dprk", "eu-cash-controls", "ownership-and-control"])
def shipped(request):
    return RuleGraph(load_pack(request.param))


def drawn(graph):
    """Who feeds whom by the picture, and as what."""
    hubs = {node.key for node in graph.nodes if node.kind == "fact"}
    return {
        (one.source, two.target, two.role)
        for one in graph.edges
        if one.target in hubs
        for two in graph.edges
        if two.source == one.target
    }


def test_every_feed_is_drawn_and_no_other(shipped):
    feeds = Feeding(shipped.pack).feeds

    assert drawn(shipped.unfolded()) == {(feed.source, feed.target, feed.role) for feed in feeds}
    assert {node.key for node in shipped.unfolded().nodes if node.kind == "rule"} == set(
        map(name_of, shipped.pack.rules)
    )


def test_a_section_has_its_rules_and_whatever_feeds_them_or_is_fed(shipped):
    feeds = Feeding(shipped.pack).feeds
    for title, names in shipped.sections.items():
        found = shipped.section(title)
        own = set(names)
        inside = {(f.source, f.target, f.role) for f in feeds if f.source in own and f.target in own}
        assert {each for each in drawn(found) if each[0] in own and each[1] in own} == inside
        entering = {f.target for f in feeds if f.source not in own and f.target in own}
        assert {target for source, target, _ in drawn(found) if source.startswith("from ")} == entering


def test_sections_are_told_with_their_rules_and_the_feeds_between_them(small):
    found = small.folded()

    assert [(node.label, node.remark) for node in found.nodes] == [
        ("One", "2 rules"),
        ("Two", "2 rules"),
        ("Three", "2 rules"),
    ]
    assert {(edge.source, edge.target, edge.count) for edge in found.edges} == {
        ("One", "Two", 4), ("Two", "Three", 2), ("Three", "Two", 1),
    }  # fmt: skip


def test_what_is_near_a_rule_grows_with_the_steps(small):
    def near(depth):
        return {node.key for node in small.around("third", depth).nodes if node.kind != "fact"}

    assert near(1) == {"third", "second", "circle"}
    assert near(2) == {"third", "second", "circle", "first", "again", "alone"}
    assert [node.kind for node in small.around("third").nodes if node.key == "third"] == ["asked"]


def test_what_feeds_stands_above_what_is_fed_and_lanes_do_not_run_into_each_other(shipped):
    charts = [chart(graph) for graph in (shipped.unfolded(), *map(shipped.section, shipped.sections))]
    for each in charts:
        assert len({node.key for node in each.rows}) == len(each.rows)
        for column in range(each.columns):
            spans = sorted((lane.first, lane.last) for lane in each.lanes if lane.column == column)
            assert all(one[1] < other[0] for one, other in pairwise(spans))
    upwards = [
        (target, lane.row)
        for each in charts[1:]
        for lane in each.lanes
        for target, _ in lane.targets
        if target < lane.row
    ]
    assert (upwards == []) == (shipped.pack.name != "ownership-and-control")


def test_the_picture_is_one_xml_whose_sections_open_and_close_without_a_script(shipped):
    text = folded_svg(shipped)
    root = ET.fromstring(text)

    names = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(names) == len(set(names))
    links = re.findall(r'<a href="([^"]*)"', text)
    opened = [f"#section-{number}" for number in range(1, len(shipped.sections) + 1)]
    assert (sorted(set(links)), {link[1:] for link in opened} <= set(names)) == (sorted(["#", *opened]), True)
    assert re.findall(r"<script|https?://(?!www\.w3\.org/2000/svg)|url\(|@import", text) == []
    assert text == folded_svg(RuleGraph(shipped.pack))


def test_every_name_and_sentence_is_in_the_picture_as_it_is(small):
    root = ET.fromstring(graph_svg(small.unfolded()))

    told = {"".join(element.itertext()) for element in root.iter("{http://www.w3.org/2000/svg}tspan")}
    assert {"first", "There is {n} & <more>.", "third", "alone"} <= told


def test_graphviz_and_mermaid_have_the_same_arrows(small):
    graph = small.section("Two")

    for text, arrow in ((to_dot(graph), " -> "), (to_mermaid(graph), " --> ")):
        plain = [line for line in text.splitlines() if re.search(r"n\d+ -->?", line.replace("->", "-->"))]
        assert len(plain) == len(graph.edges)
        assert any("is blocked by" in line for line in plain)
        assert any(arrow in line for line in plain)


@pytest.mark.parametrize(
    "ask,hint",
    [(lambda g: g.section("Thre"), "did you mean Three"), (lambda g: g.around("thrid"), "did you mean third")],
)
def test_what_is_not_there_is_told_with_the_nearest(small, ask, hint):
    with pytest.raises(ProblemError) as caught:
        ask(small)

    [problem] = caught.value.problems
    assert (problem.code, hint in problem.hint) == ("T744", True)
