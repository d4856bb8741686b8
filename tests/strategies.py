"""Hypothesis strategies for values, facts and reports, with the awkward ones made likely."""

import datetime as dt

from hypothesis import strategies as st

from tests.vocabulary import VOCABULARY
from tocsin.facts.building import build
from tocsin.facts.converting import plain_text
from tocsin.facts.days import DateRange
from tocsin.facts.fact_type import FactType, FieldType
from tocsin.facts.kinds import Kind
from tocsin.facts.model import Fact
from tocsin.facts.quantity import Quantity
from tocsin.facts.reports import STATUSES, Report, source_of

AWKWARD = (
    "",
    " ",
    "1",
    "1.0",
    "-0",
    "1e5",
    "true",
    "false",
    "null",
    "no",
    "~",
    "2024-11-20",
    "10900..11000",
    "..5",
    "a b",
    "a,b",
    "a)b",
    "a=b",
    '"',
    "'",
    "\\",
    '\\"',
    "\n",
    "\r\n",
    "\t",
    "\0",
    "é",
    "e\u0301",
    "\u2028",
    "\u202e",
    "\ufeff",
    "🛢",
    "_x-1",
)
texts = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=20))
ints = st.one_of(st.integers(-3, 3), st.integers(), st.sampled_from((2**53 + 1, 2**63, 10**30)))
floats = st.floats(allow_nan=False, allow_infinity=False)
numbers = ints | floats
dates = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))


@st.composite
def quantities(draw, bounds=numbers):
    """A closed interval, each end perhaps open, but not both."""
    low, high = sorted((draw(bounds), draw(bounds)))
    ends = draw(st.sampled_from(((low, high), (low, low), (low, None), (None, high))))
    return Quantity(*ends)


@st.composite
def date_ranges(draw):
    """Days between which one lies, each end perhaps open, but not both."""
    low, high = sorted((draw(dates), draw(dates)))
    ends = draw(st.sampled_from(((low, high), (low, low), (low, None), (None, high))))
    named = st.sampled_from(("2024", "2024-Q4", "2024-02", "0001", "0999-Q1", "9999", "9999-12")).map(DateRange.parse)
    return draw(st.just(DateRange(*ends)) | named)


def values(kind: Kind):
    """Values of the kind."""
    if kind.name == "enum":
        return st.sampled_from(kind.values)
    return {
        "str": texts.map(plain_text),
        "int": ints,
        "float": floats,
        "bool": st.booleans(),
        "date": dates,
        "quantity": quantities(),
        "date_range": date_ranges(),
    }[kind.name]


def _field_values(field: FieldType):
    found = values(field.kind)
    if field.limits is not None:
        counts = st.integers(0, 10**9)
        found = quantities(counts) if field.kind.name == "quantity" else st.floats(0, 1)
        assert all(field.limits.admits(value) for value in (Quantity.exactly(0), 1.0))
    return st.none() | found if field.optional else found


def facts_of(fact_type: FactType) -> st.SearchStrategy[Fact]:
    """Facts of the type."""
    drawn = st.fixed_dictionaries({field.name: _field_values(field) for field in fact_type.fields})
    return drawn.filter(lambda fields: not any(fact_type.impossible(fields))).map(
        lambda fields: build(fact_type, fields)
    )


def facts() -> st.SearchStrategy[Fact]:
    """Facts of every type of the tiny vocabulary (save the one whose model has a check of its own)."""
    return st.one_of([facts_of(fact_type) for name, fact_type in VOCABULARY.types.items() if name != "span"])


def _validity(ends: tuple[dt.date | None, dt.date | None]) -> tuple[dt.date | None, dt.date | None]:
    begin, end = ends
    return (end, begin) if begin is not None and end is not None and begin > end else ends


moments = st.datetimes(
    dt.datetime(1990, 1, 1),
    dt.datetime(2040, 1, 1),
    timezones=st.sampled_from((dt.UTC, dt.timezone(dt.timedelta(hours=9)), dt.timezone(-dt.timedelta(hours=5)))),
)


last_days = date_ranges().filter(lambda found: found.high is not None)


def reports() -> st.SearchStrategy[Report]:
    """Reports with any of their parts missing, but for the date of a retraction."""
    sources = st.builds(
        source_of, st.none() | texts, st.none() | texts, st.none() | texts, st.none() | dates | moments | last_days
    )
    grades = st.none() | st.sampled_from(("A1", "B2", "C3", "F6"))
    made = st.tuples(
        sources,
        grades,
        st.sampled_from(STATUSES),
        st.tuples(st.none() | dates, st.none() | dates).map(_validity),
        st.none() | texts,
    )
    found = made.map(lambda parts: Report(parts[0], parts[1], parts[2], *parts[3], parts[4]))
    return found.filter(lambda report: report.status != "retracted" or report.date is not None)
