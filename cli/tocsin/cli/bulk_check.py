"""``tocsin bulk check``: are tables of facts in order?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.cli.bulk_options import (
    AcrossOption,
    BulkProgress,
    MemoryOption,
    RejectOption,
    TablesArgument,
    find,
    interruptible,
)
from tocsin.cli.opening import of_default, open_pack, saying_pack
from tocsin.cli.options import JsonOption, PackOption

if TYPE_CHECKING:
    from tocsin.bulk.checking import Checked

EXAMPLES = (
    "tocsin bulk check examples/bulk",
    "tocsin bulk check troop_deployment=runs.parquet --pack russia-dprk --reject bad.csv",
)


def check(
    facts: TablesArgument,
    *,
    pack: PackOption = None,
    across: AcrossOption = False,
    reject: RejectOption = None,
    memory: MemoryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check tables of facts: count rows and cases, or list every bad row with file, line and column."""
    from tocsin.bulk.extras import need

    need()
    from tocsin.bulk.checking import check as check_tables
    from tocsin.bulk.reading.rejects import Rejects
    from tocsin.engine import plan_of

    opened = open_pack(pack)
    rejects = Rejects(reject)
    with saying_pack(of_default(pack)):
        inputs = find(facts, opened, rejects.problems)
    with BulkProgress() as tell, interruptible():
        checked = check_tables(
            plan_of(opened), inputs, rejects, across=across, memory=memory, tell=lambda file: tell(file, 0, 0)
        )
    if as_json:
        from tocsin.cli.output import emit_data

        emit_data(_data(checked))
    else:
        from tocsin.cli.bulk_text import check_lines
        from tocsin.cli.output import Terminal, emit

        emit("\n".join(check_lines(checked, reject, Terminal.current())))
    if checked.rejected:
        import typer

        from tocsin.cli.errors import BAD_INPUT

        raise typer.Exit(BAD_INPUT)


def _data(checked: Checked) -> dict[str, object]:
    tables = [{"file": file, "type": name, "rows": rows} for file, name, rows in checked.staged.read]
    return {
        "cases": checked.staged.cases,
        "rows": checked.staged.rows,
        "rejected_rows": checked.rejected,
        "not_understood": checked.not_understood,
        "tables": tables,
    }
