#!/usr/bin/env bash
# Version: jsonschema 4.26.0 isoduration 20.11.0 jsonschema-rs 0.61.2 fastjsonschema 2.22.3 ajv 8.20.0
#   ajv-formats 3.0.1 @cfworker/json-schema 4.1.6 @exodus/schemasafe 1.3.0
# Guess: `format: duration`, where it is asserted, takes a year and a day (P1Y1D) and no half days (P1.5D) in every validator, and 19.99
#   is a multiple of 0.01.
# Seen: P1Y1D and PT1H1S are no durations to two of six, as the grammar behind the format lets a unit be followed by the next smaller
#   one only; P1.5D, which it has not, is one to two others; P1Y1M1D is one to all. 19.99 is a multiple of 0.01 to four of them.
#   No two validators of one language agree on all of it, so a schema tried in one says little of a file checked in another.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" jsonschema==4.26.0 isoduration==20.11.0 jsonschema-rs==0.61.2 fastjsonschema==2.22.3 ajv@8.20.0 ajv-formats@3.0.1 @cfworker/json-schema@4.1.6 @exodus/schemasafe@1.3.0

cat > "$folder/asked.json" <<'JSON'
[[{"format": "duration"}, "P1Y1M1D"], [{"format": "duration"}, "P1Y1D"], [{"format": "duration"}, "PT1H1S"],
 [{"format": "duration"}, "P1.5D"], [{"multipleOf": 0.01}, 19.99]]
JSON
cat > "$folder/validators.mjs" <<'JS'
import { readFileSync } from "node:fs";
import { Validator } from "@cfworker/json-schema";
import { validator } from "@exodus/schemasafe";
import addFormats from "ajv-formats";
import Ajv from "ajv/dist/2020.js";
const ajv = new Ajv.default();
addFormats.default(ajv);
const asked = JSON.parse(readFileSync(new URL("asked.json", import.meta.url)));
const told = asked.map(([schema, value]) => [
  ajv.validate(schema, value),
  new Validator(schema, "2020-12").validate(value).valid,
  validator(schema, { mode: "lax" })(value),
]);
console.log(JSON.stringify(told));
JS
"$python" - "$folder" <<'PY'
import json
import subprocess
import sys

import fastjsonschema
import jsonschema
import jsonschema_rs


def fast(schema, value):
    try:
        fastjsonschema.validate(schema, value)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
with open(f"{sys.argv[1]}/asked.json") as file:
    asked = json.load(file)
told = json.loads(subprocess.run(["node", f"{sys.argv[1]}/validators.mjs"], check=True, capture_output=True, text=True).stdout)
found = []
for (schema, value), there in zip(asked, told):
    found.append([
        jsonschema.Draft202012Validator(schema, format_checker=checker).is_valid(value),
        jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(value),
        fast(schema, value),
        *there,
    ])
    print(value, *found[-1])
assert found == [
    [True, True, True, True, True, True],
    [True, False, True, True, False, True],
    [True, False, True, True, False, True],
    [True, False, False, False, False, True],
    [False, True, True, False, True, True],
], found
PY
