"""What is piped fits 80 columns, whatever the command."""

import pytest

KURSK = "examples/kursk.yaml"


@pytest.mark.parametrize(
    "arguments",
    [
        ("assess", KURSK),
        ("assess", KURSK, "--not-used"),
        ("why", KURSK, "sanctions_violation", "--all"),
        ("why-not", KURSK, "position_eroded"),
        ("what-if", KURSK, "--retract", "verification(verifier=NATO)"),
        ("readings", KURSK, "--all"),
        ("timeline", KURSK),
        ("assumptions", KURSK),
        ("hypotheses", KURSK),
        ("backtest", KURSK),
        ("support", KURSK, "sanctions_violation"),
        ("facts", "check", KURSK),
        ("facts", "types"),
        ("facts", "types", "troop_deployment"),
        ("rules", "list"),
        ("rules", "coverage"),
        ("rules", "show", "deployment-breaches-un-sanctions"),
    ],
    ids=lambda arguments: " ".join(arguments[:3]),
)
def test_piped_output_fits_80_columns(run, monkeypatch, arguments):
    monkeypatch.delenv("COLUMNS")

    ran = run(*arguments)

    assert ran.err == ""
    assert ran.out != ""
    assert [line for line in ran.out.splitlines() if len(line) > 80] == []
