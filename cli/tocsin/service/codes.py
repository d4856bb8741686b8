"""The problem codes of the service, each with its title; documented in docs/problems.md."""

NOT_DERIVED = "T700"
NOT_SERVED = "T701"
BAD_REQUEST = "T702"
NOT_WRITABLE = "T703"
TOO_LARGE = "T704"
NO_EXTRA = "T705"

CODES: dict[str, str] = {
    NOT_DERIVED: "there is nothing to explain",
    NOT_SERVED: "no such case is served",
    BAD_REQUEST: "the request is not made as it should be",
    NOT_WRITABLE: "nothing may be written",
    TOO_LARGE: "the request is too large",
    NO_EXTRA: "an extra is not installed",
}
