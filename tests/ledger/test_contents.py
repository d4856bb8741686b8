"""What an entry may hold: a chain that fits does not make an entry of what is none."""

import json

import pytest

from tests.ledger.forging import forged
from tests.ledger.worlds import edge, pack_text
from tocsin.facts import ProblemError
from tocsin.facts.reports import Report, Source
from tocsin.ledger import Draft, Ledger, change
from tocsin.ledger.contents import CONTENTS, malformed
from tocsin.ledger.entry import KINDS
from tocsin.ledger.export import export_lines, verify_export
from tocsin.ledger.importing import import_export
from tocsin.ledger.recorded import further_report
from tocsin.ledger.verifying import verify


@pytest.fixture(scope="module")
def lines(tmp_path_factory):
    """The export of a case with an entry of every kind but the last, which closes it."""
    with Ledger(f"sqlite:///{tmp_path_factory.mktemp('ledger') / 'ledger.sqlite'}") as ledger:
        held = ledger.new_case("roads", pack_text(), by="ana")
        with held.session(by="ana") as session:
            session.assert_fact(edge(0, 1), Report(Source(publisher="Atlas"), "B2"))
            session.assert_fact(edge(1, 2))
        fact = held.state().givens(pack_text().parse())[0].fact
        denial = further_report(fact, Report(Source(publisher="Gazette"), status="denied"))
        change(held, [denial], by="ben")
        held.append([Draft("case_closed", {})], by="ana")
        return list(export_lines(held))


def at(path, value):
    """A change of what stands at a path such as ``2.content.id``; of a callable, to what that makes of it."""

    def made(entries):
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
        inner = entries
        for step in steps:
            inner = inner[step]
        inner[last] = value(inner[last]) if callable(value) else value

    return made


def without(path):
    def made(entries):
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
        inner = entries
        for step in steps:
            inner = inner[step]
        del inner[last]

    return made


def swapped_kind(entries):
    entries[2]["kind"], entries[5]["kind"] = entries[5]["kind"], entries[2]["kind"]


BODIES = {
    "entry 1: content.as_of is missing": without("0.content.as_of"),
    'entry 1: content.as_of is "2024-02-30", which is no date (YYYY-MM-DD)': at("0.content.as_of", "2024-02-30"),
    "entry 1: content is [] where a mapping is needed": at("0.content", []),
    "entry 1: content.assumptions.x is 1 where true or false is needed": at("0.content.assumptions", {"x": 1}),
    "entry 1: it is case_closed where case_created is needed": at(
        "0", lambda entry: entry | {"kind": "case_closed", "content": {}}
    ),
    "entry 2: content.vocabulary is missing": without("1.content.vocabulary"),
    'entry 2: content.text is "x", which is no digest (sha256:…)': at("1.content.text", "x"),
    "entry 3: content.id is missing": without("2.content.id"),
    "entry 3: content.fields.source is null, which is no value of a field": at("2.content.fields.source", None),
    "entry 3: content.fields.source is [1, 2, 3], which is no value of a field": at(
        "2.content.fields.source", [1, 2, 3]
    ),
    'entry 3: content.type is ["edge"] where a text is needed': at("2.content.type", ["edge"]),
    "entry 3: content.reports is missing": at(
        "2.content", lambda content: {k: content[k] for k in content if k != "reports"}
    ),
    'entry 3: content.reports[0] is "Atlas" where a mapping is needed': at("2.content.reports", ["Atlas"]),
    "entry 3: content.reports[0].source.publisher is [1] where a text is needed": at(
        "2.content.reports.0.source.publisher", [1]
    ),
    'entry 3: content.reports[0].grade is "G7", which is no grade (A1 to F6)': at("2.content.reports.0.grade", "G7"),
    'entry 3: content.reports[0].source.date is "soon", which is no date, nor a time stamp with its zone': at(
        "2.content.reports.0.source.date", "soon"
    ),
    "entry 3: content.x is no key that such an entry has": at("2.content.x", 1),
    "entry 3: content.id is missing ": at("2.content", {}),
    "entry 4: by is null where a text is needed": at("3.by", None),
    "entry 4: number": at("3.number", True),
    'entry 3: recorded is "yesterday", which is no moment as entries write it (2024-11-20T01:00:00.000000Z)': at(
        "2.recorded", "yesterday"
    ),
    "entry 5: content.reports must be one report, with the status denied": at(
        "4.content.reports", lambda reports: [*reports, *reports]
    ),
    "entry 6: content.at is 9, which is no entry before this one": at("5.content.at", 9),
    "entry 6: content.conclusions.certain is -1": at("5.content.conclusions", {"certain": -1}),
    "entry 3: content.": swapped_kind,
    "entry 7: content.x is no key that such an entry has": at("6.content", {"x": 1}),
}


