"""The six rules of (b-six) as somebody would write them by hand on DuckDB: ``python bulk_script.py TABLES OUT``.

CSV in, the conclusions of each type out as Parquet, sorted: no derivations, no ids, nothing checked.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import duckdb

STATEMENTS: Final = {
    "breach": """select distinct case_id, sender, ally from deployment d join regime r using (case_id)
        where r.target = d.sender and imposed_by = 'UN' and troops > 10000""",
    "fuel": """select distinct case_id, supplier, taker from shipment s join regime r using (case_id)
        where r.target = s.taker and imposed_by = 'UN' and kind = 'refined'""",
    "exchange": """select distinct case_id, sender as one, ally as other from deployment d
        join shipment s using (case_id) where s.supplier = d.ally and s.taker = d.sender""",
    "concern": """select case_id, one, other from exchange e join breach b using (case_id)
        where b.sender = one and b.ally = other""",
    "enabler": """select distinct case_id, supplier as state from fuel f join breach b using (case_id)
        where b.sender = f.taker""",
    "alarm": """select distinct case_id, one, state as enabler from concern c join enabler e using (case_id)""",
}


def main(tables: Path, out: Path) -> None:
    """Write the conclusions."""
    out.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    connection.execute("set threads to 2")
    for name in ("deployment", "regime", "shipment"):
        connection.execute(f"create table {name} as from read_csv('{tables / name}.csv')")
    for name, statement in STATEMENTS.items():
        connection.execute(f"create table {name} as {statement}")
        connection.execute(f"copy (from {name} order by all) to '{out / name}.parquet'")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
