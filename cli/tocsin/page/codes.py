"""The problem codes of the page, each with its title; documented in docs/problems.md."""

from typing import Final

NO_RUNTIME: Final = "T720"
OTHER_RUNTIME: Final = "T721"
NOT_PORTABLE: Final = "T722"
NOT_OURS: Final = "T723"
BAD_VIEW: Final = "T724"

CODES: Final[dict[str, str]] = {
    NO_RUNTIME: "what runs Python in a browser is not at hand",
    OTHER_RUNTIME: "not the tested files",
    NOT_PORTABLE: "the pack cannot go into a page",
    NOT_OURS: "the folder holds something else",
    BAD_VIEW: "a view of a page that cannot be taken",
}
