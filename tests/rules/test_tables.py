"""Decision tables: what their cells let through, what becomes of rows, and what of ranges that lie across them."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.engine import Case
from tocsin.explain import to_text, why
from tocsin.facts import ProblemError, Quantity
from tocsin.facts.kinds import BOOL, DATE, FLOAT, INT, STR, Kind
from tocsin.facts.quantity import Truth
from tocsin.rules.expression.evaluate import holds
from tocsin.rules.expression.tree import Variable
from tocsin.rules.lint import warnings_of
from tocsin.rules.read import pack_from_data, pack_from_text, parse_pack, read_pack_texts
from tocsin.rules.shipped import load_pack
from tocsin.rules.tables.regions import HIGHEST, LOWEST, is_within, numbers, without, words
from tocsin.rules.tables.unary import CellError, Column, region_of

PACK = """pack: post
types:
  parcel: {id: str, kg: {kind: quantity, at_least: 0}, zone: [A, B, C], pieces: {kind: quantity?, whole: true}}
  postage: {parcel: str, price: float, band: str?, rank: int?}
tables:
  - id: tariff
    file: tariff.csv
    when:
      - parcel: {id: $p, kg: $kg, zone: $zone}
    inputs: {Weight: $kg, Zone: $zone}
    outputs: {Price: $price, Band: $band}
    then:
      - postage: {parcel: $p, price: $price, band: $band}
    reads: "Parcel {p} of {kg} kg costs {price} ({band})."
