"""Versions of a course in git: what is read of them, and that git is only asked."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syllabus.core.change_words import sentences
from syllabus.errors import ExitCode
from syllabus.jobs.comparing import (
    BrokenCourseError,
    compare_courses,
    compare_with_revision,
)
from syllabus.jobs.git import NoGitError, NoRevisionError, Revision, laid_out

if TYPE_CHECKING:
    from syllabus.jobs.comparing import Comparison

pytestmark = pytest.mark.needs("git")

NOW = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
COURSE = """\
title: Small
term: {name: Spring 2027, first_day: 2027-01-11, last_day: 2027-01-22}
pattern: {days: Mon/Wed, hours: 10:30-11:50}
timezone: America/Los_Angeles
policies:
  - include: late-work
  - {title: Exams, file: exams.md}
schedule:
  - {topic: First, decks: slides/first.pdf}
  - Second
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a course in it and an institution above that."""
    for name in ("GLOBAL", "SYSTEM"):
        monkeypatch.setenv(f"GIT_CONFIG_{name}", "/dev/null")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Instructor")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "instructor@example.org")
    top = tmp_path / "teaching"
    lay_down(top / "cs101")
    (top / "policies").mkdir()
    (top / "policies" / "late-work.md").write_text("# Late work\n\nTwo days.\n")
    (top / "institution.yaml").write_text("name: A college\n")
    monkeypatch.chdir(top)
    git("init", "--quiet")
    keep()
    return top


def lay_down(folder: Path) -> None:
    (folder / "slides").mkdir(parents=True)
    (folder / "slides" / "first.pdf").write_bytes(b"%PDF-1.4")
    (folder / "exams.md").write_text("One exam.\n")
    (folder / "course.yaml").write_text(COURSE)


def git(*words: str, given: bytes | None = None) -> str:
    ran = subprocess.run(["git", *words], check=True, capture_output=True, input=given)
    return ran.stdout.decode().strip()


def keep() -> None:
    git("add", "--all")
    git("commit", "--quiet", "--message", "A version")


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def texts(found: Comparison) -> list[str]:
    groups = sentences(found.changes, found.language)
    return [sentence.text for group in groups for sentence in group.sentences]


def since(text: str) -> list[str]:
    return texts(compare_with_revision(revision(text), NOW))


def revision(text: str) -> Revision:
    found = Revision.parse(text)
    assert found is not None
    return found


def test_a_revision_is_compared_with_what_is_there_now(repository: Path) -> None:
    edit(repository / "cs101" / "course.yaml", "- Second", "- Last")

    expected = ["“Second” on Wed, Jan 13 is now called “Last”"]
    assert since("HEAD:cs101") == since("HEAD:cs101/course.yaml") == expected


def test_two_revisions_are_compared(repository: Path) -> None:
    edit(repository / "cs101" / "course.yaml", "- Second", "- Last")
    keep()
    edit(repository / "cs101" / "course.yaml", "- Last", "- Never kept")
    old, new = revision("HEAD~1:cs101"), revision("HEAD:cs101")

    found = texts(compare_courses(old, new, NOW))

    assert found == ["“Second” on Wed, Jan 13 is now called “Last”"]


def test_a_path_with_a_dot_counts_from_here(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "cs101")
    edit(repository / "cs101" / "course.yaml", "- Second", "- Last")

    assert since("HEAD:./") == since("HEAD:.") == since("HEAD:../cs101/course.yaml")
    assert since("HEAD:./") == since("HEAD:cs101") != []
    with pytest.raises(NoRevisionError, match="there is no slides in this revision"):
        since("HEAD:slides")


def test_a_course_at_the_top_of_its_repository_is_found(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the institution above, which has no versions, is taken as it is."""
    monkeypatch.chdir(repository / "cs101")
    git("init", "--quiet")
    keep()

    assert since("HEAD:") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("cs101/exams.md", "One", "Two", "The policy “Exams” has changed"),
        ("policies/late-work.md", "Two", "Three", "The policy “Late work” has changed"),
        ("institution.yaml", "A college", "A school",
         "Institution: now A school instead of A college"),
    ],
)  # fmt: skip
def test_what_belongs_to_a_course_is_read_from_its_revision(
    repository: Path, file: str, old: str, new: str, expected: str
) -> None:
    edit(repository / file, old, new)

    assert since("HEAD:cs101") == [expected]


