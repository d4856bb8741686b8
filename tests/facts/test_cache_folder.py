"""The folder of what can be worked out again is where the platform has it."""

from pathlib import Path

import platformdirs
import pytest

from tocsin.facts.cache_folder import VARIABLE, cache_folder


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
