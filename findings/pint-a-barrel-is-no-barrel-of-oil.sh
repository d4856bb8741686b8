#!/usr/bin/env bash
# Version: pint 0.25.3 quantities 0.16.4 cf-units 3.3.1 misu 2.1.0
# Guess: a barrel, bbl, is that in which oil is counted (and in which the Security Council counts it): 42 gallons, 159 litres, in each
#   library of units; and a million of them are Mbbl or MMbbl, or neither is known.
# Seen: it is 119 litres in one of four, a quarter less: 500,000 bbl are 375,000 of oil there, which has a name of its own. Mbbl, to
#   those who trade in it a thousand, is a million; and MMbbl, a million to them, is the millionth part of a barrel in the one that
#   knows it.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" pint==0.25.3 quantities==0.16.4 cf-units==3.3.1 misu==2.1.0

"$python" - <<'PY'
import cf_units
import misu
import pint
import quantities

units = pint.UnitRegistry()
found = {
    "pint": units("bbl").to("litre").magnitude,
    "quantities": float(quantities.Quantity(1, "bbl").rescale("L")),
    "cf-units": float(cf_units.Unit("bbl").convert(1, "L")),
    "misu": misu.bbl.magnitude / misu.litre.magnitude,
}
million = [units("Mbbl") / units("bbl"), cf_units.Unit("Mbbl").convert(1, "bbl"), misu.MMbbl.magnitude / misu.bbl.magnitude]
oil = units("500000 bbl").to("oil_bbl").magnitude
found = {name: round(litres, 1) for name, litres in found.items()}
million = [float(f"{float(times):.6g}") for times in million]
print(found, million, round(oil))
assert found == {"pint": 119.2, "quantities": 159.0, "cf-units": 159.0, "misu": 159.0}, found
assert million == [1e6, 1e6, 1e-6], million
assert round(oil) == 375_000, oil
PY
