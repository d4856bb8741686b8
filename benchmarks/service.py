"""The service under load: clients that ask, write and follow cases at once, while it is killed in their midst.

Run alone by ``python -m benchmarks.service``, which keeps what it found in benchmarks/results/service.md, or in the
file that is named.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tocsin.engine import Case
from tocsin.ledger import Ledger, PackText
from tocsin.ledger.verifying import verify

CLIENTS = int(os.environ.get("TOCSIN_BENCH_CLIENTS", "50"))
SECONDS = float(os.environ.get("TOCSIN_BENCH_SECONDS", "60"))
CASES = 10
FOLLOWED = 5.0
MIX = {"assess": 30, "why": 25, "assert": 35, "events": 10}
ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).parent / "results" / "service.md"


@dataclass
class Load:
    """What the clients saw: seconds by what they did, answers that are none, and what was acknowledged as written."""

    url: str
    until: float
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    busy: int = 0
    resent: int = 0
    written: dict[str, tuple[str, list[int]]] = field(default_factory=dict)
    """Of each matter that was asserted the case, and the entries that the answer named."""


@dataclass
class Service:
    """A real ``tocsin serve`` of a ledger, which can be killed and started again at its port."""

    url: str
    folder: Path
    port: int = 0
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """It listens."""
        words = [sys.executable, "-m", "tocsin.cli", "serve", "--port", str(self.port), "--rate", "off"]
        known = {"TOCSIN_LEDGER": self.url, "TOCSIN_TOKENS": str(self.folder / "tokens.json")}
        log = (self.folder / "log").open("a", encoding="utf-8")
        self.process = subprocess.Popen(words, cwd=ROOT, env=os.environ | known, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        log.write(line)
        self.port = json.loads(line)["port"]
        # The log goes on into a file: a pipe that nobody empties would stop the service.
        subprocess.Popen(["cat"], stdin=self.process.stderr, stdout=log)
        log.close()

    def end(self, sign: signal.Signals) -> int:
        """It has ended, by that signal; with which code."""
        assert self.process is not None
        self.process.send_signal(sign)
        return self.process.wait(120)


def fresh(url: str) -> list[str]:
    """The names of new cases in the ledger at the URL, each with the facts of the example."""
    text, case = PackText.read("russia-dprk"), Case.load(ROOT / "examples" / "kursk.yaml")
    names = [f"load-{time.time_ns()}-{number}" for number in range(CASES)]
    with Ledger(url) as ledger:
        for name in names:
            ledger.new_case(name, text, facts=case.facts, as_of=case.as_of, by="bench")
    return names


async def client(load: Load, names: list[str], number: int) -> None:
    """One client, that does one thing after the other until the time is up."""
    dice = random.Random(number)
    kinds = dice.choices([*MIX], [*MIX.values()], k=100_000)
    async with httpx.AsyncClient(base_url=load.url, timeout=120) as http:
        for step, kind in enumerate(kinds):
            if time.monotonic() > load.until:
                return
            path = f"/v1/cases/{dice.choice(names)}"
            begun = time.perf_counter()
            if kind == "events":
                await follow(load, http, path)
            else:
                await ask(load, http, path, kind, f"matter {number}-{step}")
                load.seconds[kind].append(time.perf_counter() - begun)


async def ask(load: Load, http: httpx.AsyncClient, path: str, kind: str, matter: str) -> None:
    """A question or a write is answered, however often it has to be sent again."""
    headers: dict[str, str] = {}
    body: dict[str, Any] = {"fact": "sanctions_violation(violator=PRK)"} if kind == "why" else {}
    if kind == "assert":
        headers = {"if-match": "*", "idempotency-key": matter}
        fact = {"council_meeting": {"body": "UN", "subject": matter, "date": "2024-10-30"}}
        body = {"facts": [fact | {"source": {"publisher": "UN", "date": "2024-10-30"}}]}
    while True:
        try:
            told = await http.post(f"{path}/{'facts' if kind == 'assert' else kind}", json=body, headers=headers)
        except httpx.TransportError:
            load.resent += 1
            await asyncio.sleep(0.2)
            continue
        if told.status_code == 503:
            load.busy += 1
            await asyncio.sleep(float(told.headers["retry-after"]))
            continue
        if told.status_code != 200:
            load.errors[f"{kind}: {told.status_code} {told.text[:300]}"] += 1
        elif kind == "assert":
            load.written[matter] = (path.rsplit("/", 1)[1], told.json()["entries"])
        return


async def follow(load: Load, http: httpx.AsyncClient, path: str) -> None:
    """The stream of a case is followed until something has changed, or for a while."""
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(FOLLOWED), http.stream("GET", f"{path}/events") as stream:
            if stream.status_code != 200:
                load.errors[f"events: {stream.status_code}"] += 1
                return
            async for line in stream.aiter_lines():
                if line.startswith(": following"):
                    load.seconds["events, until it follows"].append(time.perf_counter() - begun)
                if line.startswith("event: changed"):
                    load.seconds["events, until something changed"].append(time.perf_counter() - begun)
                    return
            load.resent += 1  # it ended: the service was killed
    except TimeoutError:
        return
    except httpx.TransportError:
        load.resent += 1
        await asyncio.sleep(0.2)


async def drive(service: Service, names: list[str]) -> Load:
    """All clients at once; in the middle of their time the service is killed, and started again."""
    load = Load(f"http://127.0.0.1:{service.port}", time.monotonic() + SECONDS)

    async def kill() -> None:
        await asyncio.sleep(SECONDS / 2)
        await asyncio.to_thread(service.end, signal.SIGKILL)
        await asyncio.to_thread(service.start)

    await asyncio.gather(kill(), *(client(load, names, number) for number in range(CLIENTS)))
    return load


def lost_or_doubled(url: str, names: list[str], load: Load) -> list[str]:
    """What was acknowledged and is not there, or is there twice; nothing, if all is well."""
    found: Counter[tuple[str, str]] = Counter()
    numbers: dict[tuple[str, str], int] = {}
    wrong = []
    with Ledger(url) as ledger:
        for name in names:
            for entry in ledger.case(name).entries(kinds=("fact_asserted",)):
                key = (name, str(entry.content["fields"].get("subject")))
                found[key] += 1
                numbers[key] = entry.number
            if not verify(ledger.database, name).is_whole:
                wrong.append(f"the chain of {name} is broken")
    for matter, (name, entries) in load.written.items():
        if found[name, matter] != 1 or numbers[name, matter] not in entries:
            wrong.append(f"{matter} of {name} is there {found[name, matter]} times, answered as {entries}")
    wrong += [f"{matter} of {name} is there twice" for (name, matter), count in found.items()
              if matter.startswith("matter ") and count > 1]  # fmt: skip
    return wrong


def run(database: str, url: str) -> tuple[list[str], list[str]]:
    """Rows of the table for a ledger in that database, and whatever went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        names = fresh(url)
        service = Service(url, Path(folder))
        service.start()
        try:
            load = asyncio.run(drive(service, names))
            code = service.end(signal.SIGTERM)
        finally:
            if service.process is not None:
                service.process.kill()
        log = (Path(folder) / "log").read_text(encoding="utf-8")
    failed = [line for line in log.splitlines() if not line.startswith("{") or '"event":"error"' in line]
    wrong = [*lost_or_doubled(url, names, load), *(f"{count} times {text}" for text, count in load.errors.items())]
    wrong += [f"it ended with {code}"] if code else []
    wrong += [f"it said: {line}" for line in failed[:20]]
    rows = []
    for kind, seconds in sorted(load.seconds.items()):
        points = statistics.quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else seconds * 99
        rows.append(f"| {database} | {kind} | {len(seconds):,} | {points[49]:.3f} | {points[98]:.3f} |")
    rows.append(f"| {database} | written once, and there | {len(load.written):,} | | |")
    rows.append(f"| {database} | sent again (killed; busy) | {load.resent:,}; {load.busy:,} | | |")
    return rows, wrong


