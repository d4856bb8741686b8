"""A registry of firms as one case: who is blocked because blocked owners hold half of a firm, with every derivation.

    python -m benchmarks.registry [FIRMS] [MEMORY] [tenths]

Made up and seeded: three holdings a firm, in 30 layers, some against the order of the layers, so that firms hold each
other; one holding in twelve a range, one in thirty told in two ways. Prints seconds, those of CPU, and the process's
greatest size, and beside them what a recursive query by hand takes in DuckDB, which says who might be blocked and keeps
no derivation. With ``tenths`` each share is a tenth of a percent less: figures of which doubles have no exact sum.
Not part of `make bench`: a million firms take minutes and some gigabytes of disk.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tocsin.bulk.api import question_of
from tocsin.bulk.folder import Settings, run_into
from tocsin.bulk.reading.inputs import find_inputs
from tocsin.bulk.reading.rejects import Rejects
from tocsin.engine import load_pack, plan_of

LAYERS, HELD = 30, 3
LISTED = 2
"""One person in so many is listed."""
BY_HAND = """
WITH RECURSIVE blocked(who, depth) USING KEY (who) AS (
  SELECT person, 0 FROM designated
  UNION
  SELECT h.firm, max(b.depth) + 1
  FROM shares AS h JOIN recurring.blocked AS b ON b.who = h.owner
  WHERE h.firm IN (SELECT n.firm FROM shares AS n JOIN blocked AS t ON t.who = n.owner)
    AND h.firm NOT IN (SELECT who FROM recurring.blocked)
  GROUP BY h.firm HAVING sum(h.most) >= 50
)
SELECT count(*) FROM blocked
"""


def main() -> None:
    firms = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    memory = int(sys.argv[2]) if len(sys.argv) > 2 else 4 * 2**30
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tables").mkdir()
        write_tables(folder / "tables", firms, tenths="tenths" in sys.argv)
        plan = plan_of(load_pack("ownership-and-control"))
        inputs = find_inputs([str(folder / "tables")], plan.pack.vocabulary, [])
        question = question_of(plan, None, None, (), ())
        start, busy = time.perf_counter(), time.process_time()
        settings = Settings(memory=memory, across=True)
        ran = run_into(folder / "out", question, inputs, settings, Rejects(), lambda *_: None)
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        data = ran.summary.data
        blocked, deepest = found(folder / "out")
        by_hand, counted = by_recursive_query(folder / "tables")
    print(f"{firms:,} firms: {blocked:,} blocked, {deepest} deep; {data['derivations']:,} derivations in all")
    print(f"{seconds:.1f} s, {busy:.1f} s of CPU, {peak:.2f} GiB at most; by hand {by_hand:.2f} s of CPU")
    if counted != blocked:
        raise SystemExit("they differ")


def found(folder: Path) -> tuple[int, int]:
    """How many are blocked, and how deep the deepest lies."""
    query = f"SELECT count(*), max(depth) FROM '{folder}/conclusions.parquet' WHERE type = 'blocked_us'"
    [(blocked, deepest)] = duckdb.execute(query).fetchall()
    return blocked, deepest


def by_recursive_query(folder: Path) -> tuple[float, int]:
    """Seconds of CPU of the query by hand, and how many it finds. Rival accounts are taken together beforehand."""
    with duckdb.connect() as connection:
        start = time.process_time()
        connection.execute(f"CREATE TABLE designated AS SELECT person FROM '{folder}/designated.parquet'")
        connection.execute(
            f"CREATE TABLE shares AS SELECT owner, firm, max(percent_high) AS most FROM '{folder}/holds.parquet' "
            "GROUP BY owner, firm"
        )
        [(counted,)] = connection.execute(BY_HAND).fetchall()
        return time.process_time() - start, counted


def write_tables(folder: Path, firms: int, seed: int = 50, tenths: bool = False) -> None:
    """Who is listed, and who holds what."""
    dice = np.random.default_rng(seed)
    size = max(1, firms // LAYERS)
    people = 2 * size
    layer = np.minimum(np.arange(firms) // size, LAYERS - 1)
    firm = np.repeat(np.arange(firms), HELD)
    below = np.repeat(layer, HELD)
    # Owners come from the layer before, one in ten from any before it; one in a thousand from the layer after.
    jump = np.where(dice.random(firm.size) < 0.1, dice.integers(0, np.maximum(below, 1)), below - 1)
    jump = np.where(dice.random(firm.size) < 0.001, np.minimum(below + 1, LAYERS - 1), jump)
    owner = np.minimum(np.maximum(jump, 0) * size + dice.integers(0, size, firm.size), firms - 1)
    person = (jump < 0) | (below == 0)
    owner = np.where(person, dice.integers(0, people, firm.size), owner)
    share = shares(dice, firms).reshape(-1) - (0.1 if tenths else 0)
    width = np.where(dice.random(firm.size) < 1 / 12, dice.integers(1, 9, firm.size), 0)
    holds = pa.table(
        {
            "owner": named(owner, person),
            "firm": named(firm, np.zeros(firm.size, bool)),
            "percent_low": np.maximum(share - width, 0).astype(float),
            "percent_high": np.minimum(share + width, 100).astype(float),
        }
    )
    told = holds.filter(pa.array(dice.random(firm.size) < 1 / 30))
    low = pc.max_element_wise(pc.subtract(told["percent_low"], 7.0), 0.0)
    rivals = told.set_column(2, "percent_low", low).set_column(3, "percent_high", low)
    pq.write_table(pa.concat_tables([holds, rivals]), folder / "holds.parquet")
    listed = np.arange(0, people, LISTED)
    persons: dict[str, Any] = {"person": named(listed, np.ones(listed.size, bool)), "by": ["us"] * listed.size}
    pq.write_table(pa.table(persons), folder / "designated.parquet")


def shares(dice: np.random.Generator, firms: int) -> np.ndarray[Any, Any]:
    """Whole percents that the holders of each firm have: a great one, a middling and a small one, in any order."""
    great = dice.integers(40, 81, firms)
    middling = dice.integers(5, 101 - great)
    small = np.maximum(1, (100 - great - middling) // 2)
    return dice.permuted(np.stack([great, middling, small], axis=1), axis=1)


def named(numbers: np.ndarray[Any, Any], person: np.ndarray[Any, Any]) -> pa.Array:
    """Names of nobody: people and firms by number."""
    kind = pc.if_else(pa.array(person), "Person ", "Sham Firm ")
    return pc.binary_join_element_wise(kind, pc.cast(pa.array(numbers), pa.string()), "")


if __name__ == "__main__":
    main()
