"""Whoever changes what is stored is found out: every column of every row, every byte of every entry."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy

from tests.ledger.forging import parts, resealed
from tests.ledger.worlds import pack_text, small_case
from tocsin.facts import ProblemError
from tocsin.facts.json_values import canonical_json
from tocsin.ledger import Draft, Ledger, change, codes, head_of
from tocsin.ledger.entry import payload_hash
from tocsin.ledger.export import export_lines, verify_export
from tocsin.ledger.importing import import_export
from tocsin.ledger.packs import text_digest
from tocsin.ledger.signing import is_signed_by, sign
from tocsin.ledger.verifying import verify

CHANGES = ["''", "NULL", "'x'", "0", "{column} || ' '", "upper({column})", "lower({column})", "substr({column}, 2)"]


@pytest.fixture
def unprotected(ledger):
    """A small ledger with an assessment, and a function that runs a statement on it with every protection off."""
    held = small_case(ledger, count=2)
    change(
        held,
        [Draft("fact_asserted", {**held.entry(3).content, "fields": {"source": 5, "target": 6}, "id": "2db808d35a80"})],
    )
    engine = sqlalchemy.create_engine(ledger.database.url, poolclass=sqlalchemy.NullPool, isolation_level="AUTOCOMMIT")
    opened: list[sqlalchemy.Connection] = []

    def connection():
        if not opened:  # as late as possible: some tests first look at the ledger as it was
            opened.append(engine.connect())
            _lay_open(opened[0])
        return opened[0]

    def run(*statements):
        found = [connection().exec_driver_sql(statement) for statement in statements or ("SELECT 1",)]
        return [tuple(row) for row in found[-1]] if found[-1].returns_rows else []

    yield run
    for each in opened:
        each.close()
    engine.dispose()


def _lay_open(connection):
    """Every protection of the database is off."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for name in connection.exec_driver_sql(triggers).scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        connection.exec_driver_sql("SET session_replication_role = replica")
        for table in ("entries", "cases", "packs"):
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")


def found_in(ledger, **options):
    """What verification finds, apart from the triggers that are gone."""
    findings = verify(ledger.database, **options).findings
    return [
        finding for finding in findings if "protects" not in finding.message and "did not make" not in finding.message
    ]


def test_dropped_triggers_are_found_themselves(ledger, unprotected):
    unprotected()

    assert not verify(ledger.database).is_whole
    assert found_in(ledger) == []


def test_every_change_of_every_column_of_every_row_is_found(ledger, unprotected):
    unprotected()
    tried = 0
    # A row is named by all it holds, so that a statement changes that one and no other.
    for table, columns in _tables(ledger).items():
        rows = unprotected(f"SELECT * FROM {table}")
        for row in rows:
            for column in columns:
                for expression in CHANGES:
                    changed = expression.format(column=column)
                    tried += _try(ledger, unprotected, table, columns, row=row, column=column, expression=changed)
    assert tried > 150
    assert found_in(ledger) == []


def _tables(ledger):
    with ledger.database.reading() as connection:
        inspector = sqlalchemy.inspect(connection)
        return {name: [c["name"] for c in inspector.get_columns(name)] for name in inspector.get_table_names()}


def _try(ledger, run, table, columns, *, row, column, expression):
    """Change one column of one row, see that it is found and where, and change it back; 0 if nothing changed."""
    old = row[columns.index(column)]
    where = " AND ".join(f"{name} = {_literal(value)}" for name, value in zip(columns, row, strict=True))
    try:
        run(f"UPDATE {table} SET {column} = {expression} WHERE {where}")
    except sqlalchemy.exc.DBAPIError:  # the column takes no such value
        return 0
    now = run(f"SELECT * FROM {table}")
    if row in now:
        return 0
    findings = found_in(ledger)
    assert findings, f"{table}.{column} = {expression} of {row}"
    if table == "entries" and column not in ("case_name", "number"):
        assert findings[0].number == row[columns.index("number")]
    new = next(other for other in now if sum(a == b for a, b in zip(other, row, strict=True)) == len(row) - 1)
    clauses = [
        f"{name} IS NULL" if value is None else f"{name} = {_literal(value)}"
        for name, value in zip(columns, new, strict=True)
    ]
    run(f"UPDATE {table} SET {column} = {_literal(old)} WHERE {' AND '.join(clauses)}")
    return 1


