"""The problem codes of judgements, each with its title; documented in docs/problems.md."""

from typing import Final

UNKNOWN_READING: Final = "T421"
NO_OUTCOMES: Final = "T422"
NO_HYPOTHESES: Final = "T423"
UNKNOWN_HYPOTHESES: Final = "T424"

CODES: Final[dict[str, str]] = {
    UNKNOWN_READING: "unknown reading",
    NO_OUTCOMES: "the pack has no outcomes",
    NO_HYPOTHESES: "the pack has no hypotheses",
    UNKNOWN_HYPOTHESES: "unknown set of hypotheses",
}
