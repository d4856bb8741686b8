"""What says the same gives the same result, to the byte: blanks, capitals, order, several files, names for codes."""

import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.engine import Case, load_pack

PACK = load_pack("russia-dprk")
FACTS = (
    ("troop_deployment", {"sender": "PRK", "beneficiary": "RUS", "theatre": "ukraine_war", "location_country": "RUS",
                          "location_region": "Kursk", "headcount": "10900..11000", "role": "combat"}),
    ("troop_deployment", {"sender": "PRK", "beneficiary": "RUS", "theatre": "ukraine_war", "location_country": "RUS",
                          "location_region": "Kursk", "headcount": 1500, "role": "combat"}),
    ("troop_deployment", {"sender": "PRK", "beneficiary": "RUS", "location_region": "Kursk Oblast"}),
    ("military_operation", {"actor": "RUS", "theatre": "ukraine_war", "status": "ongoing"}),
    ("sanctions_regime", {"imposed_by": "UN", "target": "PRK", "since": "2006-10-14"}),
    ("verification", {"subject": "troop_deployment", "actor": "PRK", "verifier": "NATO", "status": "confirmed"}),
    ("arms_transfer", {"supplier": "PRK", "recipient": "RUS", "materiel": "ammunition", "quantity": "9000..12000",
                       "unit": "containers", "stage": "delivered"}),
    ("official_statement", {"actor": "CHN", "stance": "neutral", "subject": "troop_deployment"}),
)  # fmt: skip
NAMED = {
    "PRK": ("North Korea", "DPRK", "N. Korea", "kp", "Democratic People's Republic of Korea", "북한"),
    "RUS": ("Russia", "Russian Federation", "ru", "RUSSIA", "Россия"),
    "UN": ("United Nations", "un"),
    "NATO": ("North Atlantic Treaty Organization", "Nato"),
    "CHN": ("China", "People's Republic of China", "cn"),
}
LISTED = {"ukraine_war", "Kursk", "Kursk Oblast"}
BLANKS = (" ", "  ", "\t", "\u00a0", "")


@st.composite
def reports(draw):
    status = draw(st.sampled_from(("reported", "reported", "confirmed", "denied", "retracted")))
    dates = ("2024-10-23", "2024-11-01", "2024-11-20", "2024-10", "2024-11-01T09:00Z")
    source = {"date": draw(st.sampled_from(dates if status == "retracted" else (*dates, None)))}
    source["publisher"] = draw(st.sampled_from(("ROK NIS", "Wire A", None)))
    return {
        "source": {key: value for key, value in source.items() if value} or {"title": "A note"},
        "status": status,
        **({"grade": draw(st.sampled_from(("B2", "F6")))} if draw(st.booleans()) else {}),
    }


@st.composite
def entries(draw):
    """Some facts, each in one or more entries of one or more reports."""
    chosen = draw(st.lists(st.sampled_from(FACTS), min_size=1, max_size=8))
    return [(name, dict(fields), draw(st.lists(reports(), max_size=3))) for name, fields in chosen]


def result(*parts, write=json.dumps):
    """The result of a case whose entries lie in so many files."""
    with TemporaryDirectory() as folder:
        cases = []
        for number, part in enumerate(parts):
            rows = [{name: fields, **({"reports": found} if found else {})} for name, fields, found in part]
            path = Path(folder, f"{number}.yaml")
            path.write_text(write({"case": "one", "facts": rows}), encoding="utf-8")
            cases.append(Case.load(path, PACK))
    case = cases[0]
    for other in cases[1:]:
        case = case.with_facts(other.facts)
    return case.assess(engine="seminaive").to_json()


def with_values(rows, change):
    return [(name, {key: change(value) for key, value in fields.items()}, found) for name, fields, found in rows]


some = settings(max_examples=25)


@some
@given(entries(), st.randoms(use_true_random=False))
def test_the_order_of_entries_and_of_reports_changes_nothing(rows, dice: Random):
    shuffled = [(name, fields, dice.sample(found, len(found))) for name, fields, found in rows]
    fields = [(name, dict(dice.sample(list(held.items()), len(held))), found) for name, held, found in shuffled]

    assert result(rows) == result(dice.sample(fields, len(fields)))


@some
@given(entries(), st.randoms(use_true_random=False))
def test_entries_in_two_files_are_as_in_one(rows, dice: Random):
    whole = [(name, fields, found[:1]) for name, fields, found in rows]
    whole += [(name, fields, [each]) for name, fields, found in rows for each in found[1:]]
    first = [each for each in whole if dice.random() < 0.5]
    second = [each for each in whole if each not in first]

    assert result(rows) == result(whole) == result(first, second) == result(second, first)


@some
@given(entries(), st.randoms(use_true_random=False))
def test_a_name_for_its_code_changes_nothing(rows, dice: Random):
    assert result(rows) == result(with_values(rows, lambda value: dice.choice(NAMED.get(value, (value,)))))


@some
@given(entries(), st.randoms(use_true_random=False))
def test_the_case_of_listed_words_changes_nothing(rows, dice: Random):
    def cased(value):
        return "".join(dice.choice((c.lower(), c.upper())) for c in value) if value in LISTED else value

    assert result(rows) == result(with_values(rows, cased))


@some
@given(entries(), st.randoms(use_true_random=False))
def test_white_space_changes_nothing(rows, dice: Random):
    def spaced(value):
        if not isinstance(value, str) or value[0].isdigit():
            return value
        inner = dice.choice(BLANKS[:-1]).join(value.split(" "))
        return f"{dice.choice(BLANKS)}{inner}{dice.choice(BLANKS)}"

    def written(data):
        return "\n" + json.dumps(data, indent=dice.choice((1, 3)), separators=(" ,", " :  ")) + "\n\n"

    assert result(rows) == result(with_values(rows, spaced), write=written)
