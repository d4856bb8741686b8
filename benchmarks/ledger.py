"""The ledger: a long case, a case of many facts that goes on changing, and processes side by side.

Run alone by ``python -m benchmarks.ledger``, which keeps what it found in benchmarks/results/ledger.md.
"""

from __future__ import annotations

import multiprocessing
import os
import platform
import sys
import tempfile
import time
from itertools import count, islice
from pathlib import Path

from benchmarks.timing import Timing, measure
from tocsin.ledger import Draft, HeldCase, Ledger, PackText, change
from tocsin.ledger.recorded import assertion
from tocsin.ledger.verifying import verify

ENTRIES = int(os.environ.get("TOCSIN_BENCH_ENTRIES", "100_000"))
FACTS = 10_000
PROCESSES, ASSERTS = 8, 500
PACK = '{"roads.yaml":"pack: roads\\ntypes: {edge: {source: int, target: int}}\\nrules: []\\n"}'
DEPLOYMENT = "troop_deployment(sender={}, beneficiary=RUS, headcount={}, role=combat)"
RESULT = Path(__file__).parent / "results" / "ledger.md"


def run() -> tuple[dict[str, int], list[Timing]]:
    """Sizes and timings; TOCSIN_BENCH_LEDGER may name a PostgreSQL database for the processes, besides SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        with Ledger(f"sqlite:///{folder}/ledger.sqlite") as ledger:
            timings = _long_case(ledger, ledger.new_case("long", PackText(PACK)))
        with Ledger(f"sqlite:///{folder}/facts.sqlite") as ledger:
            timings += _many_facts(ledger)
        rates = [_side_by_side("SQLite", f"sqlite:///{folder}/shared.sqlite")]
        other = os.environ.get("TOCSIN_BENCH_LEDGER")
        if other:
            rates.append(_side_by_side("PostgreSQL", other))
    return {"entries": ENTRIES, "facts": FACTS, "processes": PROCESSES, "asserts each": ASSERTS}, [*timings, *rates]


def _long_case(ledger: Ledger, held: HeldCase) -> list[Timing]:
    for start in range(0, ENTRIES, 5_000):
        held.append([_edge(start + step, 0) for step in range(min(5_000, ENTRIES - start))], by="bench")

    def one_more() -> None:
        with held.session(by="bench") as session:
            session.assert_fact("edge(source=1, target=2)")

    def verified() -> None:
        assert verify(ledger.database).is_whole

    return [
        measure("one more assert", one_more, 21),
        measure("first page of the log", lambda: list(islice(held.entries(newest_first=True), 20)), 11),
        measure("audit verify", verified, 3),
        measure("one more inclusion proof", lambda: held.prove(ENTRIES // 3), 11),
    ]


def _many_facts(ledger: Ledger) -> list[Timing]:
    """One more fact in a case that has many and two conclusions of most: derived anew, and kept up."""
    from tocsin.facts.model import Given
    from tocsin.facts.notation import parse_fact

    text = PackText.read("russia-dprk")
    words = text.parse().vocabulary
    actors = ("PRK", "IRN", "BLR", "CHN", "SYR")
    facts = [DEPLOYMENT.format(actors[number % len(actors)], number + 1) for number in range(FACTS)]
    held = ledger.new_case("facts", text, facts=[Given(parse_fact(fact, words)) for fact in facts], by="bench")
    fresh = (DEPLOYMENT.format("PRK", number) for number in count(FACTS + 1))

    def anew() -> None:
        change(held, [assertion(Given(parse_fact(next(fresh), words)))], by="bench")

    timings = [measure(f"assert in a case of {FACTS:,} facts, derived anew and recorded", anew, 3)]
    begun = time.perf_counter()
    live = held.live(by="bench")
    timings.append(Timing("beginning a live session of that case", (time.perf_counter() - begun,)))
    timings.append(measure("assert in that live session", lambda: live.assert_fact(next(fresh)), 51))
    timings.append(measure("denial in that live session", lambda: live.deny(facts[7]), 21))
    begun = time.perf_counter()
    live.record()
    timings.append(Timing("recording at its end", (time.perf_counter() - begun,)))
    return timings


def _edge(source: int, target: int) -> Draft:
    fields = {"source": source, "target": target}
    return Draft("fact_asserted", {"id": f"{source:012x}", "type": "edge", "fields": fields, "reports": []})


def _side_by_side(name: str, url: str) -> Timing:
    with Ledger(url) as ledger:
        held = ledger.new_case(f"shared-{time.time_ns()}", PackText(PACK))
        workers = [multiprocessing.Process(target=_write, args=(url, held.name, n)) for n in range(PROCESSES)]
        start = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        seconds = time.perf_counter() - start
        assert [worker.exitcode for worker in workers] == [0] * PROCESSES
        assert held.size() == PROCESSES * ASSERTS + 2
        assert verify(ledger.database, held.name).is_whole
    return Timing(f"{PROCESSES} processes, {ASSERTS} asserts each, {name}", (seconds,))


def _write(url: str, name: str, number: int) -> None:
    with Ledger(url) as ledger:
        held = ledger.case(name)
        for step in range(ASSERTS):
            held.append([_edge(number, step)], by=f"worker {number}")


def main() -> None:
    """Run everything, print it, and keep it."""
    sizes, timings = run()
    rate = PROCESSES * ASSERTS
    lines = [
        "# The ledger, measured",
        "",
        f"Python {platform.python_version()}, {os.cpu_count()} cores; `python -m benchmarks.ledger`. "
        + ", ".join(f"{key} {value:,}" for key, value in sizes.items())
        + ".",
        "",
        "| what | median, s | spread, s |",
        "| --- | ---: | ---: |",
        *(f"| {timing.name} | {timing.median:.4f} | {timing.spread} |" for timing in timings),
        "",
        *(
            f"{timing.name}: {rate / timing.median:,.0f} entries a second, all there, in one order, chain intact."
            for timing in timings
            if timing.name.startswith(f"{PROCESSES} processes")
        ),
    ]
    text = "\n".join(lines) + "\n"
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
