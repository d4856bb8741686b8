#!/usr/bin/env bash
# Version: logica 1.3.1415926535897 duckdb 2.0.1
# Guess: a program of Logica, a language of rules that is written as SQL for several engines, finds the same on SQLite and on DuckDB;
#   and of a figure that is not known it says neither that it is 1 nor that it is not, however that is written.
# Seen: 7 / 2 is 3 on the one and 3.5 on the other, 1 / 0 nothing or infinite, the greater of 1 and nothing is nothing or 1, and "12x"
#   is 12 or an error. On both `n != 1` does not hold for a figure that is null, and `~(n == 1)` does.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" logica==1.3.1415926535897 duckdb==2.0.1

"$python" - "$folder" <<'PY'
import pathlib
import subprocess
import sys

folder = pathlib.Path(sys.argv[1])


def rows(engine, rules):
    (folder / "program.l").write_text(f'@Engine("{engine}");\n{rules}')
    command = [folder / "bin" / "python", folder / "bin" / "logica", folder / "program.l", "run", "R"]
    ran = subprocess.run(command, capture_output=True, text=True)
    lines = [line.strip("| ") for line in ran.stdout.splitlines() if line.startswith("|")][1:]
    return lines if ran.returncode == 0 else ["error"]


told = 'Told("a", 1); Told("b", null); Told("c", 2);'
asked = [
    "R(x: 7 / 2);",
    "R(x: 1 / 0);",
    "R(x: Greatest(1, null));",
    'R(x: ToInt64("12x"));',
    f"{told} R(who) :- Told(who, n), n != 1;",
    f"{told} R(who) :- Told(who, n), ~(n == 1);",
]
found = [[rows(engine, rules) for engine in ("sqlite", "duckdb")] for rules in asked]
for rules, pair in zip(asked, found):
    print(rules, *pair)
assert found[:4] == [[["3"], ["3.5"]], [["None"], ["inf"]], [["None"], ["1"]], [["12"], ["error"]]], found
assert found[4:] == [[["c"], ["c"]], [["b", "c"], ["b", "c"]]], found
PY
