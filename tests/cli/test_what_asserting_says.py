"""``tocsin assert`` says what it wrote, what changed, briefly, and what of it nothing can come of."""

import io
import json

import pytest

TROOPS = "troop_deployment(sender=PRK, beneficiary=RUS, theatre={}, headcount=11000, role=combat)"
VOTE = "council_vote(body=UN, subject=PRK, result=adopted, date=2017-12-22)"
BY = ("--source", "ROK NIS", "--date", "2024-11-20")


@pytest.fixture
def case(run):
    assert run("case", "new", "kursk", "--as-of", "2024-12-30").code == 0


@pytest.fixture
def feed(run, monkeypatch):
    def feed(*lines, arguments=()):
        monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
        return run("assert", "kursk", "--from", "-", *arguments)

    return feed


def words(text):
    return " ".join(text.split())


def reported(name, fact="troop_deployment", **fields):
    fields = fields or {"sender": "PRK", "beneficiary": "RUS", "headcount": 9000}
    return json.dumps({fact: fields, "source": name})


@pytest.mark.usefixtures("case")
def test_many_changes_are_told_in_brief_with_how_to_see_all(run):
    ran = run("assert", "kursk", TROOPS.format("ukraine_war"), *BY)

    assert "71 new" in ran.out
    assert len(ran.out.splitlines()) < 40
    assert "and 63 more, with the reasons for each: tocsin audit diff kursk 2 4" in words(ran.out)
    shown = run("audit", "diff", "kursk", "2", "4")
    assert (shown.code, "71 new" in shown.out) == (0, True)
    assert shown.out.count("  new ") >= 71


@pytest.mark.usefixtures("case")
def test_what_fell_is_told_before_what_is_new(run):
    run("assert", "kursk", TROOPS.format("ukraine_war"), *BY)

    ran = run("retract", "kursk", "troop_deployment", "--source", "ROK NIS", "--date", "2024-12-01")

    first = next(line for line in ran.out.splitlines() if line.startswith("  gone") or line.startswith("  new"))
    assert first.startswith("  gone")


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_a_fact_of_a_type_that_no_rule_reads_is_named(run, dry):
    ran = run("assert", "kursk", VOTE, *BY, *dry)
    assert f"{VOTE} no rule of russia-dprk reads council_vote" in words(ran.out)
    found = json.loads(run("assert", "kursk", VOTE, *BY, *dry, "--json").out)["not_used"]
    assert [(group["type"], group["why"]) for group in found] == [("council_vote", "unread")]


@pytest.mark.usefixtures("case")
def test_a_word_that_no_rule_knows_is_named_with_the_nearest(run):
    ran = run("assert", "kursk", TROOPS.format("ukraine_wra"), *BY)
    assert "warning W406: no rule knows troop_deployment.theatre=ukraine_wra; known: ukraine_war" in words(ran.out)


@pytest.mark.usefixtures("case")
def test_only_facts_asserted_now_are_named(run):
    run("assert", "kursk", VOTE, *BY)
    assert "Not used" not in run("assert", "kursk", TROOPS.format("ukraine_war"), *BY).out


@pytest.mark.usefixtures("case")
def test_each_fact_that_comes_in_is_told_of_at_once(run, feed):
    run("assert", "kursk", TROOPS.format("ukraine_war"), *BY)
    lines = (
        VOTE,
        reported("ROK NISS"),
        reported("Yonhap"),
        reported("ROK NISS", headcount=8000, sender="PRK", beneficiary="RUS"),
    )

    ran = feed(*lines, arguments=("--each",))

    told = words(ran.out)
    assert "no rule of russia-dprk reads council_vote" in told
    assert told.count("the source 'ROK NISS' may be 'ROK NIS' misspelt") == 1
    assert "Yonhap' may" not in told
    as_data = [json.loads(line) for line in feed(*lines, arguments=("--each", "--json")).out.splitlines()]
    assert as_data[0]["not_understood"] == ["no rule of russia-dprk reads council_vote"]


@pytest.mark.usefixtures("case")
def test_a_source_of_a_file_that_is_nearly_one_of_the_case_is_asked_about(run, feed):
    run("assert", "kursk", TROOPS.format("ukraine_war"), *BY)

    ran = feed(reported("ROK NISS"))

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "T625: the source 'ROK NISS' may be 'ROK NIS' misspelt\n  write 'ROK NIS', or add --new-source if it is meant\n"
    )
    assert feed(reported("ROK NISS"), arguments=("--new-source",)).code == 0
    assert feed(reported("ROK NIS")).code == 0


@pytest.mark.usefixtures("case")
def test_sources_of_one_file_are_held_against_each_other(feed):
    rows = [reported("Reuters", headcount=n, sender="PRK", beneficiary="RUS") for n in (9000, 9100)]
    assert "'Retuers' may be 'Reuters'" in feed(*rows, reported("Retuers")).err


@pytest.mark.usefixtures("case")
def test_the_echo_is_the_fact_as_it_may_be_written(run):
    told = words(run("assert", "kursk", VOTE, *BY).out)
    assert f"asserted: {VOTE} (ROK NIS, 2024-11-20)" in told
    assert "date=2017-12-22" in words(run("audit", "log", "kursk").out)


@pytest.mark.usefixtures("case")
def test_the_log_of_a_fact_is_asked_for_as_facts_are_named_everywhere(run):
    run("assert", "kursk", VOTE, *BY)
    run("assert", "kursk", TROOPS.format("ukraine_war"), *BY)
    [found] = json.loads(run("audit", "log", "kursk", "--json", "--fact", "council_vote").out)["entries"]
    identity = found["entry"]["content"]["id"]

    for name in ("council_vote", identity, identity[:6], "council_vote(result=adopted)"):
        entries = json.loads(run("audit", "log", "kursk", "--json", "--fact", name).out)["entries"]
        assert [each["entry"]["content"]["type"] for each in entries] == ["council_vote"]
    assert run("audit", "log", "kursk", "--fact", "council_vote(result=vetoed)").out.endswith("no entry is like that\n")
    assert "did you mean council_vote?" in run("audit", "log", "kursk", "--fact", "council_vot").err


@pytest.mark.usefixtures("case")
def test_a_fact_that_was_over_is_said_to_be(run):
    regime = "sanctions_regime(imposed_by=UN, target=LBR, since=2003-05-22, until=2016-05-25)"
    ran = run("assert", "kursk", regime, *BY, "--dry-run")

    assert f"{regime} it says itself that it held only to 2016-05-25" in words(ran.out)
    [idle] = json.loads(run("assert", "kursk", regime, *BY, "--json").out)["not_in_force"]
    assert [reason["kind"] for reason in idle["reasons"]] == ["ended"]
