"""Tables: CSV as people export it."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.problems import where
from tests.strategies import facts_of
from tests.vocabulary import VOCABULARY, Edge, Gauge, Shipment

from tocsin.facts import Given, ProblemError, Quantity, Report, Source, parse_fact, read_case
from tocsin.facts.printing import plain


# CSV cannot tell an empty text from an absent one, nor write NUL; and line ends inside a cell are read as "\n".
def is_writable(fact):
    return bool(
        fact.supplier.strip("\r\n") and fact.note != "" and not set(fact.supplier + (fact.note or "")) & set("\0\r")
    )


def read(folder, name, text):
    path = folder / name
    path.write_bytes(text.encode())
    return read_case(path, lambda pack: VOCABULARY)


def problems_of(folder, name, text):
    with pytest.raises(ProblemError) as caught:
        read(folder, name, text)
    return [(*where(problem), problem.code) for problem in caught.value.problems]


@pytest.mark.soak
@given(st.lists(facts_of(VOCABULARY.types["shipment"]).filter(is_writable), max_size=4))
def test_what_a_spreadsheet_writes_is_read(tmp_path_factory, rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    names = list(VOCABULARY.types["shipment"].by_name)
    writer.writerow(names)
    for fact in rows:
        values = (getattr(fact, name) for name in names)
        cells = (str(value) if isinstance(value, Quantity) else value for value in values)
        writer.writerow(["" if value is None else value if isinstance(value, str) else plain(value) for value in cells])
    case = read(tmp_path_factory.mktemp("csv"), "shipment.csv", out.getvalue())
    assert [given.fact for given in case.facts] == list({fact.id: fact for fact in rows}.values())


def test_the_type_is_the_files_name(tmp_path):
    case = read(tmp_path, "edge.csv", "source,target\n1,2\n\n3,4\n,\n")
    assert case.name == "edge"
    assert case.facts == (Given(Edge(source=1, target=2)), Given(Edge(source=3, target=4)))


def test_the_type_is_a_column(tmp_path):
    text = "type,source,target,name,reading,working,limit\nedge,1,2,,,,\ngauge,,,1,2.5,TRUE,10..\nalarm,,,,,,\n"
    facts = [given.fact for given in read(tmp_path, "all.csv", text).facts]
    gauge = Gauge(name="1", reading=2.5, working=True, limit=Quantity(10, None))
    assert facts == [Edge(source=1, target=2), gauge, parse_fact("alarm", VOCABULARY)]


def test_a_column_called_type_is_the_field_where_the_file_names_a_type_that_has_it(tmp_path):
    [given] = read(tmp_path, "hop.csv", "from,type\na,b\n").facts
    assert str(given.fact) == "hop(from=a, type=b)"


def test_text_stays_text_and_all_values_lose_their_outer_space(tmp_path):
    text = "supplier,volume,kind,shipped,note\n 007 , 5 ,crude, 2024-11-20 ,true\n"
    [given] = read(tmp_path, "shipment.csv", text).facts
    expected = Shipment(supplier="007", volume=Quantity(5, 5), kind="crude", shipped=dt.date(2024, 11, 20), note="true")
    assert given.fact == expected


def test_report_columns(tmp_path):
    text = (
        "from,source.title,source.publisher,source.url,source.date,grade,status,valid_from,valid_to,note,qualifier\n"
        "a,T,P,U,2024-11-20,B2,confirmed,2024-01-01,2024-12-31,N,likely\n"
        "b,,,,,,,,,,\n"
    )
    a, b = read(tmp_path, "hop.csv", text).facts
    day = dt.date
    source = Source("T", "P", "U", day(2024, 11, 20))
    assert a.reports == (Report(source, "B2", "confirmed", day(2024, 1, 1), day(2024, 12, 31), "N"),)
    assert (a.qualifier, b.reports, b.qualifier) == ("likely", (), "certain")


def test_a_report_column_gives_way_to_a_field_of_its_name_unless_it_is_prefixed(tmp_path):
    [given] = read(tmp_path, "edge.csv", "source,target,report.source,report.note\n1,2,NIS,n\n").facts
    assert given == Given(Edge(source=1, target=2), (Report(Source(publisher="NIS"), note="n"),))
    text = "type,supplier,volume,kind,shipped,note,from\nshipment,a,1,crude,2024-01-01,x,\nhop,,,,,y,b\n"
    shipment, hop = read(tmp_path, "all.csv", text).facts
    assert (shipment.fact.note, shipment.reports) == ("x", ())
    assert (str(hop.fact), hop.reports) == ("hop(from=b)", (Report(note="y"),))


def test_places_are_those_of_cells_even_after_quotes_and_line_ends(tmp_path):
    text = 'note,supplier,volume,kind,shipped\n"a, ""b""\nc",x,many,crud,2024-11-20\nd,x,1,crude,never\n'
    found = problems_of(tmp_path, "shipment.csv", text)
    assert found == [(3, 6, "T203"), (3, 11, "T203"), (4, 13, "T203")]


def test_reports_in_cells_are_checked_where_they_stand(tmp_path):
    text = "from,grade,status,source.date,qualifier,valid_from,valid_to\na,b2,x,y,z,2024-02-01,2024-01-01\n"
    codes = ["T211", "T212", "T210", "T213", "T214"]
    columns = [3, 6, 8, 10, 23]
    assert problems_of(tmp_path, "hop.csv", text) == [
        (2, column, code) for column, code in zip(columns, codes, strict=True)
    ]


def test_a_byte_order_mark_and_other_line_ends_are_nothing_special(tmp_path):
    assert read(tmp_path, "edge.csv", "\ufeffsource,target\r\n1,2\r\n").facts == (Given(Edge(source=1, target=2)),)


def test_a_quote_that_never_ends_is_one_problem_however_long_the_file(tmp_path):
    text = 'from\n"' + "a\n" * 1_000_000
    assert problems_of(tmp_path, "hop.csv", text) == [(2, 0, "T105")]


def test_an_empty_table_and_one_with_only_a_header(tmp_path):
    assert problems_of(tmp_path, "edge.csv", "") == [(1, 0, "T117")]
    assert read(tmp_path, "edge.csv", "source,target\n").facts == ()


def test_all_faulty_rows_are_reported_and_the_good_ones_passed_over(tmp_path):
    text = "source,target\nx,1\n1,2\n1\n1,y\n,5\n"
    assert problems_of(tmp_path, "edge.csv", text) == [(2, 1, "T203"), (4, 0, "T118"), (5, 3, "T203"), (6, 0, "T204")]
