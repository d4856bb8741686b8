"""``tocsin rules graph`` on the command line."""

import json

import pytest


def test_the_picture_is_printed_or_written(run, tmp_path):
    path = tmp_path / "out.svg"
    printed = run("rules", "graph", "eu-cash-controls")
    assert run("rules", "graph", "eu-cash-controls", "-o", str(path)).code == 0

    assert (printed.code, printed.err, printed.out) == (0, "", path.read_text(encoding="utf-8"))
    assert printed.out.startswith("<svg xmlns=")


@pytest.mark.parametrize(
    "options,begins",
    [
        (("--section", "Declaring"), "<svg"),
        (("--rule", "carried-cash", "--depth", "2", "--format", "mermaid"), "flowchart LR"),
        (("--format", "dot"), "digraph rules {"),
        (("--all",), "<svg"),
    ],
)
def test_what_is_asked_for_is_drawn(run, options, begins):
    ran = run("rules", "graph", "eu-cash-controls", *options)

    assert (ran.code, ran.err, ran.out.startswith(begins)) == (0, "", True)


def test_the_graph_is_data_too(run):
    data = json.loads(run("rules", "graph", "eu-cash-controls", "--rule", "carried-cash", "--json").out)

    assert {(node["key"], node["kind"]) for node in data["nodes"]} == {
        ("carried-cash", "asked"),
        ("carriers-declare-from-10000", "rule"),
        ("less-is-recorded-on-suspicion", "rule"),
        ("fact 0", "fact"),
    }
    assert {"source": "carried-cash", "target": "fact 0", "role": None, "count": 1} in data["edges"]
    assert {edge["role"] for edge in data["edges"]} == {None, "counted"}
    sections = json.loads(run("rules", "graph", "eu-cash-controls", "--json").out)
    assert {node["kind"] for node in sections["nodes"]} == {"section"}


@pytest.mark.parametrize(
    "options,says",
    [
        (("--section", "Declaring", "--all"), "give one of"),
        (("--depth", "2"), "how far from --rule"),
        (("--json", "--format", "dot"), "give neither"),
        (("--section", "Declarring"), "did you mean Declaring?"),
        (("--output", "examples/own_pack/pack.yaml"), "is a file of the pack"),
    ],
)
def test_bad_input_is_told(run, options, says):
    pack = "examples/own_pack/pack.yaml" if "--output" in options else "eu-cash-controls"
    ran = run("rules", "graph", pack, *options)

    assert (ran.code, says in ran.err) == (2, True)
