"""Parts of a table are one file with the rows of all, whoever wrote them, and whether their row groups stay or not."""

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tocsin.bulk.chunks import ranges
from tocsin.bulk.parquet_groups import fit, read_footer
from tocsin.bulk.reading.staging import Staged
from tocsin.bulk.writing import join_parts

ROWS = 31_000
"""So many rows in a part that its groups are large enough to stay."""


def part(start, rows):
    numbers = range(start, start + rows)
    return pa.table(
        {
            "case_id": pa.array([f"c{n // 3:06d}" for n in numbers], pa.string()),
            "premises": pa.array([[f"p{n % 7}", "é"][: n % 3] for n in numbers], pa.list_(pa.string())),
            "boundary": pa.array([n % 2 == 0 for n in numbers], pa.bool_()),
            "depth": pa.array(numbers, pa.int32()),
        }
    )


def by_arrow(table, path):
    encoded = table.set_column(0, "case_id", table["case_id"].dictionary_encode())
    pq.write_table(encoded, path, compression="zstd", row_group_size=20_000, store_schema=False)


def by_duckdb(table, path):
    connection = duckdb.connect()
    connection.register("rows", table)
    connection.execute(f"COPY (FROM rows) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


@pytest.mark.parametrize("rows", [(ROWS, ROWS, ROWS), (ROWS,), (5, 0, 7, 1), (0,)])
@pytest.mark.parametrize("writers", [(by_arrow,), (by_duckdb,), (by_arrow, by_duckdb)])
def test_parts_are_one_file_with_the_rows_of_all(tmp_path, rows, writers):
    tables = [part(sum(rows[:at]), count) for at, count in enumerate(rows)]
    paths = [tmp_path / f"{at}.parquet" for at in range(len(rows))]
    for at, (table, path) in enumerate(zip(tables, paths, strict=True)):
        writers[at % len(writers)](table, path)

    join_parts(paths, tmp_path / "all.parquet")

    wanted = pa.concat_tables(tables)
    written = pq.read_table(tmp_path / "all.parquet")
    assert wanted == written.cast(wanted.schema)
    assert written.schema.field("case_id").type == pa.string()
    with duckdb.connect() as reader:
        asked = f"SELECT count(*), max(depth) FROM '{tmp_path / 'all.parquet'}' WHERE depth >= {ROWS}"
        told = reader.sql(asked).fetchall()
    assert told == [(max(0, len(wanted) - ROWS), len(wanted) - 1 if len(wanted) > ROWS else None)]
    groups = pq.read_metadata(tmp_path / "all.parquet").num_row_groups
    if rows == (5, 0, 7, 1):
        assert groups == 1
    elif writers == (by_duckdb,) and rows[0]:
        assert groups == len(rows)
        assert fit([read_footer(path) for path in paths])


@pytest.mark.parametrize("rows, sizes", [(1_200_000, [90]), (2_400_000, [45, 45]), (0, [90])])
def test_chunks_are_of_one_size_and_of_a_million_rows_or_so(rows, sizes):
    assert list(map(len, ranges(Staged((), rows, 90, ()), None))) == sizes