def main() -> None:
    """SQLite, and the PostgreSQL database that TOCSIN_BENCH_LEDGER may name; printed, and kept if nothing was wrong."""
    rows, wrong = [], []
    with tempfile.TemporaryDirectory() as folder:
        ledgers = {"SQLite": f"sqlite:///{folder}/ledger.sqlite"}
        if other := os.environ.get("TOCSIN_BENCH_LEDGER"):
            ledgers["PostgreSQL"] = other
        for database, url in ledgers.items():
            found, amiss = run(database, url)
            rows += found
            wrong += [f"{database}: {text}" for text in amiss]
    mix = ", ".join(f"{share} % {kind}" for kind, share in MIX.items())
    about = (
        f"Python {platform.python_version()}, {os.cpu_count()} cores, on which the clients run, too; "
        f"`python -m benchmarks.service`: {CLIENTS} clients for {SECONDS:g} s, without a pause, on {CASES} cases like "
        f"`examples/kursk.yaml` ({mix}). In the middle the service is killed (SIGKILL) and started again, and whoever "
        "had no answer sends the same again."
    )
    lines = [
        "# The service, measured",
        "",
        about,
        "",
        "| ledger | what | how many | p50, s | p99, s |",
        "| --- | --- | ---: | ---: | ---: |",
        *rows,
        "",
        "No error; every write that was acknowledged is there once; every chain verifies.",
    ]
    text = "\n".join(lines) + "\n"
    if wrong:
        sys.exit("\n".join([*rows, *wrong]))
    (Path(sys.argv[1]) if len(sys.argv) > 1 else RESULT).write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
