#!/usr/bin/env bash
# Version: fastavro 1.13.1
# Guess: a record that is not of its schema is refused when it is written: a truth value that is unknown (None) or a text, a count
#   with a fraction or beyond 32 bits in an `int`, a field that the schema has not got.
# Seen: only a None where a count belongs is refused. Unknown is written as false, the text "false" as true, 5.7 as 5, and 3,000,000,000
#   as an `int` as it is; a field that the schema has not got is left out, and the one that was meant is none. `validate`, which no
#   writer calls unasked, refuses all of it but that field.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" fastavro==1.13.1

"$python" - <<'PY'
import io

import fastavro
from fastavro.validation import validate

schema = fastavro.parse_schema(
    {
        "type": "record",
        "name": "Report",
        "fields": [
            {"name": "confirmed", "type": "boolean"},
            {"name": "count", "type": "int"},
            {"name": "place", "type": ["null", "string"]},
        ],
    }
)


def told(**record):
    file = io.BytesIO()
    try:
        fastavro.writer(file, schema, [record])
    except Exception as error:
        return type(error).__name__
    file.seek(0)
    return next(fastavro.reader(file))


records = [
    {"confirmed": None, "count": 5},
    {"confirmed": "false", "count": 5.7},
    {"confirmed": True, "count": 3_000_000_000},
    {"confirmed": True, "count": 5, "plaec": "Kursk"},
    {"confirmed": True, "count": None},
]
found = [told(**record) for record in records]
valid = [validate(record, schema, raise_errors=False) for record in records]
print(*zip(records, found, valid), sep="\n")
assert found == [
    {"confirmed": False, "count": 5, "place": None},
    {"confirmed": True, "count": 5, "place": None},
    {"confirmed": True, "count": 3_000_000_000, "place": None},
    {"confirmed": True, "count": 5, "place": None},
    "TypeError",
], found
assert valid == [False, False, False, True, False], valid
PY