def test_an_export_is_as_it_was(lines, tmp_path):
    file = tmp_path / "roads.jsonl"
    file.write_text("\n".join(forged(lines, lambda entries: None)) + "\n")

    assert lines == forged(lines, lambda entries: None)
    assert verify_export(file).is_whole
    assert set(KINDS) - {json.loads(line)["entry"]["kind"] for line in lines[2:]} == {
        "fact_confirmed",
        "fact_retracted",
    }


@pytest.mark.parametrize("wrong", BODIES, ids=str)
def test_the_first_malformed_entry_is_named_and_nothing_is_taken_in(lines, tmp_path, wrong):
    file = tmp_path / "roads.jsonl"
    file.write_text("\n".join(forged(lines, BODIES[wrong])) + "\n")
    if "number" in wrong:
        wrong = "entry 4: entry 4 is missing: the next one is True"

    found = verify_export(file)
    with Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        with pytest.raises(ProblemError) as refused:
            import_export(ledger, file)

        assert [str(finding).startswith(f"roads, {wrong.strip()}") for finding in found.findings] == [True], found
        assert [problem.message for problem in refused.value.problems] == [str(found.findings[0])]
        assert str(refused.value.problems[0].place) == f"{file}:{2 + (found.findings[0].number or 0)}"
        assert ledger.names() == ()


def test_a_fact_under_the_id_of_another_is_no_entry(lines, tmp_path):
    file = tmp_path / "roads.jsonl"
    other = json.loads(lines[5])["entry"]["content"]["id"]
    file.write_text("\n".join(forged(lines, at("2.content.id", other))) + "\n")

    [found] = verify_export(file).findings

    assert str(found).startswith(f'roads, entry 3: content.id is "{other}", and that of the fact is ')


def test_what_came_into_a_database_otherwise_is_found_by_verification(tmp_path, lines):
    import sqlite3

    with Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        file = tmp_path / "roads.jsonl"
        file.write_text("\n".join(lines) + "\n")
        import_export(ledger, file)
    kept = forged(lines, at("2.content.reports", {}))
    connection = sqlite3.connect(tmp_path / "ledger.sqlite")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for line in kept[2:]:
        made = json.loads(line)
        values = (json.dumps(made["entry"], ensure_ascii=False, sort_keys=True, separators=(",", ":")), made["hash"])
        connection.execute(
            "UPDATE entries SET payload = ?, entry_hash = ? WHERE number = ?", (*values, made["entry"]["number"])
        )
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()

    with Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        found = [str(finding) for finding in verify(ledger.database).findings]

    assert "roads, entry 3: content.reports is {} where a list is needed" in found


def test_a_draft_that_is_none_is_not_written(tmp_path):
    with Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        held = ledger.new_case("roads", pack_text(), by="ana")
        with pytest.raises(ProblemError, match=r"T627: entry 3 cannot be written: content\.reports is missing"):
            held.append([Draft("fact_asserted", {"id": "0", "type": "edge", "fields": {}})])

        assert held.size() == 2


def test_every_kind_of_entry_has_its_schema():
    assert set(KINDS) == set(CONTENTS)
    assert malformed({}) == "by is missing"
