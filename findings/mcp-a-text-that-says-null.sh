#!/usr/bin/env bash
# Version: mcp 2.3.0
# Guess: a tool whose parameter is `str | None`, which is a text or nothing to a client too, gets the text that was sent, as a tool
#   with a plain `str` does.
# Seen: the text "null" arrives as None, and a text that is a JSON object or list is taken apart and then refused, since it is no
#   text any more: a case as JSON cannot be handed to a tool that may do without one. With `str` all three arrive as sent, and with
#   either "10" and "true" do.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" mcp==2.3.0

"$python" - <<'PY' 2>/dev/null
import asyncio

from mcp.server import MCPServer

server = MCPServer("texts")


@server.tool()
def plain(text: str) -> str:
    return repr(text)


@server.tool()
def optional(text: str | None = None) -> str:
    return repr(text)


async def asked():
    found = {}
    for tool in ("plain", "optional"):
        for text in ("hello", "10", "true", "null", '{"case": 1}', "[1]"):
            try:
                found[tool, text] = (await server.call_tool(tool, {"text": text})).content[0].text
            except Exception as error:
                found[tool, text] = type(error).__name__
    return found


found = asyncio.run(asked())
print(*found.items(), sep="\n")
changed = {sent: got for sent, got in found.items() if got != repr(sent[1])}
assert changed == {
    ("optional", "null"): "None",
    ("optional", '{"case": 1}'): "ToolError",
    ("optional", "[1]"): "ToolError",
}, changed
PY
