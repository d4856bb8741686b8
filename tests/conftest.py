"""Hypothesis profiles: what every run tries, and what ``make soak`` tries."""

from hypothesis import HealthCheck, settings

# A busy machine must not fail a property: the first draw of text alone builds tables of Unicode for seconds.
settings.register_profile("tests", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("soak", settings.get_profile("tests"), max_examples=5_000)
settings.load_profile("tests")

# What makes mutants is no test, and imports what only `make mutate` installs.
collect_ignore_glob = ["mutation/*"]