def _literal(value):
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


PINNED = pack_text().digest
EMPTY = text_digest("{}")


@pytest.mark.parametrize(
    "statement,told",
    [
        ("DELETE FROM entries WHERE number = 2",
         ["roads, entry 2: entry 2 is missing: the next one is 3",
          f"the ledger: no entry pins the stored pack {PINNED}"]),
        ("DELETE FROM entries WHERE number = 1",
         ["roads, entry 1: entry 1 is missing: the next one is 2",
          f"the ledger: no entry pins the stored pack {PINNED}"]),
        ("UPDATE entries SET number = 17 WHERE number = 3",
         ["roads, entry 3: entry 3 is missing: the next one is 4"]),
        ("UPDATE entries SET number = CASE number WHEN 3 THEN -4 ELSE -3 END WHERE number IN (3, 4);"
         "UPDATE entries SET number = -number WHERE number < 0",
         ["roads, entry 3: the payload is that of entry 4 of 'roads'"]),
        ("UPDATE entries SET number = number + 100 WHERE number > 2;"
         "UPDATE entries SET number = number - 99 WHERE number > 100;"
         "INSERT INTO entries SELECT case_name, 3, kind, recorded, payload, entry_hash, '' FROM entries "
         "WHERE number = 2", ["roads, entry 3: the payload is that of entry 2 of 'roads'"]),
        ("DELETE FROM packs", [f"roads, entry 2: the text of its pack, {PINNED}, is missing"]),
        ("INSERT INTO cases VALUES ('ghost', 'x')", ["ghost, entry 1: the case is listed, and has no entries"]),
        ("DELETE FROM cases", ["roads, entry 1: there are entries, and the case is not listed"]),
        ("UPDATE cases SET first_hash = 'x'", ["roads, entry 1: the list of cases names another first entry"]),
        ("INSERT INTO packs VALUES ('sha256:x', '{}')",
         ["the ledger: the stored text of the pack sha256:x was changed"]),
        ("UPDATE packs SET files = '{}'",
         [f"roads, entry 2: the stored text of the pack {PINNED} was changed"]),
        (f"INSERT INTO packs VALUES ('{EMPTY}', '{{}}')",
         [f"the ledger: the stored text of the pack {EMPTY} holds no files"]),
        ("UPDATE schema_steps SET name = 'x'",
         ["the ledger: the record of migrations was changed: [(1, 'x'), (2, 'x')]"]),
        ("UPDATE entries SET case_name = 'other' WHERE number = 6",
         ["other, entry 1: entry 1 is missing: the next one is 6",
          "other, entry 1: there are entries, and the case is not listed"]),
    ],
)  # fmt: skip
def test_entries_dropped_swapped_or_put_in_are_found_at_the_first(ledger, unprotected, statement, told):
    unprotected()
    unprotected(*statement.split(";"))

    assert told == [str(finding) for finding in found_in(ledger)]


def test_only_what_is_of_the_case_asked_about_is_told(ledger, unprotected):
    small_case(ledger, "rails", count=1)
    unprotected()
    unprotected("UPDATE entries SET payload = 'x' WHERE case_name = 'roads' AND number = 3")
    unprotected("INSERT INTO cases VALUES ('ghost', 'x')")

    whole = verify(ledger.database, "rails")
    assert ([head.case for head in whole.heads], whole.entries) == (["rails"], 3)
    assert found_in(ledger, case="rails") == []
    assert [finding.case for finding in found_in(ledger, case="roads")] == ["roads"]
    assert [finding.case for finding in found_in(ledger)] == ["roads", "ghost"]
    assert verify(ledger.database).entries == 9


