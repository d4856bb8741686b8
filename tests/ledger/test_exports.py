"""A history for other programs, in full: as a table for spreadsheets, and as PROV."""

import csv
import datetime as dt
import json

import pytest

from tests.ledger.worlds import edge, pack_text
from tocsin.facts import Report, Source
from tocsin.ledger import Ledger
from tocsin.ledger.provenance import prov_json
from tocsin.ledger.tables import csv_lines


@pytest.fixture
def held(sqlite_url):
    """A case of two roads, one of which three sources speak of, one entry a minute."""
    minutes = iter(range(10))
    with Ledger(sqlite_url, clock=lambda: dt.datetime(2024, 1, 1, 0, next(minutes), tzinfo=dt.UTC)) as ledger:
        held = ledger.new_case("roads", pack_text(), by="ana")
        wire = Source("Told", "Wire", "https://wire.example", dt.date(2024, 1, 2), origin="=Desk")
        first, last = dt.date(2024, 1, 1), dt.date(2024, 5, 1)
        with held.session(by="ana", reason="seen") as session:
            session.assert_fact(edge(1, 2), Report(wire, "B2", "reported", first, last, "a, b", "likely"))
        with held.session(by="bo") as session:
            session.deny(edge(1, 2), Source(title="Post"), grade="A1")
        with held.session(by="bo") as session:
            session.retract(edge(1, 2), Source(url="https://x.example", date=dt.date(2024, 1, 3)))
        with held.session(by="bo") as session:
            session.assert_fact(edge(2, 3))
        yield held


def test_a_table_has_a_row_for_each_report_and_each_entry_without(held):
    entries = list(held.entries())
    rows = list(csv.DictReader(csv_lines(entries)))
    road = {"fact": entries[2].content["id"], "type": "edge", "fields": '{"source":1,"target":2}'}
    other = {"fact": entries[5].content["id"], "type": "edge", "fields": '{"source":2,"target":3}'}
    expected = [
        {"by": "ana", "kind": "case_created", "details": '{"as_of":null,"assumptions":{}}'},
        {"by": "ana", "kind": "pack_pinned"},
        {
            **road,
            "by": "ana",
            "kind": "fact_asserted",
            "reason": "seen",
            "status": "reported",
            "publisher": "Wire",
            "title": "Told",
            "url": "https://wire.example",
            "date": "2024-01-02",
            "origin": "'=Desk",
            "grade": "B2",
            "valid_from": "2024-01-01",
            "valid_to": "2024-05-01",
            "note": "a, b",
            "details": "likely",
        },
        {**road, "by": "bo", "kind": "fact_denied", "status": "denied", "title": "Post", "grade": "A1"},
        {
            **road,
            "by": "bo",
            "kind": "fact_retracted",
            "status": "retracted",
            "url": "https://x.example",
            "date": "2024-01-03",
        },
        {**other, "by": "bo", "kind": "fact_asserted"},
    ]
    for entry, row, told in zip(entries, rows, expected, strict=True):
        about = {"number": str(entry.number), "recorded": entry.recorded, "hash": entry.hash}
        if entry.kind == "pack_pinned":
            assert json.loads(row.pop("details")) == entry.content
        assert {key: value for key, value in row.items() if value} == {**about, **told}


