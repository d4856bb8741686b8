"""``tocsin facts check``: is the file in order?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli import completion
from tocsin.cli.near_files import check_exists
from tocsin.cli.opening import open_pack, open_vocabulary
from tocsin.cli.options import JsonOption, PackOption, VocabularyOption

if TYPE_CHECKING:
    from tocsin.engine.assessment import Warned
    from tocsin.facts.read import CaseFile
    from tocsin.facts.vocabulary import Vocabulary
    from tocsin.rules.model import Pack

EXAMPLES = ("tocsin facts check examples/kursk.yaml", "tocsin facts check reports.csv --vocabulary geopolitics")


def check(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="A case file: .yaml, .json, .jsonl or .csv.", autocompletion=completion.cases
        ),
    ],
    pack: PackOption = None,
    vocabulary: VocabularyOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check a file of facts: count them by type, or list every problem with its place."""
    check_exists(file)
    _refuse_folder(file)
    case, rules = read(file, pack, vocabulary)
    warnings = _warnings(rules, case)
    counts = Counter(given.fact.fact_type().name for given in case.facts)
    reports = sum(len(given.reports) for given in case.facts)
    if as_json:
        from tocsin.cli.output import emit_data

        data: dict[str, object] = {"case": case.name, "entries": case.entries, "facts": len(case.facts)}
        data |= {"reports": reports, "types": dict(counts)}
        remarks = list(_nearly_alike(case))
        data |= {"remarks": remarks} if remarks else {}
        emit_data(data | ({"warnings": [warning.to_json() for warning in warnings]} if warnings else {}))
        return
    from tocsin.cli.assessment_text import rows_of
    from tocsin.cli.layout import paragraph
    from tocsin.cli.not_used_text import concluded_lines
    from tocsin.cli.output import Terminal, emit, printable
    from tocsin.cli.words import counted

    terminal = Terminal.current()
    summary = f"{counted(len(case.facts), 'fact')} of {counted(len(counts), 'type')}, {counted(reports, 'report')}"
    if case.entries > len(case.facts):
        rows = counted(case.entries, "row") if file.lower().endswith(".csv") else f"{case.entries:,} entries"
        summary += f" ({rows}: {case.entries - len(case.facts):,} of them on a fact stated before)"
    lines = paragraph(f"{printable(file)}: no problems; {summary}", terminal.width, 0, 2)
    lines += rows_of([(name, f"{count:,}") for name, count in sorted(counts.items())], terminal)
    for warning in warnings:
        lines += paragraph(f"{warning.code}: {printable(warning.message)}", terminal.width, 0, 2)
    lines += [line for told in _nearly_alike(case) for line in paragraph(printable(told), terminal.width, 0, 2)]
    if rules is not None:
        lines += concluded_lines(rules, counts.elements(), terminal)
    emit("\n".join(lines))


def _nearly_alike(case: CaseFile) -> Iterator[str]:
    """A remark for each source or origin that may be another one misspelt."""
    from tocsin.facts.backing import named
    from tocsin.facts.near_names import one_slip_apart

    counts = Counter(name for given in case.facts for report in given.reports for name in named(report))
    for name, like in one_slip_apart(counts):
        yield f"the source {name!r} may be {like!r} misspelt: two names are two sources, and neither corrects the other"


def _refuse_folder(path: str) -> None:
    """Raise ProblemError for a folder, with what checks it."""
    if not Path(path).is_dir():
        return
    from tocsin.facts.codes import NOT_A_FILE
    from tocsin.facts.problems import Place, Problem, ProblemError
    from tocsin.facts.tree import shown_path

    shown = shown_path(path)
    hint = f"check a pack with: tocsin rules check {shown}; tables of many cases with: tocsin bulk check {shown}"
    raise ProblemError([Problem(NOT_A_FILE, "this is a directory, not a file", Place(shown), hint)])


def _warnings(pack: Pack | None, case: CaseFile) -> list[Warned]:
    """What is in order and yet likely not meant, of every fact whenever it is in force."""
    from tocsin.engine.assess import in_force
    from tocsin.engine.told_twice import warnings_of_twins
    from tocsin.engine.unknown_words import warnings_of_words

    standing = in_force(case.facts, None, None)
    return [*([] if pack is None else warnings_of_words(pack, standing)), *warnings_of_twins(standing)]


def read(file: str, pack: str | None, vocabulary: str | None) -> tuple[CaseFile, Pack | None]:
    """The case in the file, and its pack if it has one. Raises ProblemError with everything that is wrong with it."""
    from tocsin.facts.problems import Place, Problem, ProblemError
    from tocsin.facts.read import read_case
    from tocsin.rules.shipped import load_pack

    packs: list[Pack] = []

    def vocabulary_of(named: str | None) -> Vocabulary:
        if pack is None and vocabulary is not None:
            return open_vocabulary(None, vocabulary)
        if pack is None and named is None:
            from tocsin.engine.codes import NO_PACK

            hint = "add pack: NAME to it, or give --pack or --vocabulary"
            raise ProblemError([Problem(NO_PACK, "the file names no rule pack", Place(file), hint)])
        packs.append(open_pack(pack) if pack is not None else load_pack(str(named), beside=Path(file).parent))
        return packs[0].vocabulary

    if pack is not None and vocabulary is not None:
        open_vocabulary(pack, vocabulary)
    case = read_case(file, vocabulary_of)
    if packs:
        _check_switches(packs[0], case)
    return case, packs[0] if packs else None


def _check_switches(pack: Pack, case: CaseFile) -> None:
    from tocsin.engine.codes import UNKNOWN_SWITCH
    from tocsin.facts.problems import Problem, raise_if_any, suggestion

    known = {assumption.id for assumption in pack.assumptions}
    raise_if_any(
        Problem(
            UNKNOWN_SWITCH,
            f"unknown assumption {name!r}",
            case.assumption_places.get(name),
            suggestion(name, known, "assumptions"),
        )
        for name in case.assumptions
        if name not in known
    )