def test_a_protection_that_is_gone_and_one_that_is_not_ours_are_named(sqlite_url):
    with Ledger(sqlite_url) as ledger:
        small_case(ledger, count=1)
        with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
            connection.execute("DROP TRIGGER entries_no_update")
            connection.execute("CREATE TRIGGER backdoor AFTER INSERT ON entries BEGIN SELECT 1; END")
        connection.close()
        assert [str(finding) for finding in verify(ledger.database).findings] == [
            "the ledger: what protects or holds the entries was removed or changed: CREATE TRIGGER entries_no_update",
            "the ledger: there is something that Tocsin did not make: CREATE TRIGGER backdoor",
        ]
        found = verify(ledger.database).to_json()
        message = "there is something that Tocsin did not make: CREATE TRIGGER backdoor"
        assert found["findings"][1:] == [{"case": None, "entry": None, "message": message}]  # type: ignore[index]
        assert (found["entries"], found["whole"]) == (3, False)


def test_a_payload_that_is_no_json_is_told_so_even_under_a_hash_that_fits_it(ledger, unprotected):
    forged = "not JSON at all"
    unprotected()
    unprotected(
        f"UPDATE entries SET payload = '{forged}', entry_hash = '{payload_hash(forged.encode())}' WHERE number = 3"
    )

    assert (3, "the payload is not JSON") in [(finding.number, finding.message) for finding in found_in(ledger)]


def test_a_head_kept_elsewhere_shows_what_the_ledger_cannot(ledger, unprotected):
    held = ledger.case("roads")
    kept = held.head()
    earlier = held.head(3)
    assert verify(ledger.database, "roads", [kept, earlier]).is_whole
    unprotected("DELETE FROM entries WHERE number = 6")

    assert found_in(ledger) == [], "a tail that is cut off leaves no trace"
    assert [finding.number for finding in found_in(ledger, heads=[kept])] == [6]
    assert found_in(ledger, heads=[earlier]) == []
    unknown = replace(kept, case="rails")
    assert [str(finding) for finding in found_in(ledger, heads=[unknown])] == [
        "rails, entry 1: a head kept elsewhere is over 6 entries; there is no such case"
    ]
    assert found_in(ledger, case="roads", heads=[unknown]) == []


def test_a_history_written_anew_contradicts_a_head(sqlite_url, tmp_path):
    with Ledger(sqlite_url) as ledger, Ledger(f"sqlite:///{tmp_path / 'other.sqlite'}") as forged:
        kept = small_case(ledger).head(4)
        small_case(forged, by="eve")

        assert verify(forged.database).is_whole
        assert ["rewritten" in str(found) for found in verify(forged.database, None, [kept]).findings] == [True]


