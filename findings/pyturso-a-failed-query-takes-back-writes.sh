#!/usr/bin/env bash
# Version: pyturso 0.8.3 apsw 3.54.1.0
# Guess: a query that fails within a transaction (a sum beyond 64 bits, a text that is no JSON) leaves what was written before it, to
#   be committed or taken back, in Turso as in SQLite, which it is made to be like.
# Seen: everything written since the last commit is gone, and the transaction with it, though the query only read; the rows written
#   next are in a new one, so that a commit keeps the second half of what belonged together. A query that cannot be prepared (a
#   table that is not there) takes nothing back.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" pyturso==0.8.3 apsw==3.54.1.0

"$python" - <<'PY'
import apsw
import turso


def kept(connect, query):
    connection = connect(":memory:")
    connection.execute("CREATE TABLE entry (number INTEGER)")
    connection.execute("BEGIN")
    connection.execute("INSERT INTO entry VALUES (1)")
    try:
        connection.execute(query).fetchall()
        failed = False
    except Exception:
        failed = True
    connection.execute("INSERT INTO entry VALUES (2)")
    connection.execute("COMMIT")
    return failed, [row[0] for row in connection.execute("SELECT number FROM entry").fetchall()]


queries = [
    "SELECT sum(n) FROM (SELECT 9223372036854775807 AS n UNION ALL SELECT 1)",
    "SELECT json('{')",
    "SELECT number FROM nowhere",
]
found = [(kept(turso.connect, query), kept(apsw.Connection, query)) for query in queries]
print(*found, sep="\n")
assert [pair[1] for pair in found] == [(True, [1, 2])] * 3, found
assert [pair[0] for pair in found] == [(True, [2]), (True, [2]), (True, [1, 2])], found
PY
