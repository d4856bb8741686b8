"""Every problem code has its section in docs/problems.md, under its own title."""

import re
from pathlib import Path

import pytest

from tocsin.authoring import codes as authoring_codes
from tocsin.bulk import codes as bulk_codes
from tocsin.cli.language_server import codes as language_server_codes
from tocsin.engine import codes as engine_codes
from tocsin.explain import codes as explain_codes
from tocsin.facts import codes as facts_codes
from tocsin.judgement import codes as judgement_codes
from tocsin.ledger import codes as ledger_codes
from tocsin.page import codes as page_codes
from tocsin.proof import codes as proof_codes
from tocsin.proving import codes as proving_codes
from tocsin.rules import codes as rules_codes
from tocsin.rules import packages
from tocsin.service import codes as service_codes

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"
REGISTRIES = (
    facts_codes.CODES,
    rules_codes.CODES,
    rules_codes.WARNINGS,
    engine_codes.CODES,
    explain_codes.CODES,
    judgement_codes.CODES,
    bulk_codes.CODES,
    ledger_codes.CODES,
    proof_codes.CODES,
    service_codes.CODES,
    language_server_codes.CODES,
    page_codes.CODES,
    proving_codes.CODES,
    authoring_codes.CODES,
    packages.CODES,
)
SECTIONS = dict(re.findall(r"^### ([TW]\d+) · (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE))


@pytest.mark.parametrize("registry", REGISTRIES)
def test_every_code_has_a_section_with_its_title(registry):
    assert registry == {code: SECTIONS.get(code) for code in registry}


def test_no_two_rooms_use_one_code():
    codes = [code for registry in REGISTRIES for code in registry]
    assert sorted(codes) == sorted(set(codes))


def test_no_section_is_about_a_code_that_is_gone():
    assert set(SECTIONS) == {code for registry in REGISTRIES for code in registry}
