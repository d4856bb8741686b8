"""A run names the rule and the case whose number no column holds."""

import pyarrow as pa
import pytest

from tocsin.bulk import run
from tocsin.bulk.lowering.columns import TooWide
from tocsin.rules.shipped import load_pack

PACK = """\
pack: next-numbers
types:
  step: {number: int}
  next: {number: int}
rules:
  - id: one-more
    when: [step: {number: $n}, let: {$m: $n + 1}]
    then: [next: {number: $m}]
"""


def test_the_rule_and_the_case_are_named(tmp_path):
    path = tmp_path / "pack.yaml"
    path.write_text(PACK, encoding="utf-8")
    steps = pa.table({"case_id": ["first", "last", "last"], "number": [1, 1, 2**63 - 1]})

    with pytest.raises(TooWide) as refused:
        run(load_pack(path), {"step": steps})

    (problem,) = refused.value.problems
    expected = "rule one-more: the number 9223372036854775808 is beyond what the relational engine holds exactly"
    assert ("T501", f"{expected}, in case last") == (problem.code, problem.message)
