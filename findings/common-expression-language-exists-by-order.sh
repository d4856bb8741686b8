#!/usr/bin/env bash
# Version: common-expression-language 0.10.0 cel-expr-python 0.1.3
# Guess: [1, 2].exists(x, 1 / (x - 1) > 0) is true in every implementation of CEL, and so is [2, 1].exists(…): one element for which
#   it holds is enough, whatever goes wrong with another, since exists() is defined by ||, and `1 / 0 > 0 || true` is true.
# Seen: in the one with Rust inside it is an error or true by the order of the list, all() likewise an error or false, while its ||
#   and && take either order. Google's own has true and false for all of them. The size of "Курск" is 10 to the one and 5 to the other.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" common-expression-language==0.10.0 cel-expr-python==0.1.3

"$python" - <<'PY'
import cel
from cel_expr_python import cel as googles

asked = [
    "1 / 0 > 0 || true",
    "true || 1 / 0 > 0",
    "[1, 2].exists(x, 1 / (x - 1) > 0)",
    "[2, 1].exists(x, 1 / (x - 1) > 0)",
    "[1, 2].all(x, 1 / (x - 1) > 1)",
    "[2, 1].all(x, 1 / (x - 1) > 1)",
    "size('Курск')",
]


def answer(ask):
    try:
        return ask()
    except Exception as error:
        return type(error).__name__


environment = googles.NewEnv()
one = [answer(lambda text=text: cel.evaluate(text, {})) for text in asked]
other = [answer(lambda text=text: environment.compile(text).eval(data={}).plain_value()) for text in asked]
for row in zip(asked, one, other):
    print(*row, sep="  ")
assert other == [True, True, True, True, False, False, 5], other
assert one[:2] == [True, True] and one[3] is True and one[5] is False and one[6] == 10, one
assert isinstance(one[2], str) and isinstance(one[4], str), one
PY
