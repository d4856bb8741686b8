"""The six rules of (b-six) in CLIPS, from tables: ``python -m benchmarks.peers.bulk_clips TABLES OUT``.

CSV in, the conclusions of each type out as CSV; case by case, in an environment for each thousand of them, because one
slows down with each reset. Nothing is checked but that whole numbers are some; no derivations, no ids.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from benchmarks.many_cases import SIX_RULES
from benchmarks.packs import made_by, work_of
from benchmarks.peers.clips import environment, read, slots

_CASES: Final = 1_000
Facts = list[tuple[str, dict[str, Any]]]


def main(tables: Path, out: Path) -> None:
    """Write the conclusions."""
    out.mkdir(parents=True, exist_ok=True)
    work = work_of(SIX_RULES, {})
    with ExitStack() as stack:
        writers = {
            name: csv.writer(stack.enter_context((out / f"{name}.csv").open("w", encoding="utf-8", newline="")))
            for name in made_by(work)
        }
        for name, writer in writers.items():
            writer.writerow(["case_id", *(field.name for field in work.plan.types[name].fields)])
        for number, (case, facts) in enumerate(_cases(tables, work).items()):
            if number % _CASES == 0:
                prepared = environment(work)
                templates = {name: prepared.find_template(name) for name in work.plan.types}
            prepared.reset()
            for name, values in facts:
                templates[name].assert_fact(**values)
            prepared.run()
            for name, row in read(work, prepared):
                writers[name].writerow([case, *row])


def _cases(tables: Path, work: Any) -> dict[str, Facts]:
    """The facts of each case, in the order of ids."""
    found: dict[str, Facts] = {}
    for file in sorted(tables.glob("*.csv")):
        for case, fact in _facts(file, work):
            found.setdefault(case, []).append(fact)
    return dict(sorted(found.items()))


def _facts(file: Path, work: Any) -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    fact_type = work.plan.types[file.stem]
    with file.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            cells = tuple(
                int(row[field.name]) if field.kind.name == "int" else row[field.name] for field in fact_type.fields
            )
            yield row["case_id"], (file.stem, slots(fact_type, cells))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
