#!/usr/bin/env bash
# Version: fingerprints 1.3.1
# Guess: PAO and PJSC, the Russian public company in Russian and English, have one fingerprint, its name in full has the same,
#   and RAO, which it is not, has another.
# Seen: PAO, PJSC and ПАО become RAO; the full "Public Joint Stock Company" becomes AO, with "public" left over as a part of the
#   name, which remove_types() leaves there too. Two companies have one fingerprint, and one company has two.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" fingerprints==1.3.1

"$python" - <<'PY'
from fingerprints import generate, remove_types

names = ["PAO Sever", "PJSC Sever", "ПАО Север", "RAO Sever", "Public Joint Stock Company Sever", "OAO Sever"]
found = {name: (generate(name), remove_types(name)) for name in names}
print(found)
assert [found[name] for name in names[:4]] == [("rao sever", "sever")] * 4, found
assert found["Public Joint Stock Company Sever"] == ("ao public sever", "public sever"), found
assert found["OAO Sever"] == ("oao sever", "sever"), found
PY
