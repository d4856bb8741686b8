"""Where the SQL of a derivation runs on Spark: large tables on the workers, small ones beside the driver.

A rule base of some hundred rules makes some thousand queries, most of them over a few distinct contents, and Spark
takes a tenth of a second for any. So a query whose tables are all small is answered by DuckDB in the driver's
process; one that meets a large table is answered by Spark, to which the small ones are sent. Both give the same rows.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk.executor import DuckDB
from tocsin.bulk.spark.dialect import NUMBER, Translated, translate, words_of

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

SMALL: Final = 100_000
"""Tables of so many rows at most are small."""
_PIECES: Final = 8
"""A table that has been added to more often than this is written together, so that plans stay small."""
_PARTITION: Final = 33
"""``monotonically_increasing_id`` has the partition above this many bits."""


class _Table:
    """One table: how many rows, the pieces of them that workers keep, and whether the driver holds it."""

    def __init__(self, count: int, pieces: list[DataFrame] | None = None) -> None:
        self.count = count
        self.pieces = pieces
        self.on_driver = pieces is None
        self.shown = False

    @property
    def whole(self) -> DataFrame:
        """The rows on the workers."""
        assert self.pieces is not None
        frame = self.pieces[0]
        for piece in self.pieces[1:]:
            frame = frame.union(piece)
        return frame


class Spark:
    """Spark, through a session that the caller opens and closes; tables are temporary views of it.

    A large table's rows are computed when it is made, and its plan is cut there (``localCheckpoint``): what reads it
    finds rows, never the queries behind them, and numbers given to rows stay with them. A worker that is lost takes
    its rows along and the run fails; it is taken up from the last chunk that was kept. ``small`` is in rows; with 0,
    Spark answers everything. One thread at a time: Spark's workers are kept busy by each query alone.
    """

    lanes = 1
    at_once: int | None = None

    def __init__(self, session: SparkSession, driver: DuckDB, small: int = SMALL) -> None:
        self.session = session
        self._driver = driver
        self._small = small
        self._tables: dict[str, _Table] = {}

    @classmethod
    def of(cls, session: SparkSession, memory: int | None, threads: int | None, small: int = SMALL) -> Spark:
        """Spark with a DuckDB of its own, which ``close`` closes."""
        from tocsin.bulk.database import connect

        return cls(session, DuckDB(connect(None if memory is None else memory // 3, threads, None)), small)

    def close(self) -> None:
        """Forget every table."""
        for name in list(self._tables):
            self._hide(name)
        self._tables.clear()
        self._driver.connection.close()

    def shared(self, lanes: int) -> AbstractContextManager[None]:
        """Nothing is divided."""
        return nullcontext()

    def interrupt(self) -> None:
        """Interrupt the driver's DuckDB."""
        self._driver.interrupt()

    def create(self, name: str, query: str) -> int:
        """Make a table of the rows of a query."""
        if self.is_small(query):
            found = _Table(self._driver.create(name, query))
        else:
            frame, count = self._computed(query)
            found = _Table(count, [frame])
            self._driver.drop(name)
        self._hide(name)
        self._tables[name] = found
        return found.count

    def append(self, name: str, query: str) -> int:
        """Add the rows of a query to a table."""
        table = self._tables[name]
        if table.on_driver and self.is_small(query):
            count = self._driver.append(name, query)
            self._hide(name)
            self._tables[name] = _Table(table.count + count)
            return count
        frame, count = self._computed(query)
        if count:
            pieces = [*self._pieces(name), _of_types(frame, self._pieces(name)[0])]
            self._driver.drop(name)
            self._hide(name)
            self._tables[name] = found = _Table(table.count + count, pieces)
            if len(pieces) > _PIECES:
                found.pieces = [found.whole.localCheckpoint()]
        return count

    def replace(self, name: str, other: str) -> None:
        """Give a table the name of another, which is gone."""
        self._hide(other)
        self.drop(name)
        found = self._tables.pop(other)
        if found.on_driver:
            self._driver.replace(name, other)
        self._tables[name] = found

    def words(self, query: str) -> str:
        """Leave texts as they are: numbers for them would have to be agreed between workers."""
        return "VARCHAR"

    def count(self, name: str) -> int:
        """Count the rows of a table."""
        return self._tables[name].count

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Fetch the rows of a query."""
        if self.is_small(query):
            return self._driver.rows(query)
        return [tuple(row) for row in self.frame(query).collect()]

    def arrow(self, query: str) -> pa.Table:
        """Fetch the rows of a query as an Arrow table."""
        return self._driver.arrow(query) if self.is_small(query) else self.frame(query).toArrow()

    def load(self, name: str, table: pa.Table) -> None:
        """Make a table of an Arrow table's rows."""
        self._hide(name)
        self._driver.load(name, table)
        self._tables[name] = _Table(table.num_rows)

    def hold(self, name: str, frame: DataFrame) -> None:
        """Make a table of the rows of a data frame."""
        kept, count = _kept(frame)
        self.drop(name)
        self._tables[name] = _Table(count, [kept])

    def drop(self, name: str) -> None:
        """Drop a table; workers forget its rows when nothing else is made of them."""
        self._hide(name)
        self._driver.drop(name)
        self._tables.pop(name, None)

    def frame(self, query: str) -> DataFrame:
        """The rows of a query as a data frame that workers will compute."""
        return self._planned(translate(query))

    def answer(self, query: str) -> DataFrame:
        """The rows of a query as a data frame, computed already if the driver can."""
        if self.is_small(query):
            return _frame_of(self.session, self._driver.arrow(query))
        return self.frame(query)

    # -- where a table is -----------------------------------------------------------------

    def is_small(self, query: str) -> bool:
        """True if the driver can answer the query, which then has all its tables."""
        names = [name for name in words_of(query) if name in self._tables]
        if any(self._tables[name].count > self._small for name in names):
            return False
        for name in names:
            table = self._tables[name]
            if not table.on_driver:
                self._driver.load(name, table.whole.toArrow())
                table.on_driver = True
        return True

    def _pieces(self, name: str) -> list[DataFrame]:
        table = self._tables[name]
        if table.pieces is None:
            table.pieces = [_frame_of(self.session, self._driver.arrow(f"SELECT * FROM {name}"))]
        return table.pieces

    def _planned(self, translated: Translated) -> DataFrame:
        for name in translated.tables:
            table = self._tables.get(name)
            if table is not None and not table.shown:
                self._pieces(name)
                small = table.count <= self._small
                (table.whole.hint("broadcast") if small else table.whole).createOrReplaceTempView(name)
                table.shown = True
        return self.session.sql(translated.query)

    def _hide(self, name: str) -> None:
        table = self._tables.get(name)
        if table is not None and table.shown:
            self.session.catalog.dropTempView(name)
            table.shown = False

    # -- computing ------------------------------------------------------------------------

    def _computed(self, query: str) -> tuple[DataFrame, int]:
        """The rows of a query, computed and kept, and how many they are."""
        translated = translate(query)
        frame = self._planned(translated)
        if not translated.items:
            kept, count = _kept(frame)
            return _anew(kept), count
        kept = frame.localCheckpoint(eager=False)
        starts, count = _starts(kept)
        return _anew(_numbered(kept, starts).selectExpr(*translated.items)), count


