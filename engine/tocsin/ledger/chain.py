"""The entries of one case in the database: read by number, appended under the lock of the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from tocsin.facts.problems import Problem, ProblemError, suggestion
from tocsin.facts.tree.nodes import has_surrogate, shorten
from tocsin.ledger import codes, merkle, schema
from tocsin.ledger.contents import malformed
from tocsin.ledger.entry import Draft, Entry, Kind, leaf_of, seal

if TYPE_CHECKING:
    from sqlalchemy import Connection

LARGEST = 16 * 1024 * 1024
"""The longest payload, in bytes: what an export can hold on one line, and still be read."""
_ENTRY = (schema.ENTRIES.c.payload, schema.ENTRIES.c.entry_hash)
_BATCH = 1_000
_HEX = 64


class Chain:
    """The chain of one case, on a connection that someone else opened."""

    def __init__(self, connection: Connection, case: str) -> None:
        self._connection = connection
        self.case = case
        self._table = schema.ENTRIES.c
        self._own = schema.ENTRIES.c.case_name == case
        self._nodes: dict[tuple[int, int], bytes] = {}

    def require(self, *, locked: bool = False) -> None:
        """The case is there, and with ``locked`` nobody else writes to it before this transaction ends.

        Raises ProblemError with the nearest name if there is no such case.
        """
        found = select(schema.CASES.c.name).where(schema.CASES.c.name == self.case)
        # No database holds a lone surrogate, or can be asked for one.
        asked = not has_surrogate(self.case)
        if not asked or self._connection.scalar(found.with_for_update() if locked else found) is None:
            names = self._connection.scalars(select(schema.CASES.c.name)).all()
            message = f"the ledger has no case {shorten(self.case)}"
            raise ProblemError([Problem(codes.UNKNOWN_CASE, message, None, suggestion(self.case, names, "cases"))])

    def size(self) -> int:
        """How many entries there are."""
        return self._connection.scalar(select(func.max(self._table.number)).where(self._own)) or 0

    def entry(self, number: int) -> Entry | None:
        """The entry of that number."""
        row = self._connection.execute(select(*_ENTRY).where(self._own, self._table.number == number)).first()
        return None if row is None else Entry(*row)

    def last(self, kind: Kind | None = None) -> Entry | None:
        """The last entry, or the last of a kind."""
        query = select(func.max(self._table.number)).where(self._own)
        # With an equality the index by kind holds the answer; a case of that length would be walked through otherwise.
        number = self._connection.scalar(query if kind is None else query.where(self._table.kind == kind))
        return None if number is None else self.entry(number)

    def last_change(self, until: int | None = None) -> int:
        """The number of the last entry (up to one) that is more than a record of an assessment; 0 if there is none."""
        query = select(self._table.number).where(self._own, self._table.kind != "assessment")
        if until is not None:
            query = query.where(self._table.number <= until)
        return self._connection.scalar(query.order_by(self._table.number.desc()).limit(1)) or 0

    def entries(
        self, after: int = 0, until: int | None = None, kinds: Sequence[Kind] = (), *, newest_first: bool = False
    ) -> Iterator[Entry]:
        """The entries after one number and up to another, of these kinds (none: of all), in order, as needed."""
        query = select(*_ENTRY).where(self._own, self._table.number > after)
        if until is not None:
            query = query.where(self._table.number <= until)
        if kinds:
            query = query.where(self._table.kind.in_(kinds))
        order = self._table.number.desc() if newest_first else self._table.number
        # Whoever wants no more of them leaves no cursor open.
        with self._connection.execution_options(yield_per=_BATCH).execute(query.order_by(order)) as rows:
            for row in rows:
                yield Entry(*row)

    def number_at(self, moment: str) -> int:
        """The number of the last entry recorded no later than the moment; 0 if there is none."""
        query = select(func.max(self._table.number)).where(self._own, self._table.recorded <= moment)
        return self._connection.scalar(query) or 0

    def node(self, level: int, index: int) -> bytes:
        """The hash of a perfect node of the Merkle tree, which its last entry keeps."""
        known = self._nodes.get((level, index))
        if known is None:
            last = (index + 1) << level
            query = select(self._table.entry_hash, self._table.nodes).where(self._own, self._table.number == last)
            entry_hash, nodes = self._connection.execute(query).one()
            known = leaf_of(entry_hash) if level == 0 else bytes.fromhex(nodes[(level - 1) * _HEX : level * _HEX])
            self._nodes[level, index] = known
        return known

    def append(self, drafts: Iterable[Draft], by: str, now: str) -> list[Entry]:
        """The drafts are entries of the case, within the transaction that is open.

        Raises ProblemError for what cannot be recorded; the transaction must then be undone.
        """
        last = self.last()
        sealed: list[Entry] = []
        for number, draft in enumerate(drafts, 1 if last is None else last.number + 1):
            last = _sealed(draft, self.case, number, by, now, last)
            sealed.append(last)
        self.insert(sealed)
        return sealed

    def insert(self, entries: Sequence[Entry]) -> None:
        """Sealed entries, which follow from the last one, are entries of the case."""
        rows = []
        for entry in entries:
            number, leaf = entry.number, leaf_of(entry.hash)
            nodes = merkle.completed(number, leaf, self.node)
            for level, node in enumerate((leaf, *nodes)):
                self._nodes[level, (number >> level) - 1] = node
            rows.append(_row(entry, nodes))
        if rows and entries[0].number == 1:
            values = {"name": self.case, "first_hash": entries[0].hash}
            self._connection.execute(insert(schema.CASES).values(**values))
        if rows:
            self._connection.execute(insert(schema.ENTRIES), rows)


def _row(entry: Entry, nodes: Sequence[bytes]) -> dict[str, object]:
    return {
        "case_name": entry.case,
        "number": entry.number,
        "kind": entry.kind,
        "recorded": entry.recorded,
        "payload": entry.payload,
        "entry_hash": entry.hash,
        "nodes": "".join(node.hex() for node in nodes),
    }


def _sealed(draft: Draft, case: str, number: int, by: str, now: str, last: Entry | None) -> Entry:
    """The entry, unless it is not made as entries are, its text is too long, or not text."""
    try:
        entry = seal(draft, case, number, by, now, last)
    except UnicodeEncodeError as error:
        message = f"entry {number} would hold a lone surrogate (U+{ord(error.object[error.start]):04X})"
        hint = "give the name and the reason in UTF-8"
        raise ProblemError([Problem(codes.BAD_TEXT, message, None, hint)]) from None
    wrong = malformed(entry.data)
    if wrong is not None:
        hint = "make its content with assertion, further_report, Pin or Record"
        raise ProblemError([Problem(codes.MALFORMED, f"entry {number} cannot be written: {wrong}", None, hint)])
    size = len(entry.payload.encode("utf-8"))
    if size > LARGEST:
        message = f"entry {number} would have {size:,} bytes; at most {LARGEST:,} can be recorded"
        raise ProblemError([Problem(codes.TOO_LARGE, message, None, "shorten its texts")])
    return entry
