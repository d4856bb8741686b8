"""What bulk commands did, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tocsin.cli.judgement_text import heading
from tocsin.cli.layout import GAP, fitted, paragraph
from tocsin.cli.output import Terminal, printable
from tocsin.cli.words import NONE, SHORT, STYLES, counted
from tocsin.facts.counting import listed
from tocsin.facts.printing import format_value
from tocsin.facts.strength_words import QUALIFIER_WORDS

if TYPE_CHECKING:
    from tocsin.bulk.checking import Checked
    from tocsin.bulk.folder import Ran
    from tocsin.bulk.reading.rejects import Rejects

_ROOM = 76
_SHOWN = 3
_MISSED = ("types", "values", "sources")


def check_lines(checked: Checked, reject: str | None, terminal: Terminal) -> Iterator[str]:
    """What the tables hold, and how many rows state no fact."""
    staged = checked.staged
    told = f"{counted(staged.rows, 'row')} of {counted(staged.cases, 'case')} in {counted(len(staged.read), 'table')}"
    if checked.rejected:
        bad = f"{counted(checked.rejected, 'row')} {'states' if checked.rejected == 1 else 'state'} no fact"
        yield from paragraph(
            f"{bad} and {'stands' if checked.rejected == 1 else 'stand'} in {printable(str(reject))}; {told}",
            terminal.width,
        )
    else:
        yield from paragraph(f"no problems; {told}", terminal.width)
    rows = [(name, f"{count:,}", printable(file)) for file, name, count in staged.read]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    yield from (f"  {name:<{widths[0]}}{GAP}{count:>{widths[1]}}{GAP}{file}" for name, count, file in rows)
    yield from _missed(checked.not_understood, terminal)


def run_lines(ran: Ran, out: str, terminal: Terminal) -> Iterator[str]:
    """What a run found: how much, of which types, how strongly, and where it is."""
    data = ran.summary.data
    pack = data["pack"]
    yield heading(counted(data["cases"], "case"), pack["name"], pack["version"], terminal)
    moment = "each as of its latest report" if data["as_of"] is None else f"as of {data['as_of']}"
    known = "" if data["known_by"] is None else f", known by {data['known_by']}"
    yield from paragraph(f"{moment}{known} · engine {data['engine']}, alone", terminal.width)
    sizes = ", ".join(
        (
            f"{counted(data['facts'], 'fact')} in force",
            counted(data["conclusions"], "conclusion"),
            counted(data["derivations"], "derivation"),
        )
    )
    yield from paragraph(sizes, terminal.width)
    yield from _caveats(data, terminal)
    yield from _missed(data["not_understood"], terminal)
    if ran.summary.types:
        yield ""
        yield from _types(ran.summary.types, terminal)
        if terminal.width < _ROOM:
            yield from paragraph("How strongly each follows stands in summary.csv.", terminal.width, 2)
    yield ""
    done = (
        "already done; the results are in" if ran.was_done else "taken up, and done:" if ran.resumed else "written to"
    )
    form = "as .parquet" if data["engine"] == "duckdb" else "as folders of Parquet parts"
    yield from paragraph(
        f"{done} {printable(out)}: conclusions, derivations and facts {form}, summary.json and summary.csv",
        terminal.width,
    )


def _caveats(data: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    """What a reader must know: rows that are missing, conditions without a value."""
    lines = []
    if data["rejected_rows"]:
        rows = counted(data["rejected_rows"], "row")
        cases = counted(data["cases_with_rejected_rows"], "case")
        was = "was" if data["rejected_rows"] == 1 else "were"
        lines.append(
            f"{rows} of {cases} {was} rejected: what is said of these cases rests on fewer facts than were given; "
            "a case with no other rows is left out"
        )
    for failed in data["without_value"]:
        cases = counted(failed["cases"], "case")
        condition = printable(failed["condition"])
        lines.append(
            f"rule {failed['rule']}: {condition} had no value in {cases} ({failed['reason']}), counted as false"
        )
    lines += [
        f"the parameter {each['parameter']} was last reviewed on {each['reviewed']}, before the day of "
        f"{counted(each['cases'], 'case')}: what was in force since may be another value"
        for each in data.get("not_reviewed", ())
    ]
    for text in lines:
        yield from (terminal.paint(line, "yellow") for line in paragraph(text, terminal.width, hanging=2))


def refused_lines(refused: Rejects, terminal: Terminal) -> Iterator[str]:
    """That rows of the case that is explained were rejected, and where; nothing if none was."""
    if not refused.rows:
        return
    places = listed(dict.fromkeys(str(problem.place) for problem in refused.problems[:_SHOWN]))
    more = f" and {refused.problems.found - _SHOWN:,} more" if refused.problems.found > _SHOWN else ""
    told = f"{counted(refused.rows, 'row')} of this case {'was' if refused.rows == 1 else 'were'} rejected"
    text = printable(f"{told} ({places}{more}): its explanation rests on fewer facts than were given")
    yield ""
    yield from (terminal.paint(line, "yellow") for line in paragraph(text, terminal.width, hanging=2))


def _missed(found: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    """What nothing can come of: types, values and sources, of each the first few and how many more there are."""
    lines = [f"no rule reads {item['type']} ({_tally(item)})" for item in found.get("types", ())[:_SHOWN]]
    for item in found.get("values", ())[:_SHOWN]:
        field = f"{item['type']}.{item['field']}"
        sought = [word for word in (item["nearest"],) if word is not None] or item["sought"]
        shown = listed([format_value(word) for word in sought[:_SHOWN]], "or")
        shown += f" or {len(sought) - _SHOWN} others" if len(sought) > _SHOWN else ""
        told = f"{field} is not given" if item["value"] is None else f"{field} is {format_value(item['value'])}"
        lines.append(f"{told} ({_tally(item)}), and rules look for {shown}")
    lines += [
        f"the source {item['source']!r} ({counted(item['rows'], 'row')}) may be {item['like']!r} misspelt"
        for item in found.get("sources", ())[:_SHOWN]
    ]
    for text in lines:
        yield from (terminal.paint(line, "yellow") for line in paragraph(printable(text), terminal.width, 0, 2))
    more = sum(len(found[part]) - len(found[part][:_SHOWN]) + found["left_out"][part] for part in _MISSED if found)
    if more:
        yield from paragraph(f"and {more:,} more such: --json, or summary.json, names them", terminal.width, 2)


def _tally(item: Mapping[str, Any]) -> str:
    return f"{counted(item['rows'], 'row')} of {counted(item['cases'], 'case')}"


def _types(rows: Sequence[Mapping[str, Any]], terminal: Terminal) -> Iterator[str]:
    """A line for each type of conclusion: in how many cases, how many, and how strongly."""
    ranks = [rank for rank in QUALIFIER_WORDS if any(row[rank] for row in rows)] if terminal.width >= _ROOM else []
    names = ["conclusion", "cases", "all", *(SHORT[rank] for rank in ranks)]
    table = [[row["type"], f"{row['cases']:,}", f"{row['conclusions']:,}"] for row in rows]
    for line, row in zip(table, rows, strict=True):
        line.extend(f"{row[rank]:,}" if row[rank] else NONE for rank in ranks)
    widths = [fitted([name, *(line[column] for line in table)], 40) for column, name in enumerate(names)]
    yield terminal.paint(_line(names, widths), "bold")
    for line in table:
        cells = [
            line[0].ljust(widths[0]),
            *(text.rjust(width) for text, width in zip(line[1:], widths[1:], strict=True)),
        ]
        for at, rank in enumerate(ranks, 3):
            cells[at] = terminal.paint(cells[at], *STYLES[rank]) if line[at] != NONE else cells[at]
        yield "  " + GAP.join(cells).rstrip()


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = zip(cells, widths, strict=True)
    return "  " + GAP.join([first[0].ljust(first[1]), *(text.rjust(width) for text, width in rest)])
