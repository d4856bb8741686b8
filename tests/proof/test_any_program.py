"""Whatever the rules and facts: what the engine concludes is accepted, and nothing else is."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.explain.test_any_program import assess
from tests.programs import programs
from tocsin.proof import certify, read_certificate, verify

pytestmark = pytest.mark.soak
relaxed = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


@given(programs(reported=True), st.integers(0, 2**32))
@relaxed
def test_the_certificate_of_an_assessment_and_of_each_part_of_it_is_accepted(program, seed):
    assessment = assess(program)
    known = assessment.numbered.ids
    for facts in ([], Random(seed).sample(known, min(2, len(known)))):
        certificate = read_certificate(certify(assessment, facts))
        verify(certificate)
        verify(certificate, assessment.pack)
