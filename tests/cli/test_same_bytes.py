"""The result's bytes depend on what is asserted and on nothing else."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

from tocsin.facts.tree import load, plain

KURSK = Path(__file__).parents[2] / "examples" / "kursk.yaml"


def result(case: Path, seed: str) -> bytes:
    command = [sys.executable, "-m", "tocsin.cli", "assess", str(case), "--json"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(command, check=True, capture_output=True, env=environment).stdout


def test_neither_process_nor_hash_seed_nor_the_order_of_facts_changes_a_byte(tmp_path):
    data: Any = plain(load(KURSK))
    random.Random(7).shuffle(data["facts"])
    shuffled = tmp_path / "shuffled.json"
    shuffled.write_text(json.dumps(data, sort_keys=True), encoding="utf-8")
    assert result(KURSK, "1") == result(KURSK, "4242") == result(shuffled, "77")
