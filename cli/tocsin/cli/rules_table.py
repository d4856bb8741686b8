"""``tocsin rules table``: a decision table with what came of it, as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.opening import not_of, open_pack
from tocsin.cli.options import EngineOption, JsonOption, PackOption

if TYPE_CHECKING:
    from tocsin.rules.model import Pack
    from tocsin.rules.tables.table import Table

EXAMPLES = ("tocsin rules table tariff --pack examples/postage",)


def table(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="The id of a decision table of the pack.")],
    pack: PackOption = None,
    engine: EngineOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print a decision table as CSV: each row with its rule, and what followed from it in the cases of the pack."""
    opened = open_pack(pack)
    found = _found(opened, table, pack)
    from tocsin.engine.table_results import header, results_of

    results = results_of(opened, found, "auto" if engine is None else engine.value)
    if as_json:
        from tocsin.cli.output import emit_data

        data = {"table": found.id, "hit": found.hit, "place": str(found.place), "rows": [r.to_json() for r in results]}
        emit_data(data)
        return
    import csv
    import io

    from tocsin.cli.output import emit

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header(found), *(result.cells() for result in results)])
    emit(text.getvalue().removesuffix("\n"))


def _found(pack: Pack, name: str, named: str | None) -> Table:
    known = {table.id: table for table in pack.tables}
    if name not in known:
        raise not_of(pack, name, "table", known, "TABLE", named)
    return known[name]
