"""(h) Many cases, the whole command: tables of facts in, Parquet out, a process each.

    python -m benchmarks.bulk_files 10000 100000 --forms csv

measures each contestant in turns, in seconds of CPU (user and system, of the process and its threads), which a machine
shared with others changes less than the time on the clock, and prints the table of ``results/bulk.md``.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.many_cases import SIX_RULES, each_six_rule_case
from benchmarks.packs import made_by, work_of
from benchmarks.running import fitted
from benchmarks.suite import BULK, Benchmark, Contestant, Trial

GIVEN = {
    "deployment": ("sender", "ally", "troops"),
    "regime": ("imposed_by", "target"),
    "shipment": ("supplier", "taker", "kind"),
}
FORMS = ("csv", "jsonl", "parquet")
CLIPS_UPTO = 100_000
"""More cases than this take clipspy minutes."""
DRAWN = 1_000_000
"""So many cases are drawn at the most: more would take longer than what is measured."""
SCRIPT = Path(__file__).parent / "peers" / "bulk_script.py"
"""What somebody would write by hand for these six rules."""
_NOTE = """Random cases of twelve facts, six rules; `tocsin bulk run` with `--memory {memory}`, whole processes.
Seconds of CPU, the median of {rounds}, and the greatest resident size.
"""


def write_tables(folder: Path, cases: int, form: str) -> Path:
    """The tables of so many random cases, in a folder; the folder.

    Beyond a million they are the cases of the first million again, under numbers of their own.
    """
    if form == "parquet":
        import duckdb

        tables = write_tables(folder, cases, "csv")
        for name in GIVEN:
            duckdb.sql(f"COPY (FROM '{tables / name}.csv') TO '{tables / name}.parquet'")
            (tables / f"{name}.csv").unlink()
        return tables
    if cases > DRAWN:
        return _again(write_tables(folder, DRAWN, form), cases, form)
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        files = {
            name: stack.enter_context((folder / f"{name}.{form}").open("w", encoding="utf-8", newline=""))
            for name in GIVEN
        }
        writers = {name: csv.writer(file, lineterminator="\n") for name, file in files.items()}
        if form == "csv":
            for name, columns in GIVEN.items():
                writers[name].writerow(("case_id", *columns))
        for number, case in enumerate(each_six_rule_case(cases)):
            for name, rows in case.items():
                for row in rows:
                    if form == "csv":
                        writers[name].writerow((f"case-{number:08d}", *row))
                    else:
                        cells = dict(zip(GIVEN[name], row, strict=True))
                        files[name].write(json.dumps({"case_id": f"case-{number:08d}"} | cells) + "\n")
    return folder


def _again(tables: Path, cases: int, form: str) -> Path:
    """The tables with the cases of theirs, which are ``DRAWN``, so often that they are so many; the folder."""
    import duckdb

    if cases % DRAWN:
        raise SystemExit(f"more than {DRAWN:,} cases are a multiple of that")
    for name, columns in GIVEN.items():
        file = tables / f"{name}.{form}"
        drawn = file.rename(tables / f"drawn-{name}")
        read, written = ("read_csv", "CSV") if form == "csv" else ("read_json", "JSON")
        numbered = f"printf('case-%08d', CAST(case_id[6:] AS BIGINT) + {DRAWN} * time) AS case_id"
        duckdb.sql(
            f"COPY (SELECT {numbered}, {', '.join(columns)} FROM range({cases // DRAWN}) AS times(time), "
            f"{read}('{drawn}')) TO '{file}' (FORMAT {written})"
        )
        drawn.unlink()
    return tables


def command_of(tables: Path, pack: Path, out: Path, memory: str | None = None) -> list[str]:
    """The command as a user gives it."""
    command = [sys.executable, "-m", "tocsin.cli", "bulk", "run", str(tables), "--pack", str(pack), "--out", str(out)]
    return [*command, "--restart", *(["--memory", memory] if memory else [])]


def conclusions_of(out: Path) -> Iterator[object]:
    """The conclusions in a folder of results: the number of the case, type, values."""
    import duckdb

    types = work_of(SIX_RULES, {}).plan.types
    for case, name, fields in duckdb.execute(
        f"SELECT case_id, type, fields FROM '{out}/conclusions.parquet'"
    ).fetchall():
        values = json.loads(fields)
        yield int(case[5:]), name, tuple(values[each.name] for each in types[name].fields)


def conclusions_of_script(out: Path) -> Iterator[object]:
    """The same in the folder that the script writes."""
    import duckdb

    for name in made_by(work_of(SIX_RULES, {})):
        for case, *values in duckdb.execute(f"FROM '{out}/{name}.parquet'").fetchall():
            yield int(case[5:]), name, tuple(values)


def _trial(cases: int, form: str, command: Callable[[Path, Path, Path], list[str]], answer: Any) -> Trial:
    # What a trial needs lasts as long as its process.
    folder = Path(tempfile.mkdtemp())
    (folder / "six.yaml").write_text(SIX_RULES, encoding="utf-8")
    tables = write_tables(folder / "tables", cases, form)
    given = command(tables, folder / "six.yaml", folder / "out")

    def run() -> Path:
        subprocess.run(given, check=True, stdout=subprocess.DEVNULL)
        return folder / "out"

    return Trial(run, answer)


def _script(tables: Path, _: Path, out: Path) -> list[str]:
    return [sys.executable, str(SCRIPT), str(tables), str(out)]


def _command_trial(form: str) -> Callable[[int], Trial]:
    return lambda cases: _trial(cases, form, command_of, conclusions_of)


BENCHMARKS = (
    Benchmark(
        "h",
        "Many cases, whole processes: tables in, Parquet out, six rules",
        "cases",
        (1_000, 10_000, 100_000),
        (
            *(
                Contestant(name, _command_trial(form), ("duckdb", "tocsin.bulk"))
                for name, form in zip(BULK, FORMS, strict=True)
            ),
            Contestant("DuckDB script, csv", lambda n: _trial(n, "csv", _script, conclusions_of_script), ("duckdb",)),
        ),
        "DuckDB script, csv",
        "The script keeps the conclusions alone; the command also every derivation, the facts in force, ids, "
        "notations, and the digests of all rows. Figures of CPU, with larger sizes: `python -m benchmarks.bulk_files`.",
    ),
)


@dataclass
class Measured:
    """Seconds of CPU and the greatest size, in MiB, of each round."""

    cpu: list[float] = field(default_factory=list)
    size: list[float] = field(default_factory=list)


def measure(command: Sequence[str], found: Measured) -> None:
    """Run a command once more."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found.cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    found.size.append(usage.ru_maxrss / 1024)


