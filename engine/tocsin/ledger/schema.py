"""The tables of a ledger, as its newest migration leaves them.

``cases``    one row for each case, which also is what a writer of the case locks
``entries``  the chain: ``kind`` and ``recorded`` repeat what the payload says, for searching; ``nodes`` are the Merkle
             nodes the entry completes, so that a head or a proof takes a number of rows that grows with the logarithm
``packs``    the text of every file of a pack, under the digest of that text
``requests`` which requests of clients were carried out, by which entries (see ``requests.py``)
``schema_steps``  the migrations that were applied

Everything in a row is either part of an entry's hash or worked out again from entries by ``verify``; but for requests,
which say nothing of a case.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, Table, Text

METADATA = MetaData()
STEPS = Table("schema_steps", METADATA, Column("version", Integer, primary_key=True), Column("name", Text))
CASES = Table("cases", METADATA, Column("name", Text, primary_key=True), Column("first_hash", Text))
ENTRIES = Table(
    "entries",
    METADATA,
    Column("case_name", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", Text),
    Column("recorded", Text),
    Column("payload", Text),
    Column("entry_hash", Text),
    Column("nodes", Text),
)
REQUESTS = Table(
    "requests",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("digest", Text),
    Column("case_name", Text),
    Column("first", Integer),
    Column("last", Integer),
)
PACKS = Table("packs", METADATA, Column("digest", Text, primary_key=True), Column("files", Text))
