"""What checking found in a file, kept until the file or the checker changes.

One SQLite file in a folder of the user's. A result is found again by a digest of all that it follows from: the bytes
of the file, what was asked for, and the checker itself. A value that is not what was stored, a file that another
program made, that is a link, locked, full or cannot be written is the same as no cache at all. Findings, and nothing
that could be executed, are stored in it. Whoever can write to the folder can still forge a result, so that it belongs
in no checkout and in no cache that a pull request can fill.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache as once
from hashlib import blake2b
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec

from loop_engineering import __version__
from loop_engineering.lss import Finding, Suppressed
from loop_engineering.lss.report.excerpt import Excerpt
from loop_engineering.lss.rules import RULES

__all__ = ["FILE_NAME", "MOST_BYTES", "Cache", "Kept", "digest", "opened"]

FILE_NAME = "results.sqlite3"
MOST_BYTES = 64 * 1024 * 1024
"""How large the cache grows; past that the older quarter of it goes. A spec of 220 lines takes about 1 kB."""

_OURS = 0x4C53_5343
"""SQLite's application id of the file ("LSSC")."""
_LAYOUT = 1
_TABLE = "CREATE TABLE results (key BLOB UNIQUE NOT NULL, value BLOB NOT NULL)"
"""The one thing in the file."""
_PATIENCE = 1.0
"""Seconds to wait for another run that is writing."""
_DIGEST = 20
_DEPENDENCIES = ("jsonschema", "jsonschema-rs", "msgspec", "PyYAML")


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What checking found in one file, whatever it is called: the paths in it are empty.

    `excerpts` has an entry for each finding, `lines` the line of each spec that was checked.
    """

    findings: tuple[Finding, ...]
    excerpts: tuple[Excerpt | None, ...]
    specs: tuple[dict[str, Any], ...]
    lines: tuple[int, ...]
    suppressed: tuple[Suppressed, ...]


_decoder = msgspec.msgpack.Decoder(Kept)


class Cache:
    """An open cache. No method raises.

    `found` counts what was there; `fault` says why the cache was of no use, if it was not.
    """

    def __init__(self, connection: sqlite3.Connection | None, fault: str | None = None) -> None:
        self._connection = connection
        self._new: dict[bytes, bytes] = {}
        self.fault = fault
        self.found = 0

    @property
    def is_open(self) -> bool:
        """Whether anything can be found in it."""
        return self._connection is not None

    def get(self, key: bytes) -> Kept | None:
        """What was stored under the key, if it is there and whole."""
        if self._connection is None:
            return None
        try:
            row = self._connection.execute("SELECT value FROM results WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        if row is None or not isinstance(row[0], bytes) or row[0][:_DIGEST] != _seal(key, row[0][_DIGEST:]):
            return None
        try:
            kept = _decoder.decode(row[0][_DIGEST:])
        except msgspec.DecodeError:
            return None
        told = (*kept.findings, *(item.finding for item in kept.suppressed))
        if len(kept.excerpts) != len(kept.findings) or not all(map(_is_of_a_rule, told)):
            return None
        self.found += 1
        return kept

    def put(self, key: bytes, kept: Kept) -> None:
        """Remember a result; it is stored with others by `store`."""
        if self._connection is not None:
            try:
                value = msgspec.msgpack.encode(kept)
            except (UnicodeEncodeError, msgspec.MsgspecError):
                return
            self._new[key] = _seal(key, value) + value

    def store(self) -> None:
        """Write what is new, and let the oldest go if the cache has grown too large."""
        if self._connection is None or not self._new:
            return
        try:
            with self._connection as transaction:
                transaction.execute("BEGIN IMMEDIATE")
                transaction.executemany("INSERT OR REPLACE INTO results (key, value) VALUES (?, ?)", self._new.items())
                if _size(transaction) > MOST_BYTES:
                    quarter = "SELECT rowid FROM results ORDER BY rowid LIMIT (SELECT count(*) / 4 + 1 FROM results)"
                    transaction.execute(f"DELETE FROM results WHERE rowid IN ({quarter})")
        except sqlite3.Error as error:
            self._give_up(error)
        self._new.clear()

    def _give_up(self, error: sqlite3.Error) -> None:
        self.fault = str(error)
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@contextmanager
def opened(folder: Path | None) -> Iterator[Cache]:
    """The cache in a folder, which is made where it is missing; what is new in it is stored at the end.

    None is no cache.
    """
    if folder is None:
        yield Cache(None)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / FILE_NAME).is_symlink():
            raise OSError(f"{folder / FILE_NAME} is a link")
        connection = sqlite3.connect(folder / FILE_NAME, timeout=_PATIENCE, isolation_level=None)
    except (OSError, ValueError, sqlite3.Error) as error:
        yield Cache(None, str(error))
        return
    with closing(connection):
        try:
            fault = None if _is_ours(connection) else f"{folder / FILE_NAME} was made by another program"
        except sqlite3.Error as error:
            fault = str(error)
        cache = Cache(connection if fault is None else None, fault)
        yield cache
        cache.store()


def digest(raw: bytes, *asked: str) -> bytes:
    """The key of a result: of the bytes of a file and what was asked about it, by this version of the checker."""
    key = blake2b(digest_size=_DIGEST)
    for part in (_checker(), *asked):
        key.update(f"{len(part)} {part} ".encode("utf-8", "backslashreplace"))
    key.update(raw)
    return key.digest()


def _seal(key: bytes, value: bytes) -> bytes:
    """What proves that a value is the one that was stored under a key."""
    return blake2b(value, digest_size=_DIGEST, key=key).digest()


def _is_of_a_rule(finding: Finding) -> bool:
    """Whether a finding is called what its rule is called, so that reports need not doubt it."""
    rule = RULES.get(finding.rule)
    return rule is not None and (finding.name, finding.severity, finding.failure_mode) == (
        rule.name,
        rule.severity,
        rule.failure_mode,
    )


def _size(connection: sqlite3.Connection) -> int:
    """Bytes in use."""
    pages = _pragma(connection, "page_count") - _pragma(connection, "freelist_count")
    return pages * _pragma(connection, "page_size")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether the file is a cache of this layout; a file that is empty becomes one."""
    connection.execute("PRAGMA synchronous = NORMAL")
    # What a foreign file defines, a view or a trigger, must not run.
    connection.execute("PRAGMA trusted_schema = OFF")
    with connection:
        # In one transaction, for another run may be making the cache right now.
        connection.execute("BEGIN")
        found = _pragma(connection, "application_id"), _pragma(connection, "user_version")
        holds = {sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL LIMIT 2")}
    if found != (0, 0) or holds:
        return found == (_OURS, _LAYOUT) and holds == {_TABLE}
    connection.execute("PRAGMA journal_mode = WAL")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            connection.execute(_TABLE)
        connection.execute(f"PRAGMA application_id = {_OURS}")
        connection.execute(f"PRAGMA user_version = {_LAYOUT}")
    return True


@once
def _checker() -> str:
    """What tells one state of the checker from another: versions, and the sizes and times of its own files."""
    return "\n".join((__version__, sys.version, *map(_version, _DEPENDENCIES), *_own_files()))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _own_files() -> Iterable[str]:
    waiting = [str(Path(__file__).parent)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:  # Imported from an archive, which has a version and nothing to edit.
            continue
        for entry in found:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    waiting.append(entry.path)
            else:
                about = entry.stat()
                yield f"{entry.name} {about.st_size} {about.st_mtime_ns}"
