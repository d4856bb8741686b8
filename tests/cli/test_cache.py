"""``tocsin cache`` says what is kept, and removes it."""

import json


def test_what_is_kept_is_told_and_removed(run, tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("TOCSIN_CACHE", str(folder))
    before = run("assess", "examples/kursk.yaml").out
    told = run("cache")
    size = sum(file.stat().st_size for file in folder.iterdir())

    assert f"2 files kept, {size:,} bytes, in {folder}\n" == told.out
    assert {"folder": str(folder), "files": 2, "bytes": size, "used": True, "cleared": False} == json.loads(
        run("cache", "--json").out
    )
    assert before == run("assess", "examples/kursk.yaml").out
    assert f"2 files removed, {size:,} bytes, in {folder}\n" == run("cache", "clear").out
    assert list(folder.iterdir()) == []


def test_what_pages_run_on_is_told_and_removed_and_what_is_the_users_own_is_left(run, tmp_path, monkeypatch):
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path))
    (tmp_path / "page").mkdir()
    for name in ("pyodide.tgz", "lark.whl", "mine.txt"):
        (tmp_path / "page" / name).write_text("abc", encoding="utf-8")
    assert f"2 files kept, 6 bytes, in {tmp_path}\n" == run("cache").out
    run("cache", "clear")
    assert [file.name for file in (tmp_path / "page").iterdir()] == ["mine.txt"]
    (tmp_path / "page" / "mine.txt").unlink()
    run("cache", "clear")
    assert not (tmp_path / "page").exists()


def test_a_cache_that_is_off_or_not_used_says_so(run, tmp_path, monkeypatch):
    monkeypatch.setenv("TOCSIN_CACHE", "off")
    assert run("cache").out == "Nothing is kept: TOCSIN_CACHE=off\n"
    tmp_path.chmod(0o777)
    monkeypatch.setenv("TOCSIN_CACHE", str(tmp_path))
    assert "It is not used: somebody else can write there." in run("cache").out
