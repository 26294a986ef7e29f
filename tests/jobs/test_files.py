import os
import stat
import time
from pathlib import Path

import pytest

from syllabus.jobs.files import FileError, Inputs, digest_of, stamp_of, write_files


def test_files_are_written_with_their_folders(tmp_path: Path) -> None:
    path = tmp_path / "build" / "course" / "a.pdf"

    write_files({path: b"new"})

    assert path.read_bytes() == b"new"
    assert [p.name for p in path.parent.iterdir()] == ["a.pdf"]


def test_an_output_is_as_open_as_any_other_file(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        write_files({tmp_path / "a.pdf": b""})
    finally:
        os.umask(old)

    assert stat.S_IMODE((tmp_path / "a.pdf").stat().st_mode) == 0o644


def test_when_one_file_cannot_be_written_none_is(tmp_path: Path) -> None:
    kept, blocked = tmp_path / "kept", tmp_path / "file" / "below"
    kept.write_bytes(b"old")
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(FileError):
        write_files({kept: b"new", blocked: b"new"})

    assert kept.read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "kept"]


def test_parts_of_a_killed_build_are_swept_once_they_are_old(tmp_path: Path) -> None:
    old, young = tmp_path / ".syllabus-a-1.part", tmp_path / ".syllabus-a-2.part"
    for part in (old, young):
        part.write_bytes(b"torn")
    os.utime(old, (0, 0))

    write_files({tmp_path / "a": b"whole"})

    assert not old.exists()
    assert young.exists()


def test_a_stamp_trusts_size_time_and_inode(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"one")
    stamp = stamp_of(path)
    assert stamp
    trusted = stamp._replace(digest="trusted")

    assert stamp.digest == digest_of(b"one")
    assert stamp_of(path, trusted) == trusted
    path.write_bytes(b"another")
    assert stamp_of(path, trusted) != trusted


@pytest.mark.parametrize("name", ["nothing", "folder"])
def test_what_is_no_file_has_no_stamp_and_reads_as_none(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "folder").mkdir()
    inputs = Inputs()

    assert inputs.read(tmp_path / name) is None
    assert stamp_of(tmp_path / name) is None
    assert inputs.stamps == {str(tmp_path / name): None}


def test_a_file_just_written_is_not_trusted_by_its_time(tmp_path: Path) -> None:
    path, inputs = tmp_path / "a", Inputs()
    path.write_bytes(b"one")
    inputs.read(path)
    fresh = inputs.stamps[str(path)]
    long_ago = time.time() - 10
    os.utime(path, (long_ago, long_ago))
    inputs.read(path)
    settled = inputs.stamps[str(path)]

    assert fresh
    assert settled
    assert fresh.mtime_ns == 0
    assert settled.mtime_ns == path.stat().st_mtime_ns
