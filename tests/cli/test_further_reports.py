"""The door of the ledger: what a further report must be before it is written for good."""

import json

import pytest
from tests.cli.conftest import DEPLOYMENT

FACT = "troop_deployment"


@pytest.fixture
def case(run):
    """A case with one deployment that ROK NIS reported."""
    run("case", "new", "c", "--pack", "russia-dprk", "--as-of", "2024-11-30")
    run("assert", "c", DEPLOYMENT, "--source", "ROK NIS", "--date", "2024-11-20")
    return "c"


def size(run, case):
    return json.loads(run("audit", "log", case, "--json").out)["size"]


def conclusions(run, case, *options):
    return len(json.loads(run("assess", case, "--json", *options).out)["conclusions"])


DEPLOYED = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=10900..11000, role=combat)"
BY_OTHERS = "T626: the retraction by {} takes nothing back: it had not reported " + DEPLOYED
LIKE = "T625: no report in the case is by 'ROC NIS', and one is by 'ROK NIS'\n" + (
    "  write --source 'ROK NIS', or add --new-source if it is meant\n"
)


@pytest.mark.parametrize(
    "command,told,mended",
    [
        (
            ("retract", "--source", "ROC NIS", "--date", "2024-11-21"),
            f"{BY_OTHERS.format('ROC NIS')}\n  ROK NIS did: --source 'ROK NIS'\n",
            ("--source", "ROK NIS"),
        ),
        (
            ("retract", "--source", "Yonhap", "--date", "2024-11-21"),
            f"{BY_OTHERS.format('Yonhap')}\n  ROK NIS did: --source 'ROK NIS'\n",
            ("--source", "ROK NIS"),
        ),
        (
            ("retract", "--source", "ROK NIS", "--date", "2024-11-19"),
            f"T626: the retraction by ROK NIS takes nothing back: no report of {DEPLOYED} by it came before\n"
            "  it reported that on 2024-11-20: --date 2024-11-20, or later\n",
            ("--date", "2024-11-20"),
        ),
        (
            ("retract", "--date", "2024-11-19"),
            f"T626: the retraction by a source that is not named takes nothing back: it had not reported {DEPLOYED}\n"
            "  ROK NIS did: --source 'ROK NIS'\n",
            ("--date", "2024-11-20"),
        ),
        (
            ("confirm",),
            f"T624: the confirmation of {DEPLOYED} does not say who confirms it\n  name the source: --source NAME\n",
            ("--source", "Yonhap"),
        ),
        (("confirm", "--source", "ROC NIS"), LIKE, ("--new-source",)),
        (("deny", "--source", "ROC NIS"), LIKE, ("--source", "ROK NIS")),
    ],
)
def test_a_report_that_makes_no_sense_is_refused_and_the_hint_is_accepted(run, case, command, told, mended):
    before = size(run, case)
    refused = run(command[0], case, FACT, *command[1:])
    assert (2, "", told) == (refused.code, refused.out, refused.err)
    assert before == size(run, case)
    assert run(command[0], case, FACT, *command[1:], *mended).code == 0
    assert before < size(run, case)


def test_a_retraction_by_one_of_none_of_the_sources_is_told_where_to_look(run, case):
    run("confirm", case, FACT, "--source", "Yonhap", "--date", "2024-11-21")
    refused = run("retract", case, FACT, "--source", "KCNA", "--date", "2024-11-22")
    assert refused.err == f"{BY_OTHERS.format('KCNA')}\n  see: tocsin case show\n"


@pytest.mark.parametrize("status", ["confirm", "assert"])
def test_an_origin_a_slip_away_from_a_known_source_is_refused(run, case, status):
    said = (status, case, DEPLOYMENT, "--source", "Yonhap", "--date", "2024-11-21", "--origin")
    refused = run(*said, "ROK NISS")
    assert (refused.code, refused.err) == (
        2,
        "T625: no source or origin in the case is 'ROK NISS', and one is 'ROK NIS'\n"
        "  write --origin 'ROK NIS', or add --new-source if it is meant\n",
    )
    assert run(*said, "ROK NIS").code == 0


def test_a_report_of_a_day_to_come_is_written_and_told_of(run, case):
    ran = run("confirm", case, FACT, "--source", "Yonhap", "--date", "2999-01-01")
    assert ran.code == 0
    assert "a report is dated 2999-01-01, after today" in ran.err
    assert "after today" not in run("confirm", case, FACT, "--source", "AP", "--date", "2024-11-22").err


def test_a_source_like_no_other_needs_no_word(run, case):
    assert run("confirm", case, FACT, "--source", "Yonhap").code == 0


def test_a_misspelt_source_is_refused_where_facts_are_asserted(run, case):
    said = (
        "assert",
        case,
        "verification(subject=troop_deployment, actor=PRK, status=confirmed)",
        "--source",
        "ROC NIS",
    )
    assert ((refused := run(*said)).code, refused.err) == (2, LIKE)
    assert run(*said, "--new-source").code == 0


def test_the_answer_uses_the_word_of_the_status(run, case):
    told = run("assert", case, DEPLOYMENT, "--source", "TASS", "--status", "denied").out
    assert "denied: troop_deployment" in told
    assert "asserted" not in told


def test_a_report_that_is_recorded_already_is_said_to_be(run, case):
    again = run("assert", case, DEPLOYMENT, "--source", "ROK NIS", "--date", "2024-11-20")
    assert (again.code, again.err) == (0, "tocsin: entry 3 records the same already; it is recorded once more\n")


def test_what_a_date_leaves_out_is_said(run, case):
    told = " ".join(run("confirm", case, FACT, "--source", "Yonhap", "--date", "2024-12-24").out.split())
    assert "known by 2024-11-30 · 1 later report left out" in told


def test_a_retraction_without_a_date_takes_back_what_was_recorded_before_it_from_its_day_on(run, case):
    before = conclusions(run, case)
    assert run("retract", case, FACT).code == 0
    assert before == conclusions(run, case)  # as of 2024-11-30 nobody knew of it
    late = ("--as-of", "2099-01-01")
    assert conclusions(run, case, *late) == 0
    run("assert", case, DEPLOYMENT, "--source", "Wire D")
    assert before == conclusions(run, case, *late)
    assert json.loads(run("audit", "replay", case, "--json").out)["differ"] == []


def test_on_one_day_the_order_is_that_of_the_ledger(run, case):
    day = ("--source", "ROK NIS", "--date", "2024-11-20")
    before = conclusions(run, case)
    run("retract", case, FACT, *day)
    assert conclusions(run, case) == 0
    run("assert", case, DEPLOYMENT, *day)
    assert before == conclusions(run, case)
    few = DEPLOYMENT[: DEPLOYMENT.index("headcount=")]
    run("assert", case, f"{few}headcount=1500, role=combat)", *day)
    counted = json.loads(run("assess", case, "--json").out)["facts"]
    assert [fact["fields"]["headcount"] for fact in counted] == [[1500, 1500]]
