"""Decision tables under every engine: against each value of a range, in bulk, certified, and kept in a ledger."""

from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.bulk import run
from tocsin.engine import Case, load_pack, plan_of
from tocsin.explain import to_text, why
from tocsin.explain.answers.why_not import why_not_text
from tocsin.ledger.packs import PackText
from tocsin.proof import certify, read_certificate, verify
from tocsin.questions import why_not
from tocsin.rules.read import pack_from_text

POSTAGE = Path(__file__).parents[2] / "examples" / "postage"
PACK = """pack: first
types: {item: {n: quantity, zone: [A, B]}, row: {n: int}}
tables:
  - id: t
    file: t.csv
    hit: first
    when: [item: {n: $n, zone: $z}]
    inputs: {N: $n, Zone: $z}
    outputs: {Row: $r}
    then: [row: {n: $r}]
"""
ends = st.integers(0, 4)
tests = st.one_of(
    st.just(("-", lambda n: True)),
    ends.map(lambda end: (f"< {end}", lambda n: n < end)),
    ends.map(lambda end: (f">= {end}", lambda n: n >= end)),
    st.tuples(ends, ends)
    .filter(lambda pair: pair[0] < pair[1])
    .map(lambda pair: (f"({pair[0]}..{pair[1]}]", lambda n: pair[0] < n <= pair[1])),
    ends.map(lambda end: (f"not({end})", lambda n: n != end)),
)
zones = st.sampled_from([("-", "AB"), ("A", "A"), ("not(A)", "B")])


@given(
    st.lists(st.tuples(tests, zones), min_size=1, max_size=4), st.tuples(ends, ends).map(sorted), st.sampled_from("AB")
)
@settings(max_examples=25)
def test_the_rows_that_follow_are_those_that_decide_of_some_value_of_the_range(rows, span, zone):
    low, high = span
    table = "N,Zone,Row\n" + "".join(f'"{n[0]}",{z[0]},{number}\n' for number, (n, z) in enumerate(rows))
    pack = pack_from_text(PACK, files={"t.csv": table})
    found = Case.from_data({"facts": [{"item": {"n": f"{low}..{high}", "zone": zone}}]}, pack).assess().conclusions
    values = [n / 2 for n in range(2 * low, 2 * high + 1)]
    decided = [next((at for at, (n, z) in enumerate(rows) if zone in z[1] and n[1](value)), None) for value in values]
    assert {conclusion.fields["n"]: conclusion.qualifier for conclusion in found} == {
        at: "certain" if set(decided) == {at} else "possible" for at in decided if at is not None
    }


def test_bulk_decides_as_single_cases_do():
    pack = load_pack(POSTAGE)
    parcels = {"case_id": ["1", "2", "3"], "id": ["a", "b", "c"], "kg": ["1", "1..3", "7"], "zone": ["A", "B", "C"]}
    found = run(plan_of(pack), {"parcel": pa.table(parcels)}).conclusions.to_arrow()
    assert sorted(zip(found["notation"].to_pylist(), found["qualifier"].to_pylist(), strict=True)) == [
        ("postage(parcel=a, price=3.5)", "certain"),
        ("postage(parcel=b, price=3.5)", "possible"),
        ("postage(parcel=b, price=5.0)", "possible"),
        ("postage(parcel=c, price=20.0)", "certain"),
    ]


def test_a_certificate_proves_what_a_table_decided():
    assessment = Case(load_pack(POSTAGE), ["parcel(id=a, kg=1..3, zone=A)"]).assess(engine="seminaive")
    certificate = read_certificate(certify(assessment))
    verify(certificate)
    assert sorted(step["rule"] for step in certificate["steps"]) == ["tariff.2", "tariff.3"]


def test_an_explanation_names_the_row_and_its_cells(monkeypatch):
    monkeypatch.chdir(POSTAGE.parents[1])
    assessment = Case(load_pack("examples/postage"), ["parcel(id=a, kg=3, zone=B)"]).assess(engine="seminaive")
    [conclusion] = assessment.conclusions
    told = to_text(why(assessment, conclusion.id), width=100, colour=False)
    assert "row 3 of the table tariff (examples/postage/tariff.csv:3)" in told
    assert "Weight: [2..5) (examples/postage/tariff.csv:3:1)" in told
    assert "Section 4 (2)" in told


def test_a_ledger_keeps_a_table_and_makes_the_pack_of_it_again():
    kept = PackText.read(POSTAGE)
    assert load_pack(POSTAGE) == kept.parse()
    assert "tariff.csv" in kept.files


def test_why_not_names_the_row_that_does_not_decide():
    assessment = Case(load_pack(POSTAGE), ["parcel(id=a, kg=1, zone=A)"]).assess(engine="seminaive")
    told = why_not_text(why_not(assessment, "postage(parcel=a, price=20)"), width=100, colour=False)
    assert "row 5 of the table tariff" in told
