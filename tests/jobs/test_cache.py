import os
import sys
from pathlib import Path

import pytest

from syllabus.jobs import cache as module
from syllabus.jobs.cache import Cache, cache_folder


def test_what_was_put_is_got_again() -> None:
    Cache().put(Cache().key("kind", "a", "b"), b"data")

    assert Cache().get(Cache().key("kind", "a", "b")) == b"data"
    assert Cache().get(Cache().key("kind", "ab")) is None


def test_another_program_meets_nothing_of_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Cache().put(Cache().key("kind"), b"data")
    monkeypatch.setattr(module, "fingerprint", lambda: "another")

    assert Cache().get(Cache().key("kind")) is None


def test_a_damaged_entry_is_no_entry() -> None:
    cache = Cache()
    key = cache.key("kind")
    cache.put(key, b"data")
    (path,) = (p for p in cache.folder.rglob("*") if p.is_file())
    path.write_bytes(path.read_bytes()[:-1])

    assert cache.get(key) is None


def test_a_cache_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = Cache(tmp_path / "file" / "cache")

    cache.put(cache.key("kind"), b"data")

    assert cache.get(cache.key("kind")) is None


def test_pruning_drops_what_was_not_used_for_longest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    cache = Cache()
    keys = [cache.key(name) for name in "abc"]
    for age, key in enumerate(keys):
        cache.put(key, b"x" * 10)
        path = cache.folder / "made" / key[:2] / key
        os.utime(path, (1000 + age, 1000 + age))

    cache.prune()

    assert [cache.get(key) is not None for key in keys] == [False, True, True]


def test_the_folder_is_the_users_cache_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert cache_folder() == tmp_path / "syllabus"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_their_owner_can_read_what_is_kept() -> None:
    cache = Cache()
    cache.folder.mkdir(parents=True)
    cache.folder.chmod(0o755)
    mask = os.umask(0o022)
    try:
        cache.put(cache.key("kind"), b"data")
    finally:
        os.umask(mask)

    kept = [cache.folder, *cache.folder.rglob("*")]
    modes = [(path.is_dir(), path.stat().st_mode & 0o777) for path in kept]
    assert modes == [*[(True, 0o700)] * 3, (False, 0o600)]
