"""An unknown word is answered by what it means or by a slip of the pen, never because another looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.facts import ProblemError, parse_fact, registered
from tocsin.facts.converting import KindError
from tocsin.facts.report_faults import status_fault

VOCABULARY = registered("geopolitics")
TYPES = VOCABULARY.types


@pytest.mark.parametrize("written, meant", [
    ("payment", "aid_flow"), ("money", "aid_flow"), ("oil_transfer", "aid_flow"), ("weapons", "arms_transfer"),
    ("workers", "labour_deployment"), ("troops", "troop_deployment"), ("confirmation", "verification"),
    ("troop_deploymnet", "troop_deployment"), ("Troop-Deployment", "troop_deployment"),
])  # fmt: skip
def test_a_type_is_proposed_by_what_it_means(written, meant):
    assert f"did you mean {meant}?" == VOCABULARY.unknown_type(written).hint


@pytest.mark.parametrize("field, written, hint", [
    ("arms_transfer.materiel", "artillery shells", "did you mean ammunition?"),
    ("arms_transfer.materiel", "missiles", "did you mean ballistic_missile?"),
    ("aid_flow.kind", "money", "did you mean financial?"),
    ("aid_flow.kind", "oil", "did you mean crude or refined_petroleum?"),
    ("aid_flow.kind", "payment", "did you mean financial?"),
    ("aid_flow.unit", "dollars", "did you mean USD?"),
    ("verification.status", "verified", "did you mean confirmed?"),
    ("verification.status", "unconfirmed", ""),
    ("verification.status", "withdrawn", ""),
    ("treaty_status.stage", "notified", ""),
    ("resource_strain.severity", "medium", "did you mean moderate?"),
])  # fmt: skip
def test_a_listed_word_is_proposed_by_what_it_means_and_never_because_it_looks_alike(field, written, hint):
    name, _, of = field.partition(".")
    with pytest.raises(KindError) as refused:
        TYPES[name].by_name[of].convert(written)
    assert hint == refused.value.hint
    assert "expected one of" in str(refused.value)


@pytest.mark.parametrize("written, told", [
    ("verified", "did you mean confirmed?"),
    ("withdrawn", "did you mean retracted?"),
    ("corrected", "another entry by the same source, with its later date"),
    ("probable", ""),
])  # fmt: skip
def test_a_status_is_proposed_by_what_it_means(written, told):
    fault = status_fault(written)
    assert fault is not None
    assert (told in fault[2], bool(told)) == (True, bool(fault[2]))


def test_what_is_said_of_a_report_is_sent_to_its_place():
    with pytest.raises(ProblemError, match="status is said of a report: write it beside arms_transfer"):
        parse_fact("arms_transfer(supplier=PRK, recipient=RUS, status=denied)", VOCABULARY)


@given(st.sampled_from(sorted(TYPES)), st.integers(0, 40), st.sampled_from(["swap", "drop"]))
def test_a_slip_of_the_pen_is_still_understood(name, at, slip):
    at %= len(name) - 1
    mended = name[:at] + name[at + 1] + name[at] + name[at + 2 :] if slip == "swap" else name[:at] + name[at + 1 :]
    hint = VOCABULARY.unknown_type(mended).hint
    assert mended in TYPES or name in hint
