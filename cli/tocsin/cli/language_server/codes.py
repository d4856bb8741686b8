"""Problem codes of the language server."""

from __future__ import annotations

from typing import Final

NO_LANGUAGE_SERVER: Final = "T760"

CODES: Final = {NO_LANGUAGE_SERVER: "what the language server needs is not installed"}
"""Each code with its title."""
