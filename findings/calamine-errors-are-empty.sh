#!/usr/bin/env bash
# Version: python-calamine 0.9.1 openpyxl 3.1.5
# Guess: a cell with an error (#N/A, #DIV/0!) comes as its text, as openpyxl gives it, or as something of its own.
# Seen: it comes as '', as a cell does in which nothing is. A formula that failed cannot be told from a figure that nobody
#   reported, and a row of nothing but errors is as empty as a row of nothing.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" python-calamine==0.9.1 openpyxl==3.1.5

cd "$folder"
"$python" - <<'PY'
import openpyxl
import python_calamine

book = openpyxl.Workbook()
for row in (["headcount", "lost"], [10_900, "#N/A"], [None, "#DIV/0!"], [None, None], [11_000, 0]):
    book.active.append(row)
book.save("reports.xlsx")
told = [[cell.value for cell in row] for row in openpyxl.load_workbook("reports.xlsx").active.rows]
found = python_calamine.load_workbook("reports.xlsx").get_sheet_by_index(0).to_python()
print(told, found, sep="\n")
assert told[1:4] == [[10_900, "#N/A"], [None, "#DIV/0!"], [None, None]], told
assert found[1:4] == [[10_900.0, ""], ["", ""], ["", ""]], found
PY
