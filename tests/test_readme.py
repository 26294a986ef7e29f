"""What the README shows is what the program does."""

import re
import subprocess
import sys
from pathlib import Path

from tests.needs import ROOT

README = (ROOT / "README.md").read_text("utf-8")
EXAMPLE = re.findall(r"^```yaml\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
SHOWN = re.findall(r"^```\n(cs101/.*?)^```", README, re.MULTILINE | re.DOTALL)


def check(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    (folder / "cs101" / "slides").mkdir(parents=True, exist_ok=True)
    (folder / "cs101" / "slides" / "queries.pdf").write_bytes(DECK.read_bytes())
    (folder / "cs101" / "course.yaml").write_text(text)
    return subprocess.run(
        [sys.executable, "-m", "syllabus.cli", "check", "cs101"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


DECK = next((ROOT / "data" / "courses" / "starter" / "slides").glob("*.pdf"))


def test_the_example_has_no_problems(tmp_path: Path) -> None:
    (example,) = EXAMPLE
    done = check(tmp_path, example)

    assert (done.returncode, done.stdout, done.stderr) == (0, "no problems\n", "")


def test_the_mistake_is_reported_as_shown(tmp_path: Path) -> None:
    (example,), (shown,) = EXAMPLE, SHOWN
    done = check(tmp_path, example.replace("2027-01-27", "2027-01-28"))

    assert done.returncode == 1
    assert shown in done.stderr


def test_every_file_that_the_readme_names_is_there() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
