#!/usr/bin/env bash
# Version: pyyaml 6.0.4
# Guess: the C loader and the Python loader of one release take the same documents.
# Seen: a text within 1,001 flow sequences is refused by CSafeLoader ("exceeded maximum nesting depth", a ScannerError,
#   as if it were no YAML) and taken by SafeLoader. The libyaml in the wheel has a limit that 6.0.3's had not.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" pyyaml==6.0.4

"$python" - <<'PY'
import sys

import yaml

sys.setrecursionlimit(20_000)


def events(loader, depth):
    try:
        return sum(1 for _ in yaml.parse("[" * depth + "x" + "]" * depth, Loader=loader))
    except yaml.scanner.ScannerError as error:
        return error.problem


told = {loader.__name__: [events(loader, depth) for depth in (1_000, 1_001)] for loader in (yaml.CSafeLoader, yaml.SafeLoader)}
print(told)
assert told == {"CSafeLoader": [2005, "exceeded maximum nesting depth"], "SafeLoader": [2005, 2007]}
PY
