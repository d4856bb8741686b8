"""The folder of what can be worked out again is where the platform has it."""

from pathlib import Path

import platformdirs
import pytest

from tocsin.facts.cache_folder import VARIABLE, cache_folder, keep, kept_files, read_kept


@pytest.mark.parametrize(
    "told",
    [
        {"HOME": "/home-of-ana"},
        {"HOME": "/home-of-ana", "XDG_CACHE_HOME": ""},
        {"HOME": "/home-of-ana", "XDG_CACHE_HOME": "/elsewhere"},
        {"HOME": "/home-of-ana", "XDG_CACHE_HOME": "within"},
        {"HOME": "within"},
        {"HOME": ""},
        {},
    ],
    ids=str,
)
def test_it_is_the_one_that_platformdirs_names(monkeypatch, told):
    for name in ("HOME", "XDG_CACHE_HOME", VARIABLE):
        monkeypatch.delenv(name, raising=False)
    for name, value in told.items():
        monkeypatch.setenv(name, value)

    assert platformdirs.user_cache_path("tocsin", appauthor=False) == cache_folder()


def test_it_is_the_one_that_the_variable_names_or_none(monkeypatch):
    monkeypatch.setenv(VARIABLE, "kept")
    assert Path("kept") == cache_folder()
    monkeypatch.setenv(VARIABLE, "off")
    assert cache_folder() is None


def test_what_is_in_use_stays_however_many_came_after_it(tmp_path):
    folder = tmp_path / "cache"
    for name in ("in-use.pack", "unused.pack", *(f"{n}.pack" for n in range(197))):
        keep(folder, name, name.encode())
    for n in range(5):
        assert read_kept(folder, "in-use.pack") == b"in-use.pack"
        keep(folder, f"later-{n}.pack", b"")

    assert read_kept(folder, "unused.pack") is None
    assert len(kept_files(folder)) == 200
