#!/usr/bin/env bash
# Version: schemathesis 4.32.5, pytest 9.2.0, which its own requirements take (pytest >= 8.4, < 10)
# Guess: `schemathesis.pytest.from_fixture` makes tests of a schema that a fixture gives, as its documentation has it.
# Seen: every such test ends in an AttributeError inside schemathesis ('Function' object has no attribute '_nodeid')
#   before a request is made; `schemathesis.openapi.from_dict` with `@schema.parametrize()` works beside it.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" schemathesis==4.32.5 pytest==9.2.0 hypothesis==6.170.17

cd "$folder"
cat > test_shop.py <<'PY'
import pytest
import schemathesis

SHOP = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {"/bread": {"get": {"responses": {"200": {"description": "what there is"}}}}},
}


@pytest.fixture
def shop():
    return schemathesis.openapi.from_dict(SHOP)


by_fixture = schemathesis.pytest.from_fixture("shop")
direct = schemathesis.openapi.from_dict(SHOP)


@by_fixture.parametrize()
def test_by_fixture(case):
    assert case.path == "/bread"


@direct.parametrize()
def test_direct(case):
    assert case.path == "/bread"
PY
"$python" -m pytest -q -p no:cacheprovider test_shop.py > told.txt 2>&1 && exit 1
grep -E "AttributeError|passed|failed" told.txt | tail -3
grep -q "'Function' object has no attribute '_nodeid'" told.txt
grep -q "1 failed, 1 passed" told.txt
