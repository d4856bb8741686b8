"""``tocsin bulk template``: empty tables to fill in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.opening import open_pack
from tocsin.cli.options import JsonOption, PackOption

if TYPE_CHECKING:
    from tocsin.facts.fact_type import FactType
    from tocsin.facts.problems import Problem
    from tocsin.rules.model import Pack

EXAMPLES = (
    "tocsin bulk template troop_deployment sanctions_regime --out tables",
    "tocsin bulk template --pack russia-dprk --out tables --format parquet",
)


class Format(StrEnum):
    """The formats that tables may have."""

    csv = "csv"
    parquet = "parquet"
    jsonl = "jsonl"


def template(
    types: Annotated[
        list[str] | None,
        typer.Argument(metavar="TYPE", show_default=False, help="Fact types (default: all that rules look at)."),
    ] = None,
    *,
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="The folder to write to.")],
    pack: PackOption = None,
    form: Annotated[Format, typer.Option("--format", help="The format of the tables.")] = Format.csv,
    as_json: JsonOption = False,
) -> None:
    """Write an empty table for each fact type, with the columns that a bulk run reads."""
    from tocsin.bulk.extras import need
    from tocsin.bulk.lowering.columns import require_columns
    from tocsin.bulk.template import write_templates

    if form is Format.parquet:
        need()
    opened = open_pack(pack)
    require_columns(opened)
    paths = write_templates(_chosen(opened, types or ()), Path(out), form.value)
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data({"written": [path.name for path in paths]})
    else:
        from tocsin.cli.output import emit, printable

        emit("\n".join(f"written: {printable(str(path))}" for path in paths))


def _chosen(pack: Pack, names: list[str] | tuple[str, ...]) -> list[FactType]:
    """The types named; without names, those that some rule looks for and none concludes."""
    from tocsin.facts.problems import ProblemError, raise_if_any

    vocabulary = pack.vocabulary
    if not names:
        concluded = {head.type for rule in pack.rules for head in rule.then}
        wanted = {name for rule in pack.rules for name in (*rule.positive_types(), *rule.closed_types())}
        return [fact_type for name, fact_type in vocabulary.types.items() if name in wanted - concluded]
    found: list[FactType] = []
    problems: list[Problem] = []
    for name in dict.fromkeys(names):
        try:
            found.append(vocabulary.type(name))
        except ProblemError as error:
            problems.extend(error.problems)
    raise_if_any(problems)
    return found
