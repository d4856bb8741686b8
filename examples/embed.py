"""Tocsin as a library: build facts in Python, assess them, and read out why a conclusion follows.

Run it with: python examples/embed.py
"""

from datetime import date

from tocsin.engine import Case, load_pack
from tocsin.explain import resolve, to_text, why
from tocsin.facts import Given, Quantity, Report, Source
from tocsin.facts.vocabularies.geopolitics import TroopDeployment

pack = load_pack("russia-dprk")

deployment = TroopDeployment(
    sender="PRK", beneficiary="RUS", theatre="ukraine_war", headcount=Quantity(9_000, 12_000), role="combat"
)
report = Report(Source(publisher="ROK NIS", date=date(2024, 11, 20)), grade="B2")
case = Case(pack, [Given(deployment, (report,)), "sanctions_regime(imposed_by=UN, target=PRK)"], name="embedded")

assessment = case.assess(as_of=date(2024, 11, 30))
print(f"{len(assessment.conclusions)} conclusions by {' and '.join(assessment.engines)}, for example:")
for conclusion in assessment.conclusions:
    if conclusion.boundary:
        print(f"  {conclusion.qualifier:8} {conclusion.reads}")

# A case is a value: a stronger report makes a new case, and the first one is as it was.
stronger = case.with_facts(["troop_deployment(sender=PRK, beneficiary=RUS, headcount=12_000, role=combat)"]).assess()
identity, *_ = resolve(stronger, "highly_significant_development")
print(to_text(why(stronger, identity), width=100, colour=False))
