#!/usr/bin/env bash
# Version: schemathesis 4.32.5 pytest 9.2.0
# Guess: `schemathesis.pytest.from_fixture` makes tests of a schema that a fixture gives, as its documentation has it, under
#   every pytest that its requirements take (8.4 and later, below 10).
# Seen: under 9.2 such a test ends in an AttributeError inside schemathesis ('Function' object has no attribute '_nodeid')
#   before any request is made; a test parametrized by the schema itself, beside it, passes.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" schemathesis==4.32.5 pytest==9.2.0

"$python" - <<'PY'
import pathlib
import subprocess
import sys
import tempfile

TESTS = """
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
"""
with tempfile.TemporaryDirectory() as folder:
    pathlib.Path(folder, "test_shop.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", folder]
    told = subprocess.run(command, capture_output=True, text=True, cwd=folder).stdout
print("\n".join(line for line in told.splitlines() if line.startswith("E  ")), told.splitlines()[-1], sep="\n")
assert "'Function' object has no attribute '_nodeid'" in told
assert "1 failed, 1 passed" in told
PY
