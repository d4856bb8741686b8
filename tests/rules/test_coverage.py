from tocsin.rules.coverage import coverage_of
from tocsin.rules.shipped import load_pack

DIGEST = "0" * 64
PACK = f"""
pack: tiny
types: {{a: {{}}, b: {{}}}}
document: {{title: A text, sha256: "{DIGEST}", characters: 40, bytes: 40}}
statements:
  - {{id: S2, line: 2, start: 10, end: 20, sha256: "{DIGEST}", paraphrase: Framed.}}
  - {{id: S1, line: 1, start: 0, end: 9, sha256: "{DIGEST}", paraphrase: Encoded.}}
  - {{id: S3, line: 3, start: 21, end: 30, sha256: "{DIGEST}", paraphrase: Frames., framing: true}}
rules:
  - {{id: z, cites: [S1], when: [a: {{}}], then: [b: {{}}]}}
  - {{id: y, cites: [S1], warrant: law, when: [a: {{}}], then: [b: {{}}]}}
  - {{id: x, cites: [S1, S2], warrant: bridge, when: [a: {{}}], then: [b: {{}}]}}
"""


def test_a_statement_is_covered_by_rules_or_by_mere_framing_but_not_by_a_bridge(tmp_path):
    (tmp_path / "pack.yaml").write_text(PACK)

    coverage = coverage_of(load_pack(tmp_path))

    assert coverage.to_json() == {
        "statements": {
            "S1": {"rules": ["y", "z"], "framing": False},
            "S2": {"rules": [], "framing": False},
            "S3": {"rules": [], "framing": True},
        },
        "covered": 2,
        "total": 3,
    }
    assert [covered.bridges for covered in coverage.statements] == [("x",), ("x",), ()]


def test_a_pack_without_a_document_has_nothing_to_cover():
    coverage = coverage_of(load_pack("examples/own_pack/pack.yaml"))

    assert (coverage.covered, coverage.total) == (0, 0)
