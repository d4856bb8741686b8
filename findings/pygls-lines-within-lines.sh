#!/usr/bin/env bash
# Version: pygls 2.1.1 lsprotocol 2025.0.0
# Guess: a language server has the text that the editor has, as both count lines by LF, CR LF and CR, the only line ends of
#   the protocol.
# Seen: a text with U+2028, U+0085, a form feed or a vertical tab has more lines to pygls than to the editor, and an
#   incremental change behind it is made in another line, in silence.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" pygls==2.1.1 lsprotocol==2025.0.0

"$python" - <<'PY'
from lsprotocol import types
from pygls.workspace import TextDocument

found = set()
for sign in ("\u2028", "\x85", "\f", "\v"):
    document = TextDocument("untitled:notes", f"a: x{sign}y\nb: 1\n")
    place = types.Range(types.Position(1, 3), types.Position(1, 4))
    document.apply_change(types.TextDocumentContentChangePartial(range=place, text="2"))
    print(ascii(document.source))
    found.add(document.source.partition(sign)[2])
assert found == {"y2\nb: 1\n"}
PY