def test_a_signature_holds_for_its_head_and_key_only(sqlite_url, tmp_path):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    keys: list[str] = []
    for name in ("ours", "theirs"):
        made = Ed25519PrivateKey.generate()
        pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
        (tmp_path / name).write_bytes(made.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
        public = made.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
        (tmp_path / f"{name}.pub").write_bytes(public)
        keys.append(str(tmp_path / name))
    other = ec.generate_private_key(ec.SECP256R1())
    locked, curve = str(tmp_path / "locked"), str(tmp_path / "curve")
    word = serialization.BestAvailableEncryption(b"word")
    Path(locked).write_bytes(made.private_bytes(pem, serialization.PrivateFormat.PKCS8, word))
    Path(curve).write_bytes(other.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    Path(f"{curve}.pub").write_bytes(
        other.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    with Ledger(sqlite_url) as ledger:
        head = small_case(ledger).head()
    signed = sign(head, keys[0])

    assert is_signed_by(head_of(signed.to_json(), "head"), f"{keys[0]}.pub")
    assert is_signed_by(signed, keys[0])
    assert not is_signed_by(signed, f"{keys[1]}.pub")
    assert not is_signed_by(head, f"{keys[0]}.pub")
    for key, value in (("size", 4), ("case", "x"), ("root", "00" * 32), ("recorded", "never")):
        assert not is_signed_by(head_of({**signed.to_json(), key: value}, "head"), keys[0])
    for use, bad, why in (
        (sign, __file__, "it is no key in PEM"),
        (sign, f"{keys[0]}.pub", "it is no key in PEM"),
        (sign, locked, "it is protected by a passphrase"),
        (sign, curve, "it is no private Ed25519 key"),
        (is_signed_by, curve, "it is no private Ed25519 key"),
        (is_signed_by, f"{curve}.pub", "it is no public Ed25519 key"),
    ):
        with pytest.raises(ProblemError) as caught:
            use(head, bad)
        [problem] = caught.value.problems
        assert (problem.code, problem.message) == ("T618", f"the key cannot be used: {why}")
        assert problem.hint == "make one with: openssl genpkey -algorithm ed25519 -out KEY"


@pytest.fixture
def tiny(tmp_path):
    """A SQLite file with a case of three entries, checkpointed, and the offsets of every byte of their rows."""
    path = tmp_path / "tiny.sqlite"
    with Ledger(f"sqlite:///{path}") as ledger:
        small_case(ledger, count=1)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        rows = connection.execute("SELECT kind, recorded, payload, entry_hash, nodes FROM entries").fetchall()
    connection.close()
    content = path.read_bytes()
    offsets = []
    for number, row in enumerate(rows, 1):
        stored = "".join(row).encode()
        at = content.index(stored)  # a row's columns lie one behind the other
        offsets += [(at + step, number) for step in range(-12, len(stored))]
    return path, content, offsets


def test_any_byte_of_any_entry_of_a_file_that_flips_is_found(tiny):
    path, content, offsets = tiny
    assert len(offsets) > 1_000
    missed = []
    with Ledger(f"sqlite:///{path}", read_only=True) as ledger:
        for offset, number in offsets:
            flipped = bytearray(content)
            flipped[offset] ^= (0x01, 0x20, 0x80)[offset % 3]
            path.write_bytes(flipped)
            told = [finding.number for finding in verify(ledger.database).findings]
            ledger.close()  # the next look is at the file, not at what was read of it before
            # The name of the case and the record's own header stand before the columns that were looked for.
            if not told or (number not in told and None not in told and 1 not in told):
                missed.append((offset, number, told))
    assert missed == []


def test_verifying_a_file_leaves_it_and_its_folder_as_they_were(tiny):
    path, content, _ = tiny
    before = {each.name: each.stat().st_mtime_ns for each in path.parent.iterdir()}
    with Ledger(f"sqlite:///{path}", read_only=True) as ledger:
        assert verify(ledger.database).is_whole
        with pytest.raises(ProblemError) as caught:
            ledger.new_case("more", pack_text())

    assert [problem.code for problem in caught.value.problems] == ["T604"]
    assert path.read_bytes() == content
    assert before == {each.name: each.stat().st_mtime_ns for each in path.parent.iterdir()}


def test_an_empty_database_is_not_made_a_ledger_by_verifying_it(tmp_path):
    path = tmp_path / "odd name?#%41.sqlite"
    path.touch()
    with pytest.raises(ProblemError) as caught:
        Ledger(sqlalchemy.URL.create("sqlite", database=str(path)), read_only=True)

    assert [problem.code for problem in caught.value.problems] == ["T605"]
    assert (path.stat().st_size, [each.name for each in tmp_path.iterdir()]) == (0, [path.name])


@pytest.fixture
def exported(sqlite_url, tmp_path):
    with Ledger(sqlite_url) as ledger:
        held = small_case(ledger, count=1)
        lines = list(export_lines(held))
    path = tmp_path / "roads.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path, lines


def test_an_export_is_whole_and_comes_back_as_it_was(exported, tmp_path):
    path, lines = exported
    with Ledger(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        held = import_export(other, path)

        assert lines == list(export_lines(held))
        assert verify(other.database).is_whole
    assert verify_export(path).is_whole


def test_any_byte_of_an_export_that_flips_is_found(exported):
    path, _ = exported
    content = path.read_bytes().rstrip(b"\n")
    starts = [0, *(at + 1 for at, byte in enumerate(content) if byte == 0x0A)]
    for offset in range(len(content)):
        flipped = bytearray(content)
        flipped[offset] ^= 0x01 if offset % 2 else 0x80
        path.write_bytes(flipped)
        try:
            findings = verify_export(path).findings
        except ProblemError:
            assert offset < starts[1], "only the header can make it no export at all"
            continue
        assert findings, f"byte {offset}"
        line = sum(offset >= start for start in starts)
        if line > 2 and content[offset] != 0x0A:
            assert line - 2 == findings[0].number


@pytest.mark.parametrize(
    "edit",
    [
        lambda lines: lines[:-1],
        lambda lines: [*lines[:2], *lines[3:]],
        lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]],
        lambda lines: [*lines[:3], lines[2], *lines[3:]],
        lambda lines: [*lines, lines[-1]],
        lambda lines: [lines[0], *lines[2:]],
        lambda lines: lines[:1],
        lambda lines: [json.dumps({**json.loads(lines[0]), "more": 1}), *lines[1:]],
    ],
)
def test_an_export_with_lines_dropped_swapped_or_put_in_is_found(exported, edit):
    path, lines = exported
    path.write_text("\n".join(edit(lines)) + "\n", encoding="utf-8")

    assert not verify_export(path).is_whole


def test_what_is_wrong_with_an_export_is_told(exported):
    path, lines = exported
    (header, pack), rest = map(json.loads, lines[:2]), lines[2:]
    [digest] = header["packs"]
    other = text_digest("text")
    bare = canonical_json({**header, "packs": [other]})
    for told, edited in {
        f"line 2 does not hold the pack {digest}": [lines[0], canonical_json({**pack, "digest": other}), *rest],
        f"line 2 does not hold the pack {digest} ": [lines[0], canonical_json({**pack, "files": 1}), *rest],
        f"the text of the pack {digest} was changed": [lines[0], canonical_json({**pack, "files": "text"}), *rest],
        f"the text of the pack {other} holds no files": [bare, canonical_json({"digest": other, "files": "text"})],
        f"the text of its pack, {digest}, is missing": [canonical_json({**header, "packs": []}), *rest],
        "line 3 is not an entry": [*lines[:2], canonical_json({"entry": 1, "hash": ""})],
        "line 3 is not what was exported": [*lines[:2], f"{rest[0]} "],
        "the header names 3 entries and another head": lines[:-1],
        "the header is not what was exported": [canonical_json({**header, "more": 1}), *lines[1:]],
    }.items():
        path.write_text("\n".join(edited) + "\n", encoding="utf-8")
        assert told.strip() == verify_export(path).findings[0].message


@pytest.mark.parametrize("name", ["../roads", "roads.jsonl", "", "r" * 101])
def test_an_export_brings_in_no_name_that_no_case_could_be_given(exported, tmp_path, name):
    path, lines = exported
    header, packs, entries = parts(lines)
    header["head"]["case"] = name
    path.write_text("\n".join(resealed(header, packs, [{**entry, "case": name} for entry in entries])) + "\n")
    assert verify_export(path).is_whole
    with Ledger(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        with pytest.raises(ProblemError) as caught:
            import_export(other, path)
        assert [problem.code for problem in caught.value.problems] == [codes.BAD_NAME]
        assert other.names() == ()


def test_only_an_export_that_is_whole_is_brought_in(exported, tmp_path):
    path, lines = exported
    path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    with Ledger(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        with pytest.raises(ProblemError) as caught:
            import_export(other, path)
        assert [problem.code for problem in caught.value.problems] == ["T607"]
        assert other.names() == ()
    path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        verify_export(path)
    assert [problem.code for problem in caught.value.problems] == ["T616"]
