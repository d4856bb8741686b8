"""The JSON Schemas of packs and cases: what is shipped fits them, and what is of the wrong shape does not."""

from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.vocabulary import VOCABULARY
from tocsin.facts import ProblemError
from tocsin.facts.schema import schema as schema_of_cases
from tocsin.facts.tree import load, parse_yaml, plain
from tocsin.rules.schema import schema
from tocsin.rules.shipped import load_pack, shipped_names

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
FOLDERS = {name: ROOT / "rules/tocsin/rules/packs" / name.replace("-", "_") for name in shipped_names()}
FOLDERS |= {str(path): path for path in (EXAMPLES / "own_pack/pack.yaml", EXAMPLES / "postage")}
CASES = {"kursk.yaml": "russia-dprk", "chronology.yaml": "russia-dprk", "own_pack/case.yaml": "own_pack/pack.yaml"}
NOT_OF_SHAPE = {
    # Names that are declared elsewhere, or twice, or nowhere.
    *("T301", "T303", "T304", "T311", "T315", "T316", "T317", "T327"),
    # Variables, comparisons, and kinds, which only the types tell.
    *("T306", "T307", "T308", "T309", "T310", "T312", "T324", "T332"),
    # What rules come to together, and what they may conclude.
    *("T313", "T314", "T321", "T329", "T330", "T331", "T347", "T348"),
    # What stands in the file of a table.
    *("T340", "T341", "T342", "T343"),
    # The notation, the digest and the dates of a fact, and what its own model says.
    *("T205", "T206", "T207", "T214", "T216", "T221", "T222"),
}
FITS_THOUGH_OTHERS_DO_NOT = {
    "T305-absent",
    "T305-compared",
    "T305-dollar",
    "T322-validity",
    "T325-beyond-the-document",
    "meant-comparisons",
    "meant-words",
}
BAD = sorted(path for path in (ROOT / "tests/bad/rules").glob("*.yaml"))
BAD_CASES = sorted(path for path in (ROOT / "tests/bad/facts").iterdir() if path.suffix in (".yaml", ".json"))


@cache
def of_any_pack():
    return Draft202012Validator(schema())


def data(path):
    return plain(parse_yaml(path.read_text(encoding="utf-8"), path.name))


def faults(validator, value):
    return [(list(error.absolute_path), error.message) for error in validator.iter_errors(value)]


@pytest.mark.parametrize("name", FOLDERS)
def test_every_file_of_a_pack_fits(name):
    path = FOLDERS[name]
    own = Draft202012Validator(schema(load_pack(name).vocabulary))
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    for file in files:
        assert (file, [], []) == (file, faults(of_any_pack(), data(file)), faults(own, data(file)))


@pytest.mark.parametrize("name,pack", CASES.items())
def test_every_case_fits(name, pack):
    path = EXAMPLES / pack
    own = Draft202012Validator(schema_of_cases(load_pack(path if path.exists() else pack).vocabulary))
    any_types = Draft202012Validator(schema_of_cases(None))
    assert (faults(own, data(EXAMPLES / name)), faults(any_types, data(EXAMPLES / name))) == ([], [])


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_pack_of_the_wrong_shape_is_refused(path):
    of_shape = path.stem[:4] not in NOT_OF_SHAPE and path.stem not in FITS_THOUGH_OTHERS_DO_NOT
    assert of_shape == bool(faults(of_any_pack(), data(path)))


@pytest.mark.parametrize("path", BAD_CASES, ids=lambda path: path.name)
def test_a_case_of_the_wrong_shape_is_refused(path):
    try:
        value = plain(load(path))
    except ProblemError:
        return  # no data, of whatever shape
    refused = faults(Draft202012Validator(schema_of_cases(VOCABULARY)), value)
    assert (path.stem[:4] not in NOT_OF_SHAPE) == bool(refused)


@pytest.mark.parametrize(
    "rule",
    [
        "{id: a, when: [edge: {}], then: [edge: {source: 1}]}",
        "{id: a, when: [{edge: {source: $s}}, $s > 1], unless: [{edge: {}}, [{edge: {}}, $s > 2]], then: [edge: {}]}",
        "{id: a, when: [{count: true, over: [edge: {}], as: $n}, {let: {$m: $n + 1}}], then: [edge: {source: $m}]}",
        "{id: a, when: [{shipment: {supplier: $$1, kind: [crude, refined], absent: [note]}}], then: [alarm: {}]}",
    ],
)
def test_with_a_vocabulary_patterns_are_held_to_its_types(rule):
    own = Draft202012Validator(schema(VOCABULARY))
    pack = plain(parse_yaml(f"rules: [{rule}]", "pack"))
    assert (faults(own, pack), faults(of_any_pack(), pack)) == ([], [])
    for right, wrong in (("source: 1", "sauce: 1"), ("$s > 1", "1"), ("as: $n", "as: n"), ("[crude", "[coal")):
        changed = plain(parse_yaml(f"rules: [{rule.replace(right, wrong)}]", "pack"))
        assert (right in rule) == bool(faults(own, changed))
