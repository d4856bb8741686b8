#!/usr/bin/env bash
# Version: pyodide 314.0.7
# Guess: a database of SQLite in a folder that Pyodide shares with its machine (NODEFS, under Node) is locked there as
#   between any two processes: who would write while another writes waits, and is then told that it is locked.
# Seen: Pyodide writes at once, as though nobody held a lock, and the process that held it can no longer commit.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" pyodide@314.0.7

cat > "$folder/writer.mjs" <<'JS'
import { loadPyodide } from "pyodide";
const python = await loadPyodide();
python.FS.mkdirTree("/shared");
python.FS.mount(python.FS.filesystems.NODEFS, { root: process.argv[2] }, "/shared");
python.runPython(`
import sqlite3

connection = sqlite3.connect("/shared/stock.sqlite", timeout=1, isolation_level=None)
try:
    connection.execute("INSERT INTO stock VALUES ('oats')")
    print("written")
except sqlite3.OperationalError as error:
    print(error)
`);
JS

"$python" - "$folder" <<'PY'
import sqlite3
import subprocess
import sys
from pathlib import Path

folder = Path(sys.argv[1])
shared = folder / "shared"
shared.mkdir()
here = sqlite3.connect(shared / "stock.sqlite", isolation_level=None)
here.execute("CREATE TABLE stock (name TEXT)")


def write_beside(command):
    """What another process says that writes while this one does, and what this one says when it commits."""
    here.execute("BEGIN EXCLUSIVE")
    here.execute("INSERT INTO stock VALUES ('rye')")
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    try:
        here.execute("COMMIT")
    except sqlite3.OperationalError as error:
        return told, str(error)
    return told, "committed"


native = "import sqlite3, sys\ntry: sqlite3.connect(sys.argv[1], timeout=1).execute(\"INSERT INTO stock VALUES ('oats')\")"
native += "\nexcept sqlite3.OperationalError as error: print(error)"
beside = write_beside([sys.executable, "-c", native, str(shared / "stock.sqlite")])
print("another Python:", beside)
pyodide = write_beside(["node", str(folder / "writer.mjs"), str(shared)])
print("Pyodide:", pyodide)
assert beside == ("database is locked", "committed")
assert pyodide == ("written", "disk I/O error")
PY
