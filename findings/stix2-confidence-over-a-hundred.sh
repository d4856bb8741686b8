#!/usr/bin/env bash
# Version: stix2 3.0.2
# Guess: an object of STIX 2.1 with a confidence of 101 is refused, since the standard says 0 to 100, as a latitude of 91 is.
# Seen: it is made, serialized and parsed again, and so are -5, 50.9 (as 50) and True (as 1). The scales of the same library
#   (Admiralty, DNI, …) then raise an error for 101. Scale and back is not the same grade either: "Certain" of one, 100, is
#   "1 - Confirmed by other sources" of the other, which is 90.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" stix2==3.0.2

"$python" - <<'PY'
import stix2
from stix2.confidence import scales
from stix2.exceptions import InvalidValueError


def confidence(given):
    place = stix2.v21.Location(country="PRK", confidence=given)
    return stix2.parse(place.serialize()).confidence


found = [confidence(given) for given in (101, -5, 50.9, True)]
print(found)
assert found == [101, -5, 50, 1], found
try:
    stix2.v21.Location(latitude=91, longitude=0)
except InvalidValueError as error:
    print(error)
else:
    raise SystemExit("a latitude of 91 is taken")
try:
    print(scales.value_to_admiralty_credibility(101))
except ValueError as error:
    print(error)
else:
    raise SystemExit("the scale takes 101")
certain = scales.value_to_admiralty_credibility(scales.wep_to_value("Certain"))
assert (certain, scales.admiralty_credibility_to_value(certain)) == ("1 - Confirmed by other sources", 90), certain
PY
