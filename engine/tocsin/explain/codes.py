"""The problem codes of explanations, each with its title; documented in docs/problems.md."""

from typing import Final

AMBIGUOUS_ID: Final = "T411"

CODES: Final[dict[str, str]] = {
    AMBIGUOUS_ID: "the id is ambiguous",
}
