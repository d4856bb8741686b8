#!/usr/bin/env bash
# Version: cel-python 0.5.0
# Guess: n > 9999 and 9999 < n are one question for a head count of 10000.0 (as JSON may write it), and n == 10000 holds too:
#   CEL compares its kinds of numbers by value.
# Seen: the first holds, the others raise an error ("no matching overload"). What stands on the left decides: a fraction may be
#   compared with a whole number, not the other way round. True is 1 (flag == 1), 1 is not True, but an error; and
#   string(true) is "True", which no text of CEL's is.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" cel-python==0.5.0

"$python" - <<'PY'
import celpy


def told(text):
    environment = celpy.Environment()
    program = environment.program(environment.compile(text))
    try:
        return program.evaluate(celpy.json_to_cel({"n": 10000.0, "flag": True}))
    except celpy.CELEvalError:
        return "error"


asked = ["n > 9999", "9999 < n", "n == 10000", "flag == 1", "1 == flag", "string(flag)"]
found = {text: told(text) for text in asked}
print(found)
assert list(found.values()) == [True, "error", "error", True, "error", "True"], found
PY
