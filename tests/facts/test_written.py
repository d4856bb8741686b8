"""Numbers and dates as people write them: taken with the right meaning, or refused with what to write instead."""

import datetime as dt
import re

import pytest

from tocsin.facts import FactType, ProblemError, Vocabulary, parse_fact, read_case, registered
from tocsin.facts.converting import KindError, describe
from tocsin.facts.fact_type import FieldType
from tocsin.facts.kinds import BOOL, DATE, DATE_RANGE, FLOAT, INT, QUANTITY
from tocsin.facts.quantity import Quantity, Truth
from tocsin.facts.restrictions import Limits

NUMBER = FieldType("n", QUANTITY)
COUNT = FieldType("n", QUANTITY, limits=Limits(whole=True, at_least=0))
DAY = FieldType("day", DATE)
DAYS = FieldType("days", DATE_RANGE)
EXACT_11K = Quantity(11_000, 11_000)
ABOUT_11K = Quantity(10_500, 11_500)
FROM_10K = Quantity(10_000, None)
TO_10K = Quantity(None, 10_000)
RANGE = Quantity(10_000, 12_000)

# How it is written -> what it means, if that is beyond doubt; None where only the form of what to write can be told.
NUMBERS: dict[object, Quantity | None] = {
    11000: EXACT_11K,
    "11000": EXACT_11K,
    "11_000": EXACT_11K,
    " 11000 ": EXACT_11K,
    "1.1e4": EXACT_11K,
    "11k": EXACT_11K,
    "11 K": EXACT_11K,
    "11 thousand": EXACT_11K,
    "11,000": EXACT_11K,
    "11 000": EXACT_11K,
    "11\u202f000": EXACT_11K,
    "11'000": EXACT_11K,
    "11\u2019000": EXACT_11K,
    "11.000": EXACT_11K,
    "11000 troops": EXACT_11K,
    "11,000 soldiers": EXACT_11K,
    "eleven thousand": EXACT_11K,
    "\uff11\uff11\uff10\uff10\uff10": EXACT_11K,
    "11 тыс": EXACT_11K,
    "10.900": Quantity(10_900, 10_900),
    "10,900": Quantity(10_900, 10_900),
    "1,250,000": Quantity(1_250_000, 1_250_000),
    "1.250.000": Quantity(1_250_000, 1_250_000),
    "1.25m": Quantity(1_250_000, 1_250_000),
    "1,25 Mio.": Quantity(1_250_000, 1_250_000),
    "1.25 million bbl": Quantity(1_250_000, 1_250_000),
    "$425m": Quantity(425_000_000, 425_000_000),
    "425 million USD": Quantity(425_000_000, 425_000_000),
    "US$ 425,000,000": Quantity(425_000_000, 425_000_000),
    "half a million": Quantity(500_000, 500_000),
    "three hundred": Quantity(300, 300),
    "two and a half": Quantity(2, 3),
    "two and a half million": Quantity(2_500_000, 2_500_000),
    "~11000": ABOUT_11K,
    "\u2248 11,000": ABOUT_11K,
    "about 11,000": ABOUT_11K,
    "c. 11000": ABOUT_11K,
    "circa 11k": ABOUT_11K,
    "approx. 11 000 troops": ABOUT_11K,
    "11000 or so": ABOUT_11K,
    "10000..": FROM_10K,
    "10,000+": FROM_10K,
    "10k+": FROM_10K,
    ">=10000": FROM_10K,
    "\u2265 10,000": FROM_10K,
    "at least 10,000": FROM_10K,
    "10000 or more": FROM_10K,
    ">10000": Quantity(10_001, None),
    "over 10,000": Quantity(10_001, None),
    "more than ten thousand": Quantity(10_001, None),
    "up to 10,000": TO_10K,
    "\u226410000": TO_10K,
    "fewer than 10 000": Quantity(None, 9_999),
    "nearly 10,000": TO_10K,
    "almost ten thousand": TO_10K,
    "just under 10,000": Quantity(None, 9_999),
    "just over 10,000": Quantity(10_001, None),
    "10000-12000": RANGE,
    "10,000\u201312,000": RANGE,
    "10-12k": RANGE,
    "8-10 thousand": Quantity(8_000, 10_000),
    "between 10,000 and 12,000": RANGE,
    "10000 to 12000": RANGE,
    "10000 .. 12000": RANGE,
    "10000\u202612000": RANGE,
    "11000\u00b11000": RANGE,
    (12000, 10000): RANGE,
    "12000..10000": RANGE,
    "10000..12000 troops": RANGE,
    "dozens": None,
    "a few thousand": None,
    "two and three quarters": None,
    "nineteen eighty": None,
    "five thousand and six thousand": None,
    "tens of thousands": None,
    "1,0000": None,
    "1,000,00": None,
    "1/2": None,
    "inf": None,
}
NOVEMBER_20 = dt.date(2024, 11, 20)
# How it is written -> the days that can be meant; none where only the form of what to write can be told.
DATES: dict[object, tuple[dt.date, ...]] = {
    "2024-11-20": (NOVEMBER_20,),
    NOVEMBER_20: (NOVEMBER_20,),
    " 2024-11-20 ": (NOVEMBER_20,),
    "2024\u201311\u201320": (NOVEMBER_20,),
    "\uff12\uff10\uff12\uff14-11-20": (NOVEMBER_20,),
    "20241120": (NOVEMBER_20,),
    20241120: (NOVEMBER_20,),
    "2024/11/20": (NOVEMBER_20,),
    "2024.11.20": (NOVEMBER_20,),
    "2024 11 20": (NOVEMBER_20,),
    "20.11.2024": (NOVEMBER_20,),
    "20. 11. 2024": (NOVEMBER_20,),
    "20/11/2024": (NOVEMBER_20,),
    "11/20/2024": (NOVEMBER_20,),
    "20-11-2024": (NOVEMBER_20,),
    "11-20-2024": (NOVEMBER_20,),
    "20.XI.2024": (NOVEMBER_20,),
    "20 Nov 2024": (NOVEMBER_20,),
    "20-Nov-2024": (NOVEMBER_20,),
    "20 November 2024": (NOVEMBER_20,),
    "20th November 2024": (NOVEMBER_20,),
    "20th of November, 2024": (NOVEMBER_20,),
    "Nov 20, 2024": (NOVEMBER_20,),
    "Nov. 20th, 2024": (NOVEMBER_20,),
    "November 20 2024": (NOVEMBER_20,),
    "Wednesday, 20 November 2024": (NOVEMBER_20,),
    "Wed 20 Nov 2024": (NOVEMBER_20,),
    "2024 Nov 20": (NOVEMBER_20,),
    "2024-Nov-20": (NOVEMBER_20,),
    "20. November 2024": (NOVEMBER_20,),
    "20 novembre 2024": (NOVEMBER_20,),
    "20 de noviembre de 2024": (NOVEMBER_20,),
    "20 \u043d\u043e\u044f\u0431\u0440\u044f 2024": (NOVEMBER_20,),
    "2024\u5e7411\u670820\u65e5": (NOVEMBER_20,),
    "2024\ub144 11\uc6d4 20\uc77c": (NOVEMBER_20,),
    "2024-11-20T00:00:00Z": (NOVEMBER_20,),
    "2024-11-20T09:30+09:00": (NOVEMBER_20,),
    "2024-11-20 09:30": (NOVEMBER_20,),
    "2024-W47-3": (NOVEMBER_20,),
    "2024-325": (NOVEMBER_20,),
    "2024-11-2": (dt.date(2024, 11, 2),),
    "2024-1-5": (dt.date(2024, 1, 5),),
    "5/5/2024": (dt.date(2024, 5, 5),),
    "02/03/2024": (dt.date(2024, 2, 3), dt.date(2024, 3, 2)),
    "3-2-2024": (dt.date(2024, 2, 3), dt.date(2024, 3, 2)),
    "2.3.2024": (dt.date(2024, 3, 2),),
    "2024-11": (dt.date(2024, 11, 1), dt.date(2024, 11, 30)),
    "2024/11": (dt.date(2024, 11, 1), dt.date(2024, 11, 30)),
    "11/2024": (dt.date(2024, 11, 1), dt.date(2024, 11, 30)),
    "Nov 2024": (dt.date(2024, 11, 1), dt.date(2024, 11, 30)),
    "November 2024": (dt.date(2024, 11, 1), dt.date(2024, 11, 30)),
    "2024": (dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
    2024: (dt.date(2024, 1, 1), dt.date(2024, 12, 31)),
    "2024-Q4": (dt.date(2024, 10, 1), dt.date(2024, 12, 31)),
    "Q4 2024": (dt.date(2024, 10, 1), dt.date(2024, 12, 31)),
    "2023-02-29": (dt.date(2023, 2, 28),),
    "2024-02-30": (dt.date(2024, 2, 29),),
    "2024-W47": (dt.date(2024, 11, 18), dt.date(2024, 11, 24)),
    "2024W47": (dt.date(2024, 11, 18), dt.date(2024, 11, 24)),
    "18-24 November 2024": (dt.date(2024, 11, 18), dt.date(2024, 11, 24)),
    "2024-11-18/2024-11-24": (dt.date(2024, 11, 18), dt.date(2024, 11, 24)),
    "on 20 November 2024": (NOVEMBER_20,),
    "after 19 November 2024": (NOVEMBER_20,),
    "2024-W54": (),
    "2024-13-01": (),
    "autumn 2024": (),
    "mid-November 2024": (),
    "20.11.24": (),
    "24-11-20": (),
    "yesterday": (),
    "last week": (),
    45616: (),
    "1732060800": (),
}


def taken(field, written):
    """The value if it is taken, else what the hint says."""
    try:
        return field.convert(written), ""
    except KindError as error:
        return None, error.hint


@pytest.mark.parametrize("written,meant", NUMBERS.items())
def test_a_number_means_what_it_says_or_its_hint_does(written, meant):
    value, hint = taken(COUNT, written)
    proposed = re.findall(r"(?<![\w.])-?[\d_]*\d(?:\.\.[\d_]*\d|\.\.)?|\.\.[\d_]*\d", hint)
    if value is not None:
        assert meant == value
    elif meant is None:
        assert [COUNT.convert(text) for text in proposed], hint
    else:
        assert meant == COUNT.convert(proposed[0]), hint


@pytest.mark.parametrize("written,days", DATES.items())
def test_a_date_means_what_it_says_or_its_hint_does(written, days):
    value, hint = taken(DAY, written)
    if value is not None:
        assert days == (value,)
    else:
        proposed = tuple(DAY.convert(text) for text in re.findall(r"\d{4}-\d\d-\d\d", hint) if text != written)
        assert days == proposed, hint
        assert proposed or "write it as YYYY-MM-DD" in hint, hint


@pytest.mark.parametrize(
    "written",
    [
        *("30.02.2025", "30/02/2025", "02/30/2025", "30-02-2025", "30 February 2025", "February 30, 2025"),
        *("30.II.2025", "2025-02-30", "2025-2-30", "20250230", "2025-02-30T09:30Z", "2025年2月30日"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "after {}", "2025-01-01..{}", "2025-01-01 to {}"])
def test_a_day_that_does_not_exist_is_told_so_however_it_is_written(written, around):
    said = "the calendar has no 2025-02-30: that month ends with 2025-02-28"
    for field in (DAY, DAYS):
        assert taken(field, around.format(written)) == (None, said)


def test_there_are_sixty_ways_of_each():
    assert len(NUMBERS) >= 60
    assert len(DATES) >= 60


@pytest.mark.parametrize(
    "written,hint",
    [
        ("10,900", "write 10_900 if the comma parts thousands, 10.9 if it is the decimal point"),
        (">10000", "write 10_000.. (its end counts as included)"),
        ("50%", "write 50 if the field counts per cent, 0.5 if parts of one"),
        ("10,9", "write 10.9"),
        ("0,125", "write 0.125"),  # no thousands stand behind a nought
    ],
)
def test_where_fractions_are_possible_a_hint_says_so(written, hint):
    assert taken(NUMBER, written) == (None, hint)


@pytest.mark.parametrize("written", ["15 kt", "300 Mt", "2.5 kilotonnes", "at least 5 mmbbl"])
def test_a_figure_in_a_larger_unit_is_not_told_to_be_written_without_it(written):
    value, hint = taken(NUMBER, written)
    assert value is None
    assert hint.startswith("a unit is no part of a number: write the figure in what the field counts, not in ")


LEVEL = FieldType("level", QUANTITY, unit="µg/l")
PERCENT = FieldType("share", FLOAT, unit="%")
PART = FieldType("share", FLOAT, limits=Limits(at_most=1))
WIDTH = FieldType("width", QUANTITY, unit="mm")
DEPTH = FieldType("depth", FLOAT, unit="m")
PRICE = FieldType("price", QUANTITY, unit="USD")
LOADED = FieldType("loaded", QUANTITY, unit="bbl")
OTHER_UNIT = "the field counts µg/l: write the figure in µg/l, without a unit"


@pytest.mark.parametrize(
    "field,written,hint",
    [
        (LEVEL, "11 µg/l", "write 11"),
        (LEVEL, "11ug/L", "write 11"),
        (LEVEL, "10-12 µg/l", "write 10..12"),
        (LEVEL, "at least 11 µg/l", "write 11.."),
        (LEVEL, "11 mg/l", OTHER_UNIT),
        (LEVEL, "25%", OTHER_UNIT),
        (LEVEL, "two tanks", "write 2"),
        (FieldType("stored", QUANTITY, unit="t"), "11 tonnes", "write 11"),
        (FieldType("stored", QUANTITY, unit="t"), "£3", "the field counts t: write the figure in t, without a unit"),
        (FieldType("stored", QUANTITY, unit="t"), "£3m", "the field counts t: write the figure in t, without a unit"),
        (
            FieldType("stored", QUANTITY, unit="t"),
            "5 short tons",
            "the field counts t: write the figure in t, without a unit",
        ),
        (PRICE, "£3", "the field counts USD: write the figure in USD, without a unit"),
        (FieldType("stored", QUANTITY, unit="t"), "5 metric tons", "write 5"),
        (FieldType("stored", QUANTITY), "2½", "write 2.5"),
        (PART, "150%", "the field takes at most 1"),
        (FieldType("sent", INT), "2½", "the field takes whole numbers, and no fraction: write one"),
        (
            FieldType("stored", QUANTITY, unit="t"),
            "11 kg",
            "the field counts t: write the figure in t, without a unit",
        ),
        (FieldType("heat", QUANTITY), "-2 °C", "write -2; a unit is no part of a number"),
        (FieldType("tanks", INT), "2 tanks", "write 2"),
        (WIDTH, "4.5mm", "write 4.5"),
        (WIDTH, "4..6 mm", "write 4..6"),
        (WIDTH, "4 mm .. 6 mm", "write 4..6"),
        (WIDTH, "3m", "the field counts mm: write the figure in mm, without a unit"),
        (DEPTH, "12 m", "write 12"),
        (DEPTH, "3mm", "the field counts m: write the figure in m, without a unit"),
        (FieldType("sent", INT, unit="b"), "3 b", "write 3"),
        (FieldType("heat", QUANTITY, unit="K"), "300 K", "write 300"),
        (FieldType("paid", QUANTITY, unit="million"), "4 million", "write 4"),
        (FieldType("stored", QUANTITY, unit="t"), "5 tn", "write 5"),
        (NUMBER, "4.5mm", "if mm is a unit, write 4.5; if it stands for million, write 4_500_000"),
        (NUMBER, "4-6 m", "if m is a unit, write 4..6; if it stands for million, write 4_000_000..6_000_000"),
        (NUMBER, "5m people", "if m is a unit, write 5; if it stands for million, write 5_000_000"),
        (NUMBER, "5 million m", "write 5_000_000; a unit is no part of a number"),
        (FieldType("n", FLOAT), "3 b", "if b is a unit, write 3; if it stands for billion, write 3000000000"),
        (FieldType("n", INT), "3M", "if M is a unit, write 3; if it stands for million, write 3000000"),
        (NUMBER, "$4-6mm", "write 4_000_000..6_000_000"),
        (NUMBER, "425m€", "write 425_000_000"),
        (PRICE, "3b", "write 3_000_000_000"),
        (
            LOADED,
            "3m",
            "the field counts bbl: write the figure in bbl, without a unit; if m stands for million, write 3_000_000",
        ),
        (PERCENT, "25%", "write 25"),
        (PART, "25 %", "write 0.25"),
        (FieldType("share", FLOAT), "25%", "write 25 if the field counts per cent, 0.25 if parts of one"),
        (FieldType("share", INT), "25%", "write 25 if the field counts per cent"),
        (FieldType("share", FLOAT), "1/2", "write 0.5"),
        (FieldType("share", FLOAT), "1/3", "write it with a decimal point"),
        (FieldType("n", INT), "1/2", "the field takes whole numbers, and no fraction: write one"),
        (FieldType("n", INT), "1.5", "the field takes whole numbers, and no fraction: write one"),
        (FieldType("n", INT), Quantity(10, 12), "the field holds one number and no range: write it in digits"),
    ],
)
def test_a_unit_is_told_by_what_the_field_counts(field, written, hint):
    assert taken(field, written) == (None, hint)


def test_the_digits_after_a_point_decide_whether_it_can_part_thousands():
    fraction = "the field takes whole numbers, and no fraction: write one, or the range that it lies in, 1..2"
    for digits, hint in (("1.5", fraction), ("1.50", fraction), ("1.500", "write 1_500; a fraction cannot be meant")):
        with pytest.raises(KindError) as caught:
            COUNT.convert(1.5, digits)
        assert caught.value.hint == hint


@pytest.mark.parametrize("written", [0.125, "0.125", "0,125"])
def test_no_soldiers_are_made_of_an_eighth(written):
    value, hint = taken(COUNT, written)
    assert value is None
    assert "125" not in hint


@pytest.mark.parametrize("written", [10.9, "10.9", "10.900", 10.95, "10.5..11"])
def test_a_fraction_of_a_soldier_is_refused(written):
    value, hint = taken(COUNT, written)
    assert value is None
    assert "fraction" in hint


def test_the_digits_of_a_file_decide_what_a_point_can_mean():
    assert COUNT.convert(11000.0, "11000.0") == EXACT_11K
    with pytest.raises(KindError, match=r"found 11\.000"):
        COUNT.convert(11.0, "11.000")


@pytest.mark.parametrize("written,meant", [("11k", 11_000), ("11,000", 11_000), ("one", 1), (7.0, 7), ("12", 12)])
def test_a_hint_for_an_int_needs_no_underscores(written, meant):
    value, hint = taken(FieldType("n", INT), written)
    assert value is None
    assert int(re.findall(r"\d+", hint)[0]) == meant


@pytest.mark.parametrize("optional,hint", [(True, "leave the field out if it is not known"), (False, "write digits")])
def test_what_is_not_known_is_left_out_where_it_can_be(optional, hint):
    value, found = taken(FieldType("n", QUANTITY, optional), "unknown")
    assert value is None
    assert found.startswith(hint)


TROOPS = registered("geopolitics")


def hinted(read):
    with pytest.raises(ProblemError) as caught:
        read()
    [problem] = caught.value.problems
    return problem.hint


def headcount(text):
    return parse_fact(f"troop_deployment(sender=PRK, beneficiary=RUS, headcount={text})", TROOPS).row[5]


@pytest.mark.parametrize(
    "written,meant",
    [
        ("11k", EXACT_11K),
        ("11,000", EXACT_11K),
        ("11 000", EXACT_11K),
        ("~11000", ABOUT_11K),
        ("10,000+", FROM_10K),
        ("10k+", FROM_10K),
        (">10000", Quantity(10_001, None)),
        ("10.900", Quantity(10_900, 10_900)),
        ("11.000", EXACT_11K),
        ("10000-12000", RANGE),
    ],
)
def test_a_hint_of_the_notation_can_be_followed(written, meant):
    hint = hinted(lambda: headcount(written))
    proposed = re.findall(r"[\d_]*\d(?:\.\.[\d_]*\d|\.\.)?", hint)
    assert meant == headcount(proposed[0]), hint


@pytest.mark.parametrize("written,least", [("about 55", "54.5..55.5"), ("about 50", "45..55"), ("~5", "4.5..5.5")])
def test_a_rounded_number_lies_within_half_of_its_last_digit(written, least):
    assert taken(NUMBER, written)[1].endswith(f" that is {least}")


def test_a_rounded_count_lies_within_one():
    assert taken(COUNT, "about 55")[1].endswith(" that is 54..56")


def test_what_is_nearly_reached_is_not_passed_and_how_near_is_left_to_the_reader():
    _, hint = taken(COUNT, "nearly 10,000")
    assert hint == "write ..10_000; if it is known to be close, the range that is meant, such as 9_000..10_000"
    for written, such in (
        ("nearly 12,500", "12_400..12_500"),
        ("almost 300", "200..300"),
        ("nearly 11k", "10_000..11_000"),
    ):
        _, hint = taken(COUNT, written)
        assert hint.endswith(f"such as {such}")
        assert Quantity.parse(such).greater_than(Quantity.parse(such.partition("..")[2])) == Truth.FALSE


UNQUOTED = {
    "sender=North Korea": ('write "North Korea"', 'sender="North Korea"', "PRK"),
    "sender=N. Korea": ('write "N. Korea"', 'sender="N. Korea"', "PRK"),
    "headcount=11000 troops": ("write 11_000", "headcount=11_000", EXACT_11K),
    "headcount=nearly 10_000": ("write ..10_000; if it is known to be close,", "headcount=..10_000", TO_10K),
    "since=3 October 2024": (
        "write 2024-10-03",
        "since=2024-10-03",
        dt.date(2024, 10, 3),
    ),
    "since=October 2024": (
        "a day is wanted, from 2024-10-01 to 2024-10-31: write the one that is meant",
        "since=2024-10-31",
        dt.date(2024, 10, 31),
    ),
    "location_region=Kursk Oblast": ('write "Kursk Oblast"', 'location_region="Kursk Oblast"', "Kursk Oblast"),
}


@pytest.mark.parametrize("field", UNQUOTED)
def test_a_value_of_several_words_is_told_what_it_can_be(field):
    hint, written, meant = UNQUOTED[field]
    rest = {"sender": "PRK", "beneficiary": "RUS"}
    rest.pop(field.partition("=")[0], None)
    others = ", ".join(f"{name}={value}" for name, value in rest.items())

    assert hinted(lambda: parse_fact(f"troop_deployment({field}, {others})", TROOPS)).startswith(hint)
    fact = parse_fact(f"troop_deployment({written}, {others})", TROOPS)
    assert meant == fact.row[TROOPS.type("troop_deployment").positions[field.partition("=")[0]]]


@pytest.mark.parametrize("word,meant", [("barrels", "bbl"), ("Barrel", "bbl"), ("tonnes", "t"), ("US dollars", "USD")])
def test_a_unit_in_words_is_answered_with_the_listed_one(word, meant):
    text = 'aid_flow(donor=RUS, recipient=PRK, kind=refined_petroleum, quantity=300, unit="{}")'

    assert hinted(lambda: parse_fact(text.format(word), TROOPS)) == f"did you mean {meant}?"
    assert f"unit={meant}" in str(parse_fact(text.format(meant), TROOPS))


@pytest.mark.parametrize("name", ["case.yaml", "case.json"])
def test_in_a_file_digits_mean_what_they_show(name, tmp_path):
    for written, code, hint in (("10.900", "T222", "write 10_900"), ("11.000", "T222", "write 11_000 or 11")):
        fields = f'"sender": "PRK", "beneficiary": "RUS", "headcount": {written}'
        (tmp_path / name).write_text(f'{{"facts": [{{"troop_deployment": {{{fields}}}}}]}}', encoding="utf-8")
        with pytest.raises(ProblemError) as caught:
            read_case(tmp_path / name, lambda pack: TROOPS)
        [problem] = caught.value.problems
        assert (problem.code, problem.hint.partition(";")[0]) == (code, hint)


def test_a_comma_between_thousands_in_braces_is_explained(tmp_path):
    path = tmp_path / "case.yaml"
    text = "facts:\n  - troop_deployment: {sender: PRK, beneficiary: RUS, headcount: 11,000}\n"
    path.write_text(text, encoding="utf-8")
    assert hinted(lambda: read_case(path, lambda pack: TROOPS)) == "write 11_000"
    path.write_text(text.replace("11,000", "9,8"), encoding="utf-8")
    assert hinted(lambda: read_case(path, lambda pack: TROOPS)) == "write 9.8"
    path.write_text(text.replace("11,000", "9, 8: 1"), encoding="utf-8")
    assert hinted(lambda: read_case(path, lambda pack: TROOPS)) == 'quote it: "8"'
    path.write_text(text.replace("11,000", "about 11,000"), encoding="utf-8")
    assert hinted(lambda: read_case(path, lambda pack: TROOPS)) == "write the number without commas"
    path.write_text(text.replace("11,000", "about 11000"), encoding="utf-8")
    assert hinted(lambda: read_case(path, lambda pack: TROOPS)).startswith("write the range that is meant")
    path.write_text(text.replace("11,000", "11000"), encoding="utf-8")
    assert read_case(path, lambda pack: TROOPS).facts[0].fact.row[5] == EXACT_11K


@pytest.mark.parametrize("day", ["20.11.2024", "20 November 2024", "2024-11-20T09:30:00Z"])
def test_a_reports_date_has_the_same_hints(day, tmp_path):
    path = tmp_path / "case.yaml"
    text = f'facts:\n  - troop_deployment: {{sender: PRK, beneficiary: RUS}}\n    valid_from: "{day}"\n'
    path.write_text(text, encoding="utf-8")
    assert hinted(lambda: read_case(path, lambda pack: TROOPS)) == "write 2024-11-20"


@pytest.mark.parametrize("word,meant", [("yes", True), ("No", False), ("1", True), ("off", False)])
def test_yes_and_no_have_a_word(word, meant):
    value, hint = taken(FieldType("n", BOOL), word)
    assert value is None
    assert hint == f"write {str(meant).lower()}"


@pytest.mark.parametrize(
    "written,hint", [("12.000", "write 12000 or 12"), ("12.500", "write 12500; a fraction"), ("1.0", "write 1")]
)
def test_an_int_with_a_point_may_be_thousands(tmp_path, written, hint):
    types = Vocabulary.of("towns", [FactType("town", (FieldType("people", INT),))])
    path = tmp_path / "case.yaml"
    path.write_text(f"facts:\n  - town: {{people: {written}}}\n", encoding="utf-8")
    assert hinted(lambda: read_case(path, lambda pack: types)).startswith(hint)


def test_what_is_found_is_shown_in_its_own_letters():
    assert describe("Zürich 北") == 'the string "Zürich 北"'
    assert describe("a\u202eb\x1b") == 'the string "a\\u202eb\\u001b"'
