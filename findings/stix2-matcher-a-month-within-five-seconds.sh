#!/usr/bin/env bash
# Version: stix2-matcher 3.0.0
# Guess: five observations spread over October (number_observed 5, from the 1st to the 31st) are not five times within five seconds,
#   and what was seen all of October is not followed by what was seen on the 10th and also follows it.
# Seen: "REPEATS 5 TIMES WITHIN 5 SECONDS" holds for them, as one record counts as five at once; and of two records that overlap each
#   is FOLLOWEDBY the other. A pattern with a time in it is held against the most favourable moment of a record, not against what it
#   says.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" stix2-matcher==3.0.0

"$python" - <<'PY'
from stix2matcher.matcher import match


def bundles(*records):
    """One bundle for each record: first seen, last seen, how often, size of the file seen."""
    found = []
    for number, (first, last, often, size) in enumerate(records):
        name = f"{number:08}-02ac-498a-92f9-32f845f448cf"
        seen = {"type": "file", "spec_version": "2.1", "id": f"file--{name}", "name": "a.txt", "size": size}
        record = {
            "type": "observed-data",
            "spec_version": "2.1",
            "id": f"observed-data--{name}",
            "created": "2024-11-01T00:00:00.000Z",
            "modified": "2024-11-01T00:00:00.000Z",
            "first_observed": first,
            "last_observed": last,
            "number_observed": often,
            "object_refs": [seen["id"]],
        }
        found.append({"type": "bundle", "id": f"bundle--{name}", "objects": [record, seen]})
    return found


def holds(pattern, records):
    return bool(match(pattern, records, stix_version="2.1"))


spread = bundles(("2024-10-01T00:00:00Z", "2024-10-31T00:00:00Z", 5, 10))
apart = bundles(*[(f"2024-10-{day:02}T00:00:00Z", f"2024-10-{day:02}T00:00:00Z", 1, 10) for day in (1, 8, 15, 22, 31)])
overlap = bundles(("2024-10-01T00:00:00Z", "2024-10-31T00:00:00Z", 1, 10), ("2024-10-10T00:00:00Z", "2024-10-12T00:00:00Z", 1, 20))
often = "[file:size = 10] REPEATS 5 TIMES WITHIN 5 SECONDS"
found = [holds(often, spread), holds(often, apart)]
found += [holds(f"[file:size = {one}] FOLLOWEDBY [file:size = {other}]", overlap) for one, other in ((10, 20), (20, 10))]
print(found)
assert found == [True, False, True, True], found
PY
