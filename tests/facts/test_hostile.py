"""Hostile input: one clear problem, in bounded time and memory."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from itertools import pairwise

import pytest
from tests.problems import where
from tests.vocabulary import VOCABULARY

from tocsin.facts import ProblemError, read_case
from tocsin.facts.tree import MAX_NODES, parse_json, parse_yaml

SECONDS = 60
LETTERS = "abcdefghijklmnop"
BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join(['*' + before] * 10)}]\n" for before, name in pairwise(LETTERS)
)


@contextmanager
def refused(code):
    """Exactly one problem, of this code, in time."""
    begun = time.process_time()
    with pytest.raises(ProblemError) as caught:
        yield caught
    assert time.process_time() - begun < SECONDS
    assert [problem.code for problem in caught.value.problems] == [code]


def case(path):
    return read_case(path, lambda pack: VOCABULARY)


@pytest.mark.parametrize("name", ["big.yaml", "big.json"])
def test_a_document_of_200_megabytes(tmp_path, name):
    path = tmp_path / name
    with path.open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    with refused("T103"):
        case(path)


@pytest.mark.parametrize("name", ["big.jsonl", "big.csv"])
def test_a_table_of_two_gigabytes(tmp_path, name):
    path = tmp_path / name
    with path.open("wb") as stream:
        stream.truncate(2 * 1024**3)
    with refused("T103"):
        case(path)


@pytest.mark.parametrize("name", ["long.jsonl", "edge.csv"])
def test_a_line_without_end(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"x" * (1024 * 1024 + 1))
    with refused("T116") as caught:
        case(path)
    assert str(caught.value) == f"{path}:1: T116: the line is longer than 1 MiB\n  write one fact per line"


def test_an_alias_bomb():
    with refused("T109"):
        parse_yaml(BOMB, "f")


def test_an_alias_bomb_in_depth():
    text = "a: &a [x]\n" + "".join(f"k{n}: &k{n} [*{'a' if n == 0 else f'k{n - 1}'}]\n" for n in range(100))
    with refused("T107"):
        parse_yaml(text, "f")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_yaml_nested_ten_thousand_deep(opening):
    with refused("T107"):
        parse_yaml(opening * 10_000, "f")


@pytest.mark.parametrize("opening,closing", [("[", "]"), ("{a: ", "}")])
def test_yaml_nested_two_thousand_deep_and_closed_again(opening, closing):
    with refused("T107"):
        parse_yaml(f"{opening * 2_000}x{closing * 2_000}", "f")


def test_yaml_nested_deep_by_indentation():
    with refused("T107"):
        parse_yaml("".join(" " * depth + "a:\n" for depth in range(3_000)), "f")


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_json_nested_ten_thousand_deep(opening):
    with refused("T107"):
        parse_json(opening * 10_000, "f")


def test_a_cyclic_alias():
    with refused("T108"):
        parse_yaml("a: &a\n  b: *a\n", "f")


def test_more_values_than_a_tree_may_hold():
    with pytest.raises(ProblemError, match="T109"):
        parse_json("[" + "0," * MAX_NODES + "0]", "f")
    thousand = "&a [" + "0, " * 999 + "0]"
    with pytest.raises(ProblemError, match="T109"):
        parse_yaml(f"[{thousand}" + ", *a" * (MAX_NODES // 1_000) + "]", "f")


def test_a_hundred_thousand_duplicate_keys_give_a_short_report():
    with pytest.raises(ProblemError) as caught:
        parse_yaml("a: 1\n" * 100_000, "f")
    assert len(caught.value.problems) == 101
    assert str(caught.value.problems[0]) == (
        "f: T199: 99999 problems were found; the first 100 are shown\n  mend these and check again"
    )


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.jsonl", "edge.csv"])
def test_a_binary_file(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"\x7fELF\x02\x01\x01\0\0\0")
    with refused("T104"):
        case(path)


@pytest.mark.parametrize("begin,sort", [(b"PK\x03\x04", "XLSX"), (b"%PDF-1.7", "PDF"), (b"\x1f\x8b\x08", "gzip")])
def test_a_file_of_another_sort_is_named(tmp_path, begin, sort):
    path = tmp_path / "case.yaml"
    path.write_bytes(begin + b"\0\1\2")
    with pytest.raises(ProblemError) as caught:
        case(path)
    [problem] = caught.value.problems
    assert problem.code == "T104"
    assert sort in problem.message


@pytest.mark.parametrize("name", ["a.yaml", "a.json", "a.jsonl", "edge.csv"])
def test_a_file_in_latin_1(tmp_path, name):
    path = tmp_path / name
    path.write_bytes("ok\né".encode("latin-1"))
    with pytest.raises(ProblemError) as caught:
        case(path)
    [problem] = [problem for problem in caught.value.problems if problem.code == "T104"]
    assert where(problem) == (2, 1)


def test_a_file_in_utf_16(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("facts: []", encoding="utf-16")
    with refused("T104"):
        case(path)


def test_a_directory(tmp_path):
    with refused("T102"):
        case(tmp_path)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no /dev/zero")
def test_a_device():
    with refused("T102"):
        case("/dev/zero")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_pipe_that_nobody_writes_to(tmp_path):
    path = tmp_path / "pipe.yaml"
    os.mkfifo(path)
    with refused("T102"):
        case(path)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no sockets with a name")
def test_a_socket(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s.yaml")
        with refused("T101"):
            case("s.yaml")


def test_a_file_that_is_not_there(tmp_path):
    with refused("T101"):
        case(tmp_path / "none.yaml")


def test_a_path_that_cannot_be_one():
    with refused("T101"):
        case("a\0b.yaml")
    with refused("T101"):
        case("x" * 10_000)


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="this system has no /proc")
def test_a_file_that_opens_and_cannot_be_read():
    with refused("T101"):
        case("/proc/self/mem")


def test_a_file_without_permission(tmp_path):
    path = tmp_path / "secret.yaml"
    path.write_text("facts: []")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with refused("T101"):
        case(path)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited and counted as Linux does")
@pytest.mark.parametrize(
    "text",
    [BOMB, "[" * 1_000_000, "- " * 1_000_000, "a: 1\n" * 1_000_000],
    ids=["bomb", "flow", "block", "duplicates"],
)
def test_memory_stays_bounded(tmp_path, text):
    path = tmp_path / "a.yaml"
    path.write_text(text)
    program = (
        "import sys\n"
        "from tocsin.facts.tree import load\n"
        "from tocsin.facts.problems import ProblemError\n"
        "try: load(sys.argv[1])\n"
        "except ProblemError as error: print(len(error.problems))\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    printed = subprocess.run(
        [sys.executable, "-c", program, str(path)], env=environment, check=True, capture_output=True, text=True
    )
    problems, kibibytes = map(int, printed.stdout.split())
    assert problems in (1, 101)
    assert kibibytes < 150 * 1024
