#!/usr/bin/env bash
# Version: minigraf 2.0.11 datascript 1.8.1
# Guess: two databases whose query language is that of Datomic answer one query alike: units of 10, 10 and 5 sum to 15, a set having 10
#   but once, and to 25 with `:with ?unit`, which is there to keep what is equal apart.
# Seen: so in one. In the other they sum to 25 without it, and with it there are three sums, 10, 5 and 10, each of one unit; the
#   count of figures is 2 or 3, and the greatest with `:with` is one figure or three. None of no units are 0 to the one and nothing
#   to the other.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" minigraf==2.0.11 datascript@1.8.1

cat > "$folder/ask.mjs" <<'JS'
import { readFileSync } from "node:fs";
import datascript from "datascript";
const units = [10, 10, 5].map((n, index) => ({ ":db/id": index + 1, n }));
const database = datascript.db_with(datascript.empty_db(), units);
const asked = JSON.parse(readFileSync(new URL("asked.json", import.meta.url)));
console.log(JSON.stringify(asked.map((query) => datascript.q(query.replaceAll(":n ", '"n" ').replaceAll(":m ", '"m" '), database))));
JS
"$python" - "$folder" <<'PY'
import json
import subprocess
import sys

from minigraf import MiniGrafDb

asked = [
    "[:find (sum ?n) :where [?unit :n ?n]]",
    "[:find (sum ?n) :with ?unit :where [?unit :n ?n]]",
    "[:find (count ?n) :where [?unit :n ?n]]",
    "[:find (max ?n) :with ?unit :where [?unit :n ?n]]",
    "[:find (count ?n) :where [?unit :m ?n]]",
]
with open(f"{sys.argv[1]}/asked.json", "w") as file:
    json.dump(asked, file)
database = MiniGrafDb.open_in_memory()
database.execute("(transact [[:a :n 10] [:b :n 10] [:c :n 5]])")
one = [sorted(json.loads(database.execute(f"(query {query})"))["results"]) for query in asked]
ran = subprocess.run(["node", f"{sys.argv[1]}/ask.mjs"], check=True, capture_output=True, text=True)
other = json.loads(ran.stdout)
for query, *answers in zip(asked, one, other):
    print(query, *answers)
assert one == [[[25]], [[5], [10], [10]], [[3]], [[5], [10], [10]], [[0]]], one
assert other == [[[15]], [[25]], [[2]], [[10]], []], other
PY
