#!/usr/bin/env bash
# Version: hypothesis 6.170.17
# Guess: with derandomize=True a test draws the same examples in every run, as long as neither the test nor Hypothesis changes.
# Seen: it also draws the constants of whatever modules of the project are imported by then, which the test need not use. One that
#   is imported or not, or a constant in it that becomes another, makes most examples others: one process of a run that is shared
#   out may fail where the next, and the same test alone, pass.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" hypothesis==6.170.17

project=$(mktemp -d)  # what stands in the folder of an environment is none of the project's
trap 'rm -rf "$folder" "$project"' EXIT
cat > "$project/draws.py" <<'PY'
import sys
from hypothesis import given, settings, strategies as st

if sys.argv[1:]:
    import limits  # noqa: F401 - nothing of it is used

drawn = []


@settings(derandomize=True, max_examples=200, database=None)
@given(st.integers())
def draw(number):
    drawn.append(number)


draw()
print(drawn)
PY

drawn() {
    printf 'CEILINGS = [%s]\n' "$1" > "$project/limits.py"
    (cd "$project" && "$python" -B draws.py "${@:2}")
}
few="48_611, 51_203, 60_017, 71_339, 80_651" more="48_612, 51_204, 60_018, 71_340, 80_652"
alone=$(drawn "$few") again=$(drawn "$few") beside=$(drawn "$few" import) edited=$(drawn "$more" import)
"$python" - "$alone" "$again" "$beside" "$edited" <<'PY'
import sys

alone, again, beside, edited = ([int(each) for each in told.strip("[]").split(",")] for told in sys.argv[1:])
print("the same alone; others beside a module that is not used; others again with other constants in it")
assert alone == again
assert alone != beside != edited
limits = {48_611, 51_203, 60_017, 71_339, 80_651}
assert limits & {*beside} and not limits & {*alone}
PY
