#!/usr/bin/env bash
# Version: minigraf 2.0.11
# Guess: in this database of what was true when and known when, a claim valid from 1 January to 29 February 2024 is so on the 29th, as
#   its tutorial reads a sale valid to the 28th; one that ends before it begins is refused; and a retraction ends what is true
#   now.
# Seen: it is not so on its last day. A claim that ends before it begins is taken, and is so on no day. A retraction takes no day: it
#   takes back the claim of every day, those long past with it, and of two periods both. A sum of whole numbers beyond 64 bits
#   stays at the last that fits, while + goes on below zero.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" minigraf==2.0.11

"$python" - <<'PY'
import json

from minigraf import MiniGrafDb


def told(*commands):
    database = MiniGrafDb.open_in_memory()
    return [json.loads(database.execute(command)) for command in commands][-1]["results"]


def on(day):
    return f'(query [:find ?flag :valid-at "{day}" :where [:ship :flag ?flag]])'


def flag(begins, ends):
    return f'(transact {{:valid-from "{begins}" :valid-to "{ends}"}} [[:ship :flag "PRK"]])'


winter, summer = flag("2024-01-01", "2024-02-29"), flag("2024-06-01", "2024-08-31")
days = [told(winter, on(day)) for day in ("2024-02-28", "2024-02-29", "2024-02-29T12:00:00Z")]
turned = [told(flag("2024-03-01", "2024-02-01"), on(day)) for day in ("2024-02-01", "2024-02-15", "2024-03-01")]
retracted = [told(winter, summer, '(retract [[:ship :flag "PRK"]])', on(day)) for day in ("2024-01-15", "2024-07-15")]
counts = "(transact [[:a :n 9223372036854775807] [:b :n 1]])"
total = told(counts, "(query [:find (sum ?n) :where [?unit :n ?n]])")
added = told(counts, "(query [:find ?m :where [:a :n ?n] [(+ ?n 1) ?m]])")
print(days, turned, retracted, total, added, sep="\n")
assert days == [[["PRK"]], [], []], days
assert turned == [[], [], []] and retracted == [[], []], (turned, retracted)
assert total == [[9223372036854775807]] and added == [[-9223372036854775808]], (total, added)
PY