"""
TABLE = """Weight,Zone,Price,Band
< 2,"A,B",3.50,light
[2..5),"A,B",5.00,
>= 5,"A,B",9.50,heavy
-,C,20,{far}
"""


def tables(hit="unique", text=TABLE, more=""):
    return pack_from_text(PACK + f"    hit: {hit}\n{more}", files={"tariff.csv": text})


def postage(pack, kg, zone="A"):
    """The price of a parcel by each row, with how it follows."""
    return {conclusion.fields["price"]: conclusion.qualifier for conclusion in conclusions(pack, kg, zone)}


def conclusions(pack, kg, zone="A"):
    return Case.from_data({"facts": [{"parcel": {"id": "x", "kg": kg, "zone": zone}}]}, pack).assess().conclusions


def problems_of(make):
    with pytest.raises(ProblemError) as caught:
        make()
    return "\n".join(map(str, caught.value.problems))


# -- cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind, text, condition",
    [
        (FLOAT, "< 5", "$x < 5"),
        (FLOAT, "[1..5)", "$x >= 1 and $x < 5"),
        (FLOAT, "]1..5[", "$x > 1 and $x < 5"),
        (FLOAT, "(1..5]", "$x > 1 and $x <= 5"),
        (FLOAT, "1, 2", "$x == 1 or $x == 2"),
        (FLOAT, "not(5)", "$x < 5 or $x > 5"),
        (FLOAT, "not(< 1, > 5)", "$x >= 1 and $x <= 5"),
        (FLOAT, "[1..3],[2..5]", "$x >= 1 and $x <= 5"),
        (FLOAT, "-10..-5.5", "$x >= -10 and $x <= -5.5"),
        (FLOAT, "10..", "$x >= 10"),
        (FLOAT, "..10", "$x <= 10"),
        (INT, "< 5", "$x <= 4"),
        (INT, "[1..3],[4..5]", "$x >= 1 and $x <= 5"),
        (STR, "milk", '$x == "milk"'),
        (STR, '"milk, fresh"', '$x == "milk, fresh"'),
        (STR, '"a","b"', '$x in ["a", "b"]'),
        (STR, 'not("a","b")', '$x not in ["a", "b"]'),
        (Kind("enum", ("a", "b", "c")), "not(b)", '$x in ["a", "c"]'),
        (BOOL, "true", "$x == true"),
        (BOOL, "not(true)", "$x == false"),
        (DATE, 'date("2024-01-01")', "$x == 2024-01-01"),
        (DATE, '< date("2024-01-01")', "$x <= 2023-12-31"),
        (DATE, '[date("2024-01-01")..date("2024-03-01"))', "$x >= 2024-01-01 and $x <= 2024-02-29"),
        (DATE, "2024-02", "$x >= 2024-02-01 and $x <= 2024-02-29"),
        (DATE, "< 0001-01-02", "$x <= 0001-01-01"),
        (DATE, ">= 9999-12-31", "$x >= 9999-12-31"),
    ],
)
def test_a_cell_is_a_condition(kind, text, condition):
    assert condition == str(region_of(text, Column(kind)).node(Variable("x")))


@pytest.mark.parametrize(
    "kind, text, hint",
    [
        (FLOAT, "1,000", "write 1_000, or 1, 000 if several numbers are meant"),
        (FLOAT, "5..1", "write 10..20, 10.., ..20 or [10..20)"),
        (FLOAT, "[5..1)", "write [1..5)"),
        (FLOAT, "(1..1)", "close one of its ends"),
        (FLOAT, "≤ 5", "write <= for ≤"),
        (FLOAT, "!= 5", "write not(5)"),
        (FLOAT, "= 5", "write 5"),
        (FLOAT, "1,,2", "remove the comma, or write what it parts"),
        (FLOAT, "many", "a test is 5, < 5, [1..5), a list of these, or - for any"),
        (STR, "Smith, John", 'write "Smith, John" or "Smith","John"'),
        (STR, "< b", "list the words, or negate them with not(…)"),
        (BOOL, "yes", "write true, false or -"),
        (DATE, "< 2024-01", "a day is wanted, from 2024-01-01 to 2024-01-31: write the one that is meant"),
        (DATE, "> 30.02.2025", "the calendar has no 2025-02-30: that month ends with 2025-02-28"),
        (DATE, "> 2025-02-30", "the calendar has no 2025-02-30: that month ends with 2025-02-28"),
        (DATE, "> 1.5.2025", "write 2025-05-01"),
        (DATE, '> date("1.5.2025")', 'write date("2025-05-01")'),
        (DATE, "> soon", 'write 2024-01-01 or date("2024-01-01")'),
    ],
)
def test_a_cell_that_is_no_test_is_refused_with_what_to_write(kind, text, hint):
    with pytest.raises(CellError) as caught:
        region_of(text, Column(kind))
    assert hint == caught.value.hint


@pytest.mark.parametrize(
    "text, condition",
    [
        (".5", "$x == 0.5"),
        ("[-.5...5)", "$x >= -0.5 and $x < 0.5"),
        ("not(< .25, > 1)", "$x >= 0.25 and $x <= 1"),
        ("< 1e3", "$x < 1000.0"),
        ("[1e3..2.5E+3]", "$x >= 1000.0 and $x <= 2500.0"),
    ],
)
def test_a_column_of_dmn_has_the_numbers_of_feel(text, condition):
    assert condition == str(region_of(text, Column(FLOAT, strict=True)).node(Variable("x")))


def test_a_column_of_dmn_keeps_to_its_notation():
    for text, kind in (("milk", STR), ("10..20", FLOAT), ("2024-01-01", DATE)):
        with pytest.raises(CellError):
            region_of(text, Column(kind, strict=True))


# -- rows that go first -----------------------------------------------------------------------------------------------

cuts = st.tuples(st.integers(0, 4), st.integers(0, 1))
stretches = st.lists(st.tuples(cuts | st.just(LOWEST), cuts | st.just(HIGHEST)), min_size=1, max_size=2)
regions = st.builds(numbers, stretches, whole=st.just(False)).filter(lambda region: not region.is_empty)
worded = st.builds(lambda found, w: words(found, without=w), st.sets(st.sampled_from("ab")), st.booleans())
boxes = st.tuples(regions, regions, worded.filter(lambda region: not region.is_empty))
POINTS = [n / 4 for n in range(-2, 19)]


def at(box, *point):
    nodes = (region.node(Variable(f"x{n}")) for n, region in enumerate(box) if not region.is_full)
    return min((holds(node, {f"x{n}": value for n, value in enumerate(point)}) for node in nodes), default=2)


@given(st.lists(boxes, min_size=2, max_size=4), st.tuples(*[st.integers(0, 20)] * 4), st.sampled_from("abc"))
@settings(max_examples=25)
def test_a_range_is_left_to_a_row_exactly_as_its_values_are(taken, ends, word):
    """Certainly if all values are the row's and none an earlier row's, possibly if one is: against each value."""
    *earlier, own = taken
    left = [own]
    for box in earlier:
        left = without(left, box)
    first, second = sorted(ends[:2]), sorted(ends[2:])
    found = max(
        (at(box, Quantity(first[0] / 4, first[1] / 4), Quantity(second[0] / 4, second[1] / 4), word) for box in left),
        default=Truth.FALSE,
    )
    # Ends lie on quarters, the cuts on whole numbers: no value between neighbours differs from both by more than a row.
    values = itertools.product(*(fine(low / 4, high / 4) for low, high in (first, second)))
    decided = [at(own, x, y, word) == 2 and not any(at(box, x, y, word) == 2 for box in earlier) for x, y in values]
    assert (Truth.CERTAIN if all(decided) else Truth.POSSIBLE if any(decided) else Truth.FALSE) == found
    assert not any(is_within(one, other) for one, other in itertools.permutations(left, 2))


def fine(low, high):
    return [low, *(point for point in (n / 8 for n in range(-2, 45)) if low < point < high), high]


# -- tables as packs --------------------------------------------------------------------------------------------------


def test_a_row_is_a_rule_with_its_own_place_and_each_cell_its_own():
    pack = tables()
    assert [rule.id for rule in pack.rules] == ["tariff.2", "tariff.3", "tariff.4", "tariff.5"]
    rule = pack.rule_by_id["tariff.3"]
    assert str(rule.place) == "tariff.csv:3"
    assert [(cell.column, cell.text, str(cell.place)) for cell in rule.row.cells] == [
        ("Weight", "[2..5)", "tariff.csv:3:1"),
        ("Zone", "A,B", "tariff.csv:3:8"),
    ]
    assert [str(comparison.place) for comparison in rule.comparisons] == ["tariff.csv:3:1", "tariff.csv:3:8"]


@pytest.mark.parametrize(
    "kg, zone, prices",
    [
        ("1", "A", {3.5: "certain"}),
        ("2", "B", {5.0: "certain"}),
        ("1..3", "A", {3.5: "possible", 5.0: "possible"}),
        ("1..9", "A", {3.5: "possible", 5.0: "possible", 9.5: "possible"}),
        ("4..", "A", {5.0: "possible", 9.5: "possible"}),
        ("1..9", "C", {20.0: "certain"}),
    ],
)
def test_a_range_across_rows_gives_each_as_possible(kg, zone, prices):
    assert prices == postage(tables(), kg, zone)


FIRST = "Weight,Zone,Price,Band\n< 2,-,3.50,\n-,C,20,\n[2..5),-,5,\n-,-,9.50,\n"


@pytest.mark.parametrize(
    "kg, zone, prices",
    [
        ("1", "C", {3.5: "certain"}),
        ("3", "C", {20.0: "certain"}),
        ("6", "A", {9.5: "certain"}),
        # Nothing from 1 to 3 is left to the last row, though either row before it may fail.
        ("1..3", "A", {3.5: "possible", 5.0: "possible"}),
        ("1..6", "A", {3.5: "possible", 5.0: "possible", 9.5: "possible"}),
        ("1..6", "C", {3.5: "possible", 20.0: "possible"}),
    ],
)
def test_under_first_a_later_row_decides_only_where_all_before_it_may_fail(kg, zone, prices):
    assert prices == postage(tables("first", FIRST), kg, zone)


def test_under_priority_the_output_says_which_row_goes_first():
    text = "Weight,Zone,Price,Band\n-,-,1,low\n> 5,-,2,high\n"
    pack = tables("priority", text, "    priority: {Band: [high, low]}\n")
    assert [postage(pack, kg) for kg in ("3", "6", "3..6")] == [
        {1.0: "certain"},
        {2.0: "certain"},
        {1.0: "possible", 2.0: "possible"},
    ]


def test_under_collect_every_row_decides_and_its_order_can_be_told():
    text = "Weight,Zone,Price,Band\n-,-,1,low\n> 5,-,2,high\n"
    ranked = PACK.replace("band: $band}\n    reads", "band: $band, rank: $rank}\n    reads") + "    rank: $rank\n"
    for hit, more, ranks in (
        ("rule order", "", {1.0: 1, 2.0: 2}),
        ("output order", "    priority: {Band: [high, low]}\n", {1.0: 2, 2.0: 1}),
        ("collect", "", {1.0: 1, 2.0: 2}),
    ):
        pack = pack_from_text(f"{ranked}    hit: {hit}\n{more}", files={"tariff.csv": text})
        assert ranks == {found.fields["price"]: found.fields["rank"] for found in conclusions(pack, "6")}


def test_rows_that_overlap_are_refused_with_inputs_of_both():
    text = TABLE.replace(">= 5", ">= 4")
    assert problems_of(lambda: tables(text=text)) == (
        "tariff.csv:4: T342: row 3 and row 4 of the table tariff both decide of Weight 4 and Zone A\n"
        "  hit is unique: only one row may decide of the same inputs; narrow one of them, or write hit: first"
    )
    same = text.replace("9.50,heavy", "5.00,")
    assert postage(tables("any", same), "4") == {5.0: "certain"}
    assert "hit is any" in problems_of(lambda: tables("any", text))


def test_rows_that_meet_only_by_inputs_that_belong_together_are_warned_of():
    text = PACK.replace("{Weight: $kg, Zone: $zone}", "{Weight: $kg, Zone: 10 - $kg}")
    pack = pack_from_text(text, files={"tariff.csv": "Weight,Zone,Price,Band\n> 5,-,1,\n-,> 5,2,\n"})
    assert sorted(problem.code for problem in warnings_of(pack) if problem.code > "W31") == ["W320", "W322"]


def gaps(pack):
    return [problem.message for problem in warnings_of(pack) if problem.code == "W320"]


def test_a_gap_is_warned_of_with_inputs_that_no_row_takes():
    assert gaps(tables()) == []
    assert gaps(tables(text=TABLE.replace(">= 5", "> 5"))) == [
        "no row of the table tariff decides of Weight 5 and Zone A; nor of Weight 5 and Zone B"
    ]
    assert gaps(tables(text=TABLE.replace("-,C,20,{far}\n", ""))) == ["no row of the table tariff decides of Zone C"]
    assert gaps(tables(text=TABLE.replace(">= 5", "> 5"), more="    gaps: on\n")) == []


@given(st.lists(boxes, min_size=1, max_size=4))
@settings(max_examples=25)
def test_what_no_row_takes_is_found_all_of_it_and_each_once(found):
    from tests.rules.gaps import table_of
    from tocsin.rules.tables.coverage import gaps

    left, are_all = gaps(table_of(found))
    assert are_all
    for x, y, word in itertools.product([n / 2 for n in range(-2, 12)], [n / 2 for n in range(-2, 12)], "abc"):
        decided = any(at(box, x, y, word) == 2 for box in found)
        assert [at(box, x, y, word) for box in left].count(2) == (0 if decided else 1)


def test_several_gaps_are_told_at_once_and_many_counted():
    each = "".join(f"{number},A,{number},\n" for number in range(1, 4))
    assert gaps(tables(text=f'Weight,Zone,Price,Band\n-,"B, C",1,\n{each}')) == [
        "no row of the table tariff decides of Weight 0 and Zone A; nor of Weight 1.5 and Zone A; "
        "nor of Weight 2.5 and Zone A; nor of Weight 4 and Zone A"
    ]
    many = "".join(f"{number},-,{number},\n" for number in range(1, 10))
    assert gaps(tables(text=f"Weight,Zone,Price,Band\n{many}")) == [
        "no row of the table tariff decides of Weight 0; nor of Weight 1.5; nor of Weight 2.5; nor of Weight 3.5; "
        "nor of Weight 4.5; nor of 5 more"
    ]
    assert gaps(tables(text='Weight,Zone,Price,Band\n> 2,"A, C",1,\n> 2,B,1,\n<= 1,A,2,\n')) == [
        "no row of the table tariff decides of Weight 2; nor of Weight 0 and Zone B; nor of Weight 0 and Zone C"
    ]


def test_a_row_that_is_left_nothing_is_warned_of_and_no_rule():
    pack = tables("first", FIRST + "-,A,1,\n")
    assert "tariff.6" not in pack.rule_by_id
    assert [str(p).split(": row")[0] for p in warnings_of(pack) if p.code == "W321"] == ["tariff.csv:6: W321"]


def test_what_a_row_says_in_words_is_in_its_sentence():
    assert [found.reads for found in conclusions(tables(), "1", "C")] == ["Parcel x of 1 kg costs 20.0 ({far})."]


def test_a_figure_of_a_row_has_its_word_for_one_and_for_many():
    worded = PACK.replace("{kg} kg costs {price} ({band})", "{kg:kilo|kilos} costs {price:euro|euros}")
    pack = pack_from_text(worded + "    hit: unique\n", files={"tariff.csv": TABLE})
    assert [found.reads for found in conclusions(pack, "1", "C")] == ["Parcel x of 1 kilo costs 20.0 euros."]


def test_whole_numbers_have_nothing_between_them():
    text = PACK.replace("kg: $kg, zone: $zone}", "pieces: $n, zone: $zone}").replace("Weight: $kg", "Weight: $n")
    text = text.replace("of {kg} kg ", "")
    table = "Weight,Zone,Price,Band\n[1..4],-,1,\n[5..9],-,2,\n< 1,-,3,\n>= 10,-,4,\n"
    assert gaps(pack_from_text(text, files={"tariff.csv": table})) == []


# -- files ------------------------------------------------------------------------------------------------------------


def test_a_table_of_a_folder_is_kept_and_read_again_from_its_text(tmp_path):
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    (tmp_path / "tariff.csv").write_text(TABLE, encoding="utf-8")
    pack = load_pack(tmp_path)
    texts = read_pack_texts(tmp_path)
    assert sorted(texts) == ["pack.yaml", "tariff.csv"]
    assert pack == parse_pack(texts, "ledger") == load_pack(tmp_path / "pack.yaml") == tables()
    assert pack.digest == tables().digest


@pytest.mark.parametrize(
    "name", ["../tariff.csv", "/tmp/tariff.csv", "a/../../tariff.csv", "tariff.txt", "c:tariff.csv", "a\\..\\t.csv"]
)
def test_a_table_outside_the_folder_of_its_pack_is_never_opened(tmp_path, name):
    folder = tmp_path / "pack"
    folder.mkdir()
    (tmp_path / "tariff.csv").write_text(TABLE, encoding="utf-8")
    (folder / "pack.yaml").write_text(PACK.replace("file: tariff.csv", f"file: '{name}'"), encoding="utf-8")
    assert "T340: file of the table tariff must be a .csv, .xlsx or .dmn in the folder of the pack" in problems_of(
        lambda: load_pack(folder)
    )


def test_a_link_out_of_the_folder_of_its_pack_is_not_followed(tmp_path):
    folder = tmp_path / "pack"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("secret,words\n", encoding="utf-8")
    (folder / "tariff.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    told = problems_of(lambda: load_pack(folder))
    assert "leads out of the folder" in told
    assert "secret" not in told


def test_a_file_that_is_not_given_is_named():
    assert "T340: the table tariff names the file tariff.csv, which is not given" in problems_of(
        lambda: pack_from_text(PACK)
    )
    data = {
        "pack": "p",
        "types": {"a": {"n": "int"}},
        "tables": [{"id": "t", "file": "t.csv", "then": [{"a": {"n": 1}}]}],
    }
    assert "pack: tables[0].file: T340" in problems_of(lambda: pack_from_data(data))


def test_a_file_that_is_not_there_is_told_where_it_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("pack.yaml").write_text(PACK, encoding="utf-8")
    Path("tarif.csv").write_text(TABLE, encoding="utf-8")
    told = problems_of(lambda: load_pack("pack.yaml"))
    assert told.startswith("pack.yaml:7:11: T340: the table tariff names the file tariff.csv, which is not given")
    assert told.endswith("did you mean tarif.csv?")
    Path("pack.yaml").write_text(PACK.replace("tariff.csv", "tarif.csv"), encoding="utf-8")
    assert load_pack("pack.yaml").digest != ""


def test_what_a_column_gives_and_tests_is_told_with_what_may_be_meant():
    given = problems_of(
        lambda: pack_from_text(PACK.replace("Price: $price", "Price: $prise"), files={"tariff.csv": TABLE})
    )
    assert "T340: the output Price of tariff gives $prise" in given.replace("the table ", "")
    assert "did you mean price?" in given
    tested = problems_of(lambda: pack_from_text(PACK.replace("Weight: $kg", "Weight: kg"), files={"tariff.csv": TABLE}))
    assert "T309: unexpected word kg\n  write $kg" in tested


def test_a_pack_of_data_takes_its_tables_as_texts():
    data = {
        "pack": "p",
        "types": {"a": {"n": "int"}, "b": {"n": "int"}},
        "tables": [
            {
                "id": "t",
                "file": "t.csv",
                "when": [{"a": {"n": "$n"}}],
                "inputs": {"N": "$n"},
                "outputs": {"M": "$m"},
                "then": [{"b": {"n": "$m"}}],
            }
        ],
    }
    assert [rule.id for rule in pack_from_data(data, files={"t.csv": "N,M\n-,1\n"}).rules] == ["t.2"]


# -- workbooks --------------------------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path):
    openpyxl = pytest.importorskip("openpyxl", reason="workbooks are read with the extra tables")
    book = openpyxl.Workbook()
    book.active.title = "Tariffs"
    (tmp_path / "pack.yaml").write_text(PACK.replace("tariff.csv", "tariff.xlsx"), encoding="utf-8")
    for row in (
        ["Weight", "Zone", "Price", "Band"],
        ["< 2", "A,B", 3.5, "light"],
        ["[2..5)", "A,B", 5, None],
        [">= 5", None, 9.5, "heavy"],
        [None, "C", 20, "{far}"],
    ):
        book.active.append(row)
    book.active.merge_cells("B3:B4")

    def saved():
        book.save(tmp_path / "tariff.xlsx")
        return load_pack(tmp_path)

    return book.active, saved, tmp_path


def test_a_workbook_is_the_table_that_it_shows(book):
    _, saved, folder = book
    pack = saved()
    assert tables().digest == pack.digest
    assert f"{folder}/tariff.xlsx:Tariffs!A3" == str(pack.rule_by_id["tariff.3"].comparisons[0].place)
    # A merged cell fills all that it covers: an empty one would let everything through.
    assert pack.rule_by_id["tariff.4"].row.cells[1].text == "A,B"
    assert pack == parse_pack(read_pack_texts(folder), "ledger")


@pytest.mark.parametrize(
    "cell, value, shown, told",
    [
        ("A2", "=1+1", None, "!A2: T341: the cell holds a formula whose value was never worked out"),
        ("C2", 0.05, "0%", "!C2: T341: the cell shows 5% and holds 0.05"),
        ("D2", 7, None, "!D2: T341: the column Band: the cell holds a number, where the kind is str"),
        ("E3", "x", None, "!E3: T341: the cell stands under no heading"),
        ("A2", True, None, "!A2: T341: the column Weight: the cell holds a truth, where the kind is quantity"),
    ],
)
def test_a_cell_of_a_workbook_that_is_not_what_it_shows_is_refused(book, cell, value, shown, told):
    sheet, saved, _ = book
    sheet[cell] = value
    if shown is not None:
        sheet[cell].number_format = shown
    assert told in problems_of(saved)


def test_what_is_no_workbook_is_said_to_be_none(tmp_path):
    pytest.importorskip("openpyxl", reason="workbooks are read with the extra tables")
    (tmp_path / "pack.yaml").write_text(PACK.replace("tariff.csv", "tariff.xlsx"), encoding="utf-8")
    (tmp_path / "tariff.xlsx").write_text(TABLE, encoding="utf-8")
    assert "T340: this is no workbook: File is not a zip file\n  save it as .xlsx" in problems_of(
        lambda: load_pack(tmp_path)
    )


# -- DMN --------------------------------------------------------------------------------------------------------------

DMN = (Path(__file__).parent / "tariff.dmn").read_text(encoding="utf-8")
DMN_PACK = PACK.replace("tariff.csv", "tariff.dmn").replace("Zone: $zone", "zone: $zone")


def of_dmn(text=DMN, more=""):
    return pack_from_text(DMN_PACK + more, files={"tariff.dmn": text})


def test_a_decision_table_of_dmn_says_its_hit_policy_and_is_read_with_its_places():
    pack = of_dmn()
    assert pack.tables[0].hit == "first"
    assert postage(pack, "1..3") == {3.5: "possible", 5.0: "possible"}
    rule = pack.rule_by_id["tariff.2"]
    assert str(rule.place) == "tariff.dmn:18:7"
    assert (
        rule.row.cells[0].column,
        rule.row.cells[0].text,
        str(rule.row.cells[0].place),
    ) == ("Weight", "[2..5)", "tariff.dmn:19:21")
    assert rule.note == "Parcels of middling weight"


@pytest.mark.parametrize(
    "old, new, told",
    [
        ('hitPolicy="FIRST"', 'hitPolicy="COLLECT" aggregation="SUM"', "T343: the aggregation SUM is not supported"),
        ("<decisionTable", "<literalExpression/><decisionTable", ":5:5: T343: <literalExpression> in <decision>"),
        ('<output id="o1"', '<output id="o0"><context/></output><output id="o1"', "T343: <context> in <output> is not"),
        ("<text>kg</text>", '<text>kg</text><importedValues/>', "T343: <importedValues> in <inputExpression> is not"),
        ("[2..5)", "f(kg)", ":19:21: T341: the column Weight: f(kg) is no number"),
        ('"A","B"', "A", "T341: the column zone: A is no text in quotes"),
        ("<definitions", '<!DOCTYPE x SYSTEM "x.dtd"><definitions', "T343: a document type declaration is not read"),
        ("20191111", "20991111", "T343: this is no document of DMN"),
        ("</definitions>", "", "T343: this is not valid XML: no element found"),
        ("<inputExpression ", '<inputExpression expressionLanguage="juel" ', "T343: the language juel is not"),
        ('label="Price"', 'label="Preis"', "T340: the table tariff has no column 'Price'"),
    ],
)  # fmt: skip
def test_dmn_beyond_what_is_supported_is_refused_at_its_element(old, new, told):
    assert told in problems_of(lambda: of_dmn(DMN.replace(old, new, 1)))


def test_a_document_of_several_decisions_needs_the_name_of_one():
    two = DMN.replace("</definitions>", '<decision id="other" name="Other"/></definitions>')
    assert "T343: the document has 2 decisions\n  say which under decision: tariff, other" in problems_of(
        lambda: of_dmn(two)
    )
    assert of_dmn().digest == of_dmn(two, "    decision: Tariff\n").digest


def test_a_table_is_exported_with_what_came_of_its_rows():
    from tocsin.engine.table_results import header, results_of

    pack = load_pack(Path(__file__).parents[2] / "examples" / "postage")
    table = pack.tables[0]
    told = [
        (found.row.name, found.case, found.to_json()["qualifier"]) for found in results_of(pack, table, "seminaive")
    ]
    assert header(table) == ["rule", "place", "Weight", "Zone", "Price", "case", "fact", "qualifier", "boundary"]
    assert told == [
        ("row 2", "light and domestic", "certain"),
        ("row 2", "the scales say between one and three kilogrammes", "possible"),
        ("row 3", "the scales say between one and three kilogrammes", "possible"),
        ("row 4", "heavy, and overseas", "certain"),
        ("row 5", "heavy, and overseas", "certain"),
    ]


def test_rows_that_cannot_all_be_compared_are_refused_and_not_looked_at_for_hours():
    rows = "".join(f"[{n}..{4000 - n}],-,{n},\n" for n in range(1900))
    assert "has too many rows that its inputs hardly tell apart" in problems_of(
        lambda: tables("first", "Weight,Zone,Price,Band\n" + rows)
    )
    too_many = "Weight,Zone,Price,Band\n" + "-,-,1,\n" * 2001
    assert "has 2,001 rows, more than 2,000" in problems_of(lambda: tables("first", too_many))


def test_a_pack_is_read_anew_where_only_its_table_changed(tmp_path):
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    prices = []
    for text in (TABLE, TABLE.replace("3.50", "4.50"), TABLE):
        (tmp_path / "tariff.csv").write_text(text, encoding="utf-8")
        prices += postage(load_pack(tmp_path), "1")
    assert prices == [3.5, 4.5, 3.5]


def test_a_column_that_is_named_wrongly_is_told_once():
    text = PACK.replace("Price: $price", "Price: float")

    assert problems_of(lambda: pack_from_text(text, files={"tariff.csv": TABLE})).count("Price") == 2
    assert "does not say what its column" not in problems_of(lambda: pack_from_text(text, files={"tariff.csv": TABLE}))


def test_one_row_that_goes_first_is_one():
    pack = tables("first", "Weight,Zone,Price,Band\n<= 1,A,1,\n-,-,2,\n")
    case = Case(pack, ["parcel(id=p, kg=3, zone=A)"])
    assessment = case.assess()
    told = " ".join(to_text(why(assessment, assessment.conclusions[0].id), width=400, colour=False).split())

    assert "only where row 2 does not decide, which goes first" in told