def _anew(frame: DataFrame) -> DataFrame:
    """The rows with columns that Spark takes for no other table's: it knows a column by whence it came.

    Where two tables have one column from a third, and are joined, it may lose one of the two.
    """
    return frame.toDF(*frame.columns)


def _frame_of(session: SparkSession, table: pa.Table) -> DataFrame:
    """The rows of an Arrow table as a data frame."""
    import pyarrow as pa

    if not table.num_rows:
        # Spark takes no column of lists that has no chunk at all.
        table = pa.Table.from_batches([pa.RecordBatch.from_pylist([], table.schema)])
    return session.createDataFrame(table)


def _of_types(frame: DataFrame, other: DataFrame) -> DataFrame:
    """The rows with the names and types of another frame's columns, in order."""
    if frame.dtypes == other.dtypes:
        return frame
    columns = zip(frame.columns, other.schema.fields, strict=True)
    return frame.select(*(frame[own].cast(field.dataType).alias(field.name) for own, field in columns))


def _kept(frame: DataFrame) -> tuple[DataFrame, int]:
    kept = frame.localCheckpoint(eager=False)
    # Counting the plan's own rows is the job that computes them.
    return kept, int(kept._jdf.queryExecution().toRdd().count())


def _starts(frame: DataFrame) -> tuple[dict[int, int], int]:
    """For each partition the number of its first row, and how many rows there are in all."""
    found = frame.selectExpr(f"shiftright({NUMBER}, {_PARTITION}) AS part").groupBy("part").count().collect()
    starts = {}
    count = 0
    for part, rows in sorted(tuple(row) for row in found):
        starts[part] = count + 1
        count += rows
    return starts, count


def _numbered(frame: DataFrame, starts: dict[int, int]) -> DataFrame:
    """The rows numbered from 1, partition after partition."""
    from pyspark.sql.functions import expr

    within = f"({NUMBER} & {2**_PARTITION - 1})"
    listed = ", ".join(f"{part}L, {start}L" for part, start in starts.items())
    first = f"element_at(map({listed}), shiftright({NUMBER}, {_PARTITION}))" if starts else "1L"
    return frame.withColumn(NUMBER, expr(f"{within} + {first}"))