def test_git_is_only_asked(repository: Path) -> None:
    edit(repository / "cs101" / "course.yaml", "- Second", "- Last")
    before = state_of(repository)

    since("HEAD:cs101")

    assert state_of(repository) == before


def state_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nothing:cs101", "git knows no revision nothing"),
        ("HEAD~1..HEAD:cs101", "git knows no revision"),
        ("--output=stolen:cs101", "git knows no revision --output=stolen"),
        ("--path-format=x:cs101", "git knows no revision --path-format=x"),
        ("HEAD:cs102", "there is no cs102 in this revision"),
        ("HEAD:../..", "leads out of the repository"),
        ("HEAD:/etc", "leads out of the repository"),
        ("HEAD:policies", "there is no course file"),
    ],
)
def test_what_git_does_not_have_is_one_clear_failure(
    repository: Path, name: str, why: str
) -> None:
    with pytest.raises(NoRevisionError, match=why) as caught:
        since(name)

    assert caught.value.exit_code == ExitCode.USAGE
    assert str(caught.value).startswith(name)
    assert not list(repository.rglob("stolen"))


def test_without_a_repository_or_git_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoRevisionError, match="not a git repository"):
        since("HEAD:cs101")

    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoGitError):
        since("HEAD:cs101")


def test_a_revision_with_mistakes_names_the_first(repository: Path) -> None:
    edit(repository / "cs101" / "course.yaml", "title: Small", "titel: Small")
    keep()

    with pytest.raises(BrokenCourseError, match="HEAD:cs101 has mistakes") as caught:
        since("HEAD:cs101")

    assert caught.value.__notes__[0].startswith("course.yaml:1: ")


def test_a_link_that_leads_out_of_the_repository_is_not_followed(
    repository: Path,
) -> None:
    (repository.parent / "secret.md").write_text("Secret.\n")
    (repository / "cs101" / "exams.md").unlink()
    (repository / "cs101" / "exams.md").symlink_to("../../secret.md")
    (repository / "cs101" / "inside.md").symlink_to("course.yaml")
    (repository / "cs101" / "circle.md").symlink_to("circle.md")
    keep()

    with laid_out(revision("HEAD:cs101")) as course:
        assert not (course / "exams.md").is_symlink()
        assert not (course / "circle.md").exists()
        assert (course / "inside.md").read_text() == COURSE


def test_a_forged_path_leads_nowhere(repository: Path) -> None:
    blob = git("hash-object", "-w", "--stdin", given=b"forged")
    name = b"100644 ../forged.md\0" + bytes.fromhex(blob)
    tree = git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", given=name)
    below = git("ls-tree", "HEAD", "cs101").split()[2]
    both = git(
        "mktree", given=f"040000 tree {below}\tcs101\n040000 tree {tree}\tx\n".encode()
    )
    commit = git("commit-tree", both, "-m", "Forged")

    with laid_out(revision(f"{commit}:cs101")) as course:
        assert not list(course.parents[3].rglob("forged.md"))
        assert (course / "course.yaml").read_text() == COURSE


def test_slides_stay_where_they_are(repository: Path) -> None:
    with laid_out(revision("HEAD:cs101")) as course:
        found = sorted(path.name for path in course.rglob("*") if path.is_file())

    assert found == ["course.yaml", "exams.md"]
    assert not course.exists()


def test_what_is_large_is_read_from_the_folder_of_the_course_alone(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other courses of the repository may have films."""
    monkeypatch.setattr("syllabus.jobs.git._SHARED_MOST", len("name: A college\n"))

    with laid_out(revision("HEAD:cs101")) as course:
        above = [path for path in course.parent.rglob("*") if path.is_file()]

    names = {path.name for path in above}
    assert names == {"course.yaml", "exams.md", "institution.yaml"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HEAD~3:cs101", Revision("HEAD~3", "cs101")),
        ("main@{2027-01-01 10:00}:cs101", Revision("main@{2027-01-01 10:00}", "cs101")),
        ("HEAD^{/Fix: it}:", Revision("HEAD^{/Fix: it}", "")),
        ("HEAD:a:b", Revision("HEAD", "a:b")),
        ("cs101", None),
        (":cs101", None),
    ],
)
def test_a_revision_is_told_from_a_path(text: str, expected: Revision | None) -> None:
    assert Revision.parse(text) == expected


def test_a_file_with_a_colon_in_its_name_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old:course.yaml").touch()

    assert Revision.parse("old:course.yaml") is None
