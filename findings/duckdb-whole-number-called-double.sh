#!/usr/bin/env bash
# Version: duckdb 2.0.1
# Guess: json_type() tells whole numbers from others, so what it calls DOUBLE has a fraction or has been rounded.
# Seen: from 2^64 on a whole number is called DOUBLE. Its text keeps every digit and a cast to HUGEINT is exact; the
#   type that is named is the one cast of the three that rounds.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" duckdb==2.0.1

"$python" - <<'PY'
import duckdb

query = "SELECT json_type(n), n::VARCHAR, n::HUGEINT, n::DOUBLE::HUGEINT FROM (SELECT json_extract(?, '$.n') AS n)"


def told(text):
    (row,) = duckdb.execute(query, ['{"n": ' + text + "}"]).fetchall()
    print(text, row)
    return row


last, next_one = 2**64 - 1, 2**64 + 1
assert told(str(last)) == ("UBIGINT", str(last), last, 2**64)
assert told(str(next_one)) == ("DOUBLE", str(next_one), next_one, 2**64)
assert told("1.0")[:2] == ("DOUBLE", "1.0")
PY
