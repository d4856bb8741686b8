#!/usr/bin/env bash
# Version: clipspy 1.0.6
# Guess: explode$ makes a word of everything in a text between blanks, as the manual has it ("each field in a string").
# Seen: the text is read as a program: what follows a semicolon is a comment and gone, without a message, so of
#   "Kursk; 10000 troops" one word is left. string-to-field does the same, brackets become words of their own, and 3.5e3 is
#   3500.0.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" clipspy==1.0.6

"$python" - <<'PY'
import clips

environment = clips.Environment()
asked = ['(explode$ "Kursk; 10000 troops")', '(string-to-field "Kursk;Belgorod")', '(explode$ "troops(combat) 3.5e3")']
found = [environment.eval(text) for text in asked]
print(found)
assert found == [("Kursk",), "Kursk", ("troops", "(", "combat", ")", 3500.0)], found
PY
