"""The catalogue: every English phrase that is said to those who write packs, with named placeholders."""

from __future__ import annotations

from typing import Final

# ── what a case lacks to try a part of a rule ────────────────────────────────────────────────────────────────────────

ALWAYS_FIRES: Final = "the rule fires in every case"
NEVER_FIRES: Final = "the rule fires in no case"
NO_CASES: Final = "the pack has no cases"
FAILS_TOO: Final = "this fails too: {comparison}"
HOLDS_EVERYWHERE: Final = "there it holds, by {fact}; no case is like it without that"
GROUP_EVERYWHERE: Final = "there it has matches; no case is like it without them"
NOTHING_BLOCKS: Final = "there nothing matches it; no case is like it with what would"
NOTHING_LIFTS: Final = "there nothing matches it; no case is like it with what would"
ALWAYS_LIFTS: Final = "there it holds; no case is like it without that"
HOLDS_ALWAYS: Final = "there it holds; in no case does it fail where everything else holds"
NOTHING_MATCHES: Final = "there is nothing that it would compare"

# ── what is changed in a mutant ──────────────────────────────────────────────────────────────────────────────────────

DROPPED: Final = "without {condition}"
NO_EXCEPTION: Final = "without the exception {exception}"
BECOMES: Final = "{now} instead of {was}"
SWAPPED: Final = "{one} and {other} swapped in {type}"
REQUALIFIED: Final = "concluding {now} instead of {was}"

# ── why a mutant means the same ──────────────────────────────────────────────────────────────────────────────────────

OTHER_NAMES: Final = "it is the same rule by other names of variables"
COVERED: Final = "whatever it concludes, {rule} concludes as firmly"
KEPT_AWAY: Final = "what the exception keeps away, {rule} concludes as firmly"

# ── what is otherwise with a mutant ──────────────────────────────────────────────────────────────────────────────────

LOST: Final = "{fact} does not follow"
GAINED: Final = "{fact} follows ({strength})"
OTHERWISE: Final = "{fact} follows otherwise ({now} instead of {was})"
ON_THE_BOUNDARY: Final = ", on the boundary"

# ── what a written case is called ────────────────────────────────────────────────────────────────────────────────────

WITHOUT: Final = "without {fact}"
WITH: Final = "with {field}={value} in {type}"
MORE: Final = "and what else follows"
