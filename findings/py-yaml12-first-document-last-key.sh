#!/usr/bin/env bash
# Version: py-yaml12 0.2.0 ruamel.yaml 0.19.1
# Guess: a reader of YAML 1.2 refuses a mapping that says a key twice, which 1.2 forbids, and a file of two documents where it is
#   asked for one; and a whole number is a whole number, however large.
# Seen: of two `count:` the last is taken, of two documents the first, and of `"count":10` the text "count", since what follows the
#   first value is never looked at. Nothing is told of any of it; ruamel.yaml refuses all three. A number of 64 bits is a fraction,
#   and written with 0x a text.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" py-yaml12==0.2.0 ruamel.yaml==0.19.1

"$python" - <<'PY'
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from yaml12 import parse_yaml

texts = ["count: 10\ncount: 20", "count: 10\n---\ncount: 20", '"count":10', "count: 9223372036854775808", "count: 0xFFFFFFFFFFFFFFFF"]


def other(text):
    try:
        return YAML(typ="safe").load(text)
    except YAMLError:
        return "refused"


found = [(parse_yaml(text), other(text)) for text in texts]
print(*found, sep="\n")
assert found[:3] == [({"count": 20}, "refused"), ({"count": 10}, "refused"), ("count", "refused")], found
assert repr(found[3]) == "({'count': 9.223372036854776e+18}, {'count': 9223372036854775808})", found
assert found[4] == ({"count": "0xFFFFFFFFFFFFFFFF"}, {"count": 2**64 - 1}), found
PY