def test_prov_says_who_said_recorded_and_concluded_what(held):
    pytest.importorskip("prov")
    entries, assessment = list(held.entries()), held.load().assess()
    told = json.loads(prov_json(entries, assessment))
    pinned = entries[1].content
    names = {name: f"agent {about['prov:label']}" for name, about in told["agent"].items()}
    names[f"tocsin:pack/{pinned['digest'][7:]}"] = "pack"
    for fact in (*assessment.facts, *assessment.conclusions):
        names[f"tocsin:fact/{fact.id}"] = str(fact.fact)
    for name, about in told["activity"].items():
        if name.startswith("tocsin:firing/"):
            [made] = [each for each in told["wasGeneratedBy"].values() if each["prov:activity"] == name]
            names[name] = f"{about['tocsin:rule']} -> {names[made['prov:entity']]}"

    def called(part):
        """The things of a part, under names that can be read."""
        return {names.get(name, name).removeprefix("tocsin:"): about for name, about in told[part].items()}

    def related(part, *keys):
        """The relations of a part, each as what it relates."""
        rows = [[each.get(key, "") for key in keys] for each in told[part].values()]
        return sorted(" | ".join(names.get(value, value).removeprefix("tocsin:") for value in row) for row in rows)

    assert told["prefix"] == {"tocsin": "urn:tocsin:"}
    person, organization, plan = (
        {"$": f"prov:{kind}", "type": "xsd:QName"} for kind in ("Person", "Organization", "Plan")
    )
    assert {name: about["prov:type"] for name, about in called("agent").items()} == {
        "agent ana": person,
        "agent bo": person,
        "agent Wire": organization,
        "agent Post": organization,
        "agent https://x.example": organization,
    }
    assert {name[:14] for name in told["agent"]} == {"tocsin:analyst", "tocsin:source/"}
    minutes = [f"2024-01-01T00:0{minute}:00+00:00" for minute in range(5)]
    times = [minutes[0], *minutes]
    firings = {
        "by-one-road -> reach(source=1, target=2)": "by-one-road",
        "by-one-road -> reach(source=2, target=3)": "by-one-road",
        "by-more-roads -> reach(source=1, target=3)": "by-more-roads",
    }
    assert called("activity") == {
        **{
            f"entry/{entry.number}": {
                "prov:type": entry.kind,
                "prov:startTime": time,
                "prov:endTime": time,
                "tocsin:hash": entry.hash,
                **({"tocsin:reason": "seen"} if entry.number == 3 else {}),
            }
            for entry, time in zip(entries, times, strict=True)
        },
        **{name: {"prov:type": "rule firing", "tocsin:rule": rule} for name, rule in firings.items()},
    }
    assert called("entity") == {
        "pack": {"prov:label": "roads 1.0.0", "prov:type": plan},
        "edge(source=1, target=2)": {"prov:label": 'edge {"source":1,"target":2}', "prov:type": "edge"},
        "edge(source=2, target=3)": {"prov:label": 'edge {"source":2,"target":3}', "prov:type": "edge"},
        **{
            f"reach(source={source}, target={target})": {
                "prov:label": f'reach {{"source":{source},"target":{target}}}',
                "prov:type": "reach",
                "tocsin:qualifier": qualifier,
                "tocsin:reads": f"{'Likely: ' * (qualifier == 'likely')}reach(source={source}, target={target})",
            }
            for source, target, qualifier in ((1, 2, "likely"), (2, 3, "certain"), (1, 3, "likely"))
        },
        "report/3.1": {
            "prov:type": "report",
            "tocsin:status": "reported",
            "tocsin:publisher": "Wire",
            "tocsin:title": "Told",
            "tocsin:url": "https://wire.example",
            "tocsin:date": "2024-01-02",
            "tocsin:origin": "=Desk",
            "tocsin:grade": "B2",
            "tocsin:valid_from": "2024-01-01",
            "tocsin:valid_to": "2024-05-01",
            "tocsin:note": "a, b",
            "tocsin:qualifier": "likely",
        },
        "report/4.1": {
            "prov:type": "report",
            "tocsin:status": "denied",
            "tocsin:title": "Post",
            "tocsin:grade": "A1",
        },
        "report/5.1": {
            "prov:type": "report",
            "tocsin:status": "retracted",
            "tocsin:url": "https://x.example",
            "tocsin:date": "2024-01-03",
        },
    }
    entity, activity = "prov:entity", "prov:activity"
    assert related("wasAssociatedWith", activity, "prov:agent") == [
        *(f"entry/{number} | agent ana" for number in (1, 2, 3)),
        *(f"entry/{number} | agent bo" for number in (4, 5, 6)),
    ]
    assert related("wasAttributedTo", entity, "prov:agent") == [
        "report/3.1 | agent Wire",
        "report/4.1 | agent Post",
        "report/5.1 | agent https://x.example",
    ]
    premises = [
        ("by-more-roads -> reach(source=1, target=3)", "edge(source=2, target=3)"),
        ("by-more-roads -> reach(source=1, target=3)", "reach(source=1, target=2)"),
        ("by-one-road -> reach(source=1, target=2)", "edge(source=1, target=2)"),
        ("by-one-road -> reach(source=2, target=3)", "edge(source=2, target=3)"),
    ]
    assert related("used", activity, entity) == [
        *(f"{firing} | {premise}" for firing, premise in premises),
        *(f"entry/{number} | report/{number}.1" for number in (3, 4, 5)),
    ]
    assert related("wasDerivedFrom", activity, "prov:generatedEntity", "prov:usedEntity") == [
        " | edge(source=1, target=2) | report/3.1",
        *(f"{firing} | {firing.partition(' -> ')[2]} | {premise}" for firing, premise in premises),
    ]
    assert related("wasGeneratedBy", entity, activity, "prov:time") == [
        f"edge(source=1, target=2) | entry/3 | {minutes[1]}",
        f"edge(source=2, target=3) | entry/6 | {minutes[4]}",
        f"pack | entry/2 | {minutes[0]}",
        *sorted(f"{firing.partition(' -> ')[2]} | {firing} | " for firing in firings),
    ]
    assert related("wasInfluencedBy", "prov:influencee", "prov:influencer", "tocsin:role") == [
        "report/4.1 | edge(source=1, target=2) | denies",
        "report/5.1 | edge(source=1, target=2) | retracts",
    ]
