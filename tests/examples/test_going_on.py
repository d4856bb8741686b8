"""What goes on after a ban breaches it whatever is said, and by whom, of when it began."""

import pytest

from tocsin.engine import Case, load_pack
from tocsin.facts import Given

PACK = load_pack("russia-dprk")
ACTS = {
    "military_assistance(provider=RUS, recipient=PRK, kind=training{})": {"UNSCR 1718", "UNSCR 1874", "UNSCR 2270"},
    "military_assistance(provider=PRK, recipient=SYR, kind=advice{})": {"UNSCR 1718", "UNSCR 1874", "UNSCR 2270"},
    "labour_deployment(sender=PRK, host=RUS, earning_income=true{})": {"UNSCR 2397"},
}


def given(text, qualifier="certain"):
    return Given(Case(PACK, [text]).facts[0].fact, qualifier=qualifier)


@pytest.mark.parametrize("act", ACTS)
def test_a_doubtful_report_of_when_an_act_began_makes_no_breach_less_firm(act):
    sure = given(act.format(", until=2024-01-01"))
    doubtful = given(act.format(", since=2023-01-01, until=2024-01-01"), "possible")

    def breaches(*facts):
        found = Case(PACK, facts).assess(engine="seminaive").conclusions
        return {c.fields["instrument"]: c.qualifier for c in found if c.type == "breach_of_provision"}

    assert dict.fromkeys(ACTS[act], "certain") == {k: v for k, v in breaches(sure).items() if k in ACTS[act]}
    both = breaches(sure, doubtful)
    assert {name: both[name] for name in ACTS[act]} == dict.fromkeys(ACTS[act], "certain")
