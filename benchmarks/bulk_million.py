"""A million cases of twelve facts over the shipped pack, under a limit of memory.

    python -m benchmarks.bulk_million [CASES] [MEMORY]

prints seconds and the process's greatest size. Not part of `make bench`: it takes minutes and some gigabytes of disk.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from tocsin.bulk.api import question_of
from tocsin.bulk.folder import Settings, run_into
from tocsin.bulk.reading.inputs import find_inputs
from tocsin.bulk.reading.rejects import Rejects
from tocsin.engine import load_pack, plan_of

ACTORS = ("PRK", "RUS", "CHN", "USA", "KOR", "JPN", "UKR", "IRN")
EACH = 4
"""Facts of each of three types in a case."""
BATCH = 50_000


def main() -> None:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    memory = int(sys.argv[2]) if len(sys.argv) > 2 else 4 * 2**30
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tables(folder, cases)
        plan = plan_of(load_pack("russia-dprk"))
        inputs = find_inputs([str(folder)], plan.pack.vocabulary, [])
        question = question_of(plan, None, None, (), ())
        start = time.perf_counter()
        ran = run_into(folder / "out", question, inputs, Settings(memory=memory), Rejects(), lambda *_: None)
        seconds = time.perf_counter() - start
    data = ran.summary.data
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{data['cases']:,} cases, {data['conclusions']:,} conclusions, {data['derivations']:,} derivations")
    print(f"{seconds:.1f} s, {data['cases'] / seconds:,.0f} cases a second, {peak:.2f} GiB at most")


def write_tables(folder: Path, cases: int) -> None:
    dice = Random(1)
    for name, row in (("troop_deployment", deployment), ("verification", verification), ("sanctions_regime", sanction)):
        writer = None
        for start in range(0, cases, BATCH):
            numbers = [case for case in range(start, min(start + BATCH, cases)) for _ in range(EACH)]
            rows = pa.Table.from_pylist([{"case_id": f"case-{case:08d}", **row(dice)} for case in numbers])
            writer = writer or pq.ParquetWriter(folder / f"{name}.parquet", rows.schema)
            writer.write_table(rows)
        if writer is not None:
            writer.close()


def deployment(dice: Random) -> dict[str, object]:
    sender, beneficiary = dice.sample(ACTORS, 2)
    low = dice.randrange(1_000, 20_000)
    ends = {"headcount_low": low, "headcount_high": low + dice.choice((0, 500, 5_000))}
    return {"sender": sender, "beneficiary": beneficiary, **ends, "role": dice.choice(("combat", "support"))}


def verification(dice: Random) -> dict[str, object]:
    return {"subject": "troop_deployment", "actor": dice.choice(ACTORS), "status": "confirmed"}


def sanction(dice: Random) -> dict[str, object]:
    return {"imposed_by": dice.choice(("UN", "USA", "EU")), "target": dice.choice(ACTORS)}


if __name__ == "__main__":
    main()
