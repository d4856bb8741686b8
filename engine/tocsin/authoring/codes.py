"""The problem codes of writing packs, each with its title; documented in docs/problems.md."""

from typing import Final

CASE_FAILS: Final = "T740"
NO_DOCUMENT: Final = "T741"
EXISTS: Final = "T742"
NOT_IN_STEP: Final = "T743"
NO_SUCH_PART: Final = "T744"

CODES: Final[dict[str, str]] = {
    CASE_FAILS: "a case fails as the pack is",
    NO_DOCUMENT: "the document holds no text",
    EXISTS: "the folder is not empty",
    NOT_IN_STEP: "the statements cannot be kept in step",
    NO_SUCH_PART: "the pack has no such rule or section",
}
