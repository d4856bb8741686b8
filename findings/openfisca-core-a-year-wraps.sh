#!/usr/bin/env bash
# Version: openfisca-core 46.0.1
# Guess: a variable of whole numbers that refuses a month of 3,000,000,000 as too large refuses a year whose months add up to more,
#   or gives the sum; and a year's 100 shared out over its months are 100 again when they are added up.
# Seen: twelve months of 500,000,000 are taken one by one, and the year is 1,705,032,704, positive and plausible, without a
#   warning. 100 a year are 8 a month and 96 a year. In a variable of fractions 16,777,217 is 16,777,216.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" openfisca-core==46.0.1

"$python" - <<'PY'
import warnings

from openfisca_core.entities import build_entity
from openfisca_core.errors import SituationParsingError
from openfisca_core.holders import set_input_divide_by_period
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

warnings.simplefilter("error")
company = build_entity("company", "companies", "", is_person=True)


class turnover(Variable):
    value_type = int
    entity = company
    definition_period = DateUnit.MONTH
    set_input = set_input_divide_by_period


class profit(Variable):
    value_type = float
    entity = company
    definition_period = DateUnit.MONTH


system = TaxBenefitSystem([company])
system.add_variables(turnover, profit)


def year(name, periods):
    situation = {"companies": {"a": {name: periods}}}
    return int(SimulationBuilder().build_from_entities(system, situation).calculate_add(name, "2024")[0])


found = [year("turnover", {f"2024-{month:02}": 500_000_000 for month in range(1, 13)})]
found += [year("turnover", {"2024": 100}), year("profit", {"2024-01": 16_777_217})]
try:
    found.append(year("turnover", {"2024-01": 3_000_000_000}))
except SituationParsingError as error:
    found.append("too large" in str(error))
print(found)
assert found == [1_705_032_704, 96, 16_777_216, True], found
PY
