#!/usr/bin/env bash
# PyYAML 6.0.4: its C loaders refuse what is nested more than 1,000 deep; its Python loaders take it, and so did 6.0.3.
#
# Versions: PyYAML 6.0.4 (libyaml 0.2.6 in its wheel), beside 6.0.3 (libyaml 0.2.5); Python 3.11.
# Behaviour: a valid document, a text within 1,001 flow sequences, is read as parser events. The patch release refuses
#   it in CSafeLoader with a ScannerError, "exceeded maximum nesting depth", as if the text were no YAML; SafeLoader of
#   the same release gives its events. So a document is valid or not by which loader reads it.
# Expected: one limit for both loaders, or none in a patch release.
# Output seen:
#   6.0.3 CSafeLoader: 1000 deep 2005 events, 1001 deep 2007 events
#   6.0.3 SafeLoader: 1000 deep 2005 events, 1001 deep 2007 events
#   6.0.4 CSafeLoader: 1000 deep 2005 events, 1001 deep exceeded maximum nesting depth
#   6.0.4 SafeLoader: 1000 deep 2005 events, 1001 deep 2007 events
# Exits non-zero if that changes. Needs the package index and Python 3.11 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/depth.py" <<'PY'
import sys

import yaml

sys.setrecursionlimit(20_000)
for loader in (yaml.CSafeLoader, yaml.SafeLoader):
    told = []
    for depth in (1_000, 1_001):
        try:
            told.append(f"{depth} deep {sum(1 for _ in yaml.parse('[' * depth + 'x' + ']' * depth, Loader=loader))} events")
        except yaml.scanner.ScannerError as error:
            told.append(f"{depth} deep {error.problem}")
    print(f"{yaml.__version__} {loader.__name__}: {', '.join(told)}")
PY
for version in 6.0.3 6.0.4; do
    python3 -m venv "$folder/$version"
    "$folder/$version/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "PyYAML==$version" 2> "$folder/log" || { cat "$folder/log"; exit 2; }
    "$folder/$version/bin/python" "$folder/depth.py"
done | tee "$folder/told"
diff "$folder/told" - <<'TOLD'
6.0.3 CSafeLoader: 1000 deep 2005 events, 1001 deep 2007 events
6.0.3 SafeLoader: 1000 deep 2005 events, 1001 deep 2007 events
6.0.4 CSafeLoader: 1000 deep 2005 events, 1001 deep exceeded maximum nesting depth
6.0.4 SafeLoader: 1000 deep 2005 events, 1001 deep 2007 events
TOLD
