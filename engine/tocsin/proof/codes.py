"""The problem codes of certificates, each with its title; documented in docs/problems.md."""

from typing import Final

UNREADABLE: Final = "T451"
REFUSED: Final = "T452"

CODES: Final[dict[str, str]] = {
    UNREADABLE: "no certificate",
    REFUSED: "the certificate is refused",
}
