"""The problem codes of the service, each with its title; documented in docs/problems.md."""

NOT_DERIVED = "T700"
NOT_SERVED = "T701"
BAD_REQUEST = "T702"
NOT_WRITABLE = "T703"
TOO_LARGE = "T704"
NO_EXTRA = "T705"
OVERTAKEN = "T706"
NO_CONDITION = "T707"
KEY_USED = "T708"
NO_TOKEN = "T709"
NOT_ALLOWED = "T710"
FOREIGN_HOST = "T711"
NOT_LOOPBACK = "T712"
NO_RESOURCE = "T713"
BUSY = "T714"
UNKNOWN_TOKEN = "T715"
INTERNAL = "T716"
BAD_TOKENS = "T717"
TOO_MANY_JOBS = "T718"
NO_RESULT = "T719"
NO_TYPE_SAID = "T725"
TOO_FAST = "T726"
NOT_LISTENING = "T746"

CODES: dict[str, str] = {
    NOT_DERIVED: "there is nothing to explain",
    NOT_SERVED: "no such case is served",
    BAD_REQUEST: "the request is not made as it should be",
    NOT_WRITABLE: "nothing may be written",
    TOO_LARGE: "the request is too large",
    NO_EXTRA: "an extra is not installed",
    OVERTAKEN: "the case has changed",
    NO_CONDITION: "the request does not say what it was made upon",
    KEY_USED: "the idempotency key was used for another request",
    NO_TOKEN: "the request has no token that is good",
    NOT_ALLOWED: "the token does not allow this",
    FOREIGN_HOST: "the request is meant for another host",
    NOT_LOOPBACK: "without tokens it listens on this machine alone",
    NO_RESOURCE: "there is nothing of that name",
    BUSY: "the service is busy",
    UNKNOWN_TOKEN: "there is no such token",
    INTERNAL: "an error in Tocsin itself",
    BAD_TOKENS: "the file of tokens cannot be read",
    TOO_MANY_JOBS: "there is no room for another job",
    NO_RESULT: "the job has no such result",
    NO_TYPE_SAID: "a row of a job names no fact type",
    TOO_FAST: "too many requests",
    NOT_LISTENING: "nothing can listen at the address",
}