def main() -> None:
    """Measure at the sizes that are named, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk_files", description="Tables in, Parquet out.")
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000, 1_000_000], help="numbers of cases")
    parser.add_argument("--memory", default="4GiB", help="what the command may take (4GiB)")
    parser.add_argument("--forms", default=",".join(FORMS), help=f"of {', '.join(FORMS)}; csv is always one (all)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each, in turns (3)")
    parser.add_argument("--clips", action="store_true", help=f"clipspy beside it, up to {CLIPS_UPTO:,} cases")
    options = parser.parse_args()
    forms = [form for form in FORMS if form in options.forms.split(",") or form == "csv"]
    titles = [*(f"bulk run, {form}" for form in forms), "DuckDB script, csv", *(["clipspy, csv"] * options.clips)]
    lines = [_NOTE.format(rounds=options.rounds, memory=options.memory)]
    lines += [f"| cases | {' | '.join(titles)} | csv to the script |", "| ---: " * (len(titles) + 2) + "|"]
    names = [*forms, "script", *(["clips"] * options.clips)]
    points: dict[str, list[tuple[float, float]]] = {}
    for size in options.sizes:
        found = _at(size, forms, options.memory, options.rounds)
        if options.clips and size <= CLIPS_UPTO:
            found["clips"] = _clips(size)
        medians = {name: statistics.median(each.cpu) for name, each in found.items()}
        for name, seconds in medians.items():
            points.setdefault(name, []).append((size, seconds))
        cells = [f"{medians[name]:.2f} s, {max(found[name].size):,.0f} MiB" if name in found else "" for name in names]
        lines.append(f"| {size:,} | {' | '.join(cells)} | {medians['csv'] / medians['script']:.1f} |")
    if len(options.sizes) > 1:
        exponents = (f"{fitted(points[name]):.2f}" if len(points.get(name, ())) > 1 else "" for name in names)
        lines.append(f"| exponent | {' | '.join(exponents)} | |")
    sys.stdout.write("\n".join(lines) + "\n")


def _at(size: int, forms: Sequence[str], memory: str, rounds: int) -> dict[str, Measured]:
    """Each contestant at one size, in turns. Ends the program if the conclusions differ."""
    found = {name: Measured() for name in (*forms, "script")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "six.yaml").write_text(SIX_RULES, encoding="utf-8")
        for form in forms:
            write_tables(folder / form, size, form)
        for _ in range(rounds):
            for form in forms:
                measure(command_of(folder / form, folder / "six.yaml", folder / "out", memory), found[form])
            measure(_script(folder / "csv", folder, folder / "hand"), found["script"])
        if _different(folder / "out", folder / "hand"):
            raise SystemExit(f"other conclusions than the script's at {size:,}")
    return found


def _different(out: Path, hand: Path) -> bool:
    """Whether the conclusions in a folder of results are others than those that the script wrote."""
    import duckdb

    types = work_of(SIX_RULES, {}).plan.types
    for name in made_by(work_of(SIX_RULES, {})):
        values = ", ".join(f"fields ->> '{each.name}'" for each in types[name].fields)
        ours = f"SELECT case_id, {values} FROM '{out}/conclusions.parquet' WHERE type = '{name}'"
        theirs = f"FROM '{hand}/{name}.parquet'"
        for one, other in ((ours, theirs), (theirs, ours)):
            if duckdb.execute(f"SELECT count(*) FROM ({one} EXCEPT ALL {other})").fetchall() != [(0,)]:
                return True
    return False


def _clips(size: int) -> Measured:
    """CLIPS from the same CSV, once. Ends the program if it concludes anything else than the script does."""
    found = Measured()
    with tempfile.TemporaryDirectory() as name:
        tables = write_tables(Path(name) / "csv", size, "csv")
        measure([sys.executable, "-m", "benchmarks.peers.bulk_clips", str(tables), f"{name}/clips"], found)
        subprocess.run(_script(tables, tables, Path(name) / "hand"), check=True)
        if _written(Path(name) / "clips", "csv") != _written(Path(name) / "hand", "parquet"):
            raise SystemExit(f"CLIPS concludes otherwise than the script at {size:,}")
    return found


def _written(folder: Path, form: str) -> set[tuple[object, ...]]:
    """The conclusions in a folder that a peer writes, a file for each type."""
    import duckdb

    reader = {"csv": "read_csv('{}', all_varchar = true)", "parquet": "'{}'"}[form]
    return {
        (name, *row)
        for name in made_by(work_of(SIX_RULES, {}))
        for row in duckdb.execute(f"FROM {reader.format(folder / f'{name}.{form}')}").fetchall()
    }


if __name__ == "__main__":
    main()
