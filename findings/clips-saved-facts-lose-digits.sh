#!/usr/bin/env bash
# Version: clipspy 1.0.6
# Guess: facts saved with save-facts and loaded again are the facts that there were: what joined still joins.
# Seen: numbers are written with 15 digits or so, 0.1 + 0.2 comes back as 0.3. A fact saved and loaded no longer joins with
#   one computed anew.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" clipspy==1.0.6

"$python" - <<'PY'
import os
import tempfile

import clips

environment = clips.Environment()
environment.build("(deftemplate total (slot x))")
environment.eval("(assert (total (x (+ 0.1 0.2))))")
before = [fact["x"] for fact in environment.facts()]
path = os.path.join(tempfile.mkdtemp(), "facts.clp")
environment.save_facts(path)
environment.reset()
environment.load_facts(path)
after = [fact["x"] for fact in environment.facts()]
print(before, after)
assert (before, after) == ([0.30000000000000004], [0.3]), (before, after)
PY
