"""An editor's language server completes and checks a course file with the schema.

The server is the YAML language server, spoken to as an editor does (the Language Server
Protocol over standard input and output); it is told to look for no schema elsewhere.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.needs import NODE_MODULES, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SERVER = NODE_MODULES / ".bin" / "yaml-language-server"
STARTER = ROOT / "data" / "courses" / "starter"
FIRST = (STARTER / "course.yaml").read_text("utf-8").split("\n")[0] + "\n"

pytestmark = pytest.mark.needs("node", "node_modules")


class Editor:
    """One course file, open in an editor."""

    def __init__(self, course: Path) -> None:
        self._server = subprocess.Popen(
            [str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._asked = self._version = 0
        self._file = {"uri": course.as_uri()}
        self._ask(
            "initialize",
            processId=None,
            rootUri=course.parent.as_uri(),
            capabilities={"workspace": {"configuration": True}},
        )
        self._send(method="initialized", params={})
        opened = {**self._file, "languageId": "yaml", "version": 0, "text": ""}
        self._send(method="textDocument/didOpen", params={"textDocument": opened})

    def close(self) -> None:
        self._server.kill()
        self._server.communicate()

    def problems(self, text: str) -> list[tuple[int, str]]:
        """The lines, from 1, and messages of what is marked, in the order of lines."""
        self._version += 1
        self._send(
            method="textDocument/didChange",
            params={
                "textDocument": {**self._file, "version": self._version},
                "contentChanges": [{"text": text}],
            },
        )
        told = self._until(
            lambda said: (
                said.get("method") == "textDocument/publishDiagnostics"
                and said["params"].get("version", self._version) == self._version
            )
        )
        return sorted(
            (one["range"]["start"]["line"] + 1, one["message"])
            for one in told["params"]["diagnostics"]
        )

    def completions(self, text: str) -> dict[str, Any]:
        """What may follow a text, each with what is said of it."""
        self.problems(text)
        items = self._at_end("textDocument/completion", text)["items"]
        return {item["label"]: item.get("documentation") for item in items}

    def hover(self, text: str) -> str:
        """What is said of the last word of a text."""
        self.problems(text)
        return str(self._at_end("textDocument/hover", text)["contents"]["value"])

    def _at_end(self, method: str, text: str) -> Any:
        above, _, last = text.rpartition("\n")
        end = {"line": above.count("\n") + 1, "character": len(last)}
        return self._ask(method, textDocument=self._file, position=end)["result"]

    def _ask(self, method: str, **params: Any) -> Any:
        self._asked += 1
        self._send(id=self._asked, method=method, params=params)
        return self._until(lambda said: said.get("id") == self._asked)

    def _send(self, **message: Any) -> None:
        assert self._server.stdin
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._server.stdin.flush()

    def _until(self, wanted: Callable[[Any], bool]) -> Any:
        while True:
            said = self._receive()
            if "method" in said and "id" in said:
                self._send(id=said["id"], result=_settings(said))
            elif wanted(said):
                return said

    def _receive(self) -> Any:
        assert self._server.stdout
        length = 0
        while line := self._server.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the server has ended"
        return json.loads(self._server.stdout.read(length))


def _settings(asked: Any) -> Any:
    """An editor's settings: those that a person finds, without the network."""
    if asked["method"] != "workspace/configuration":
        return None
    ours = {"schemaStore": {"enable": False}, "validate": True}
    ours |= {"hover": True, "completion": True}
    items = asked["params"]["items"]
    return [ours if item.get("section") == "yaml" else {} for item in items]


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    course = tmp_path_factory.mktemp("editor") / "cs101"
    shutil.copytree(STARTER, course)
    opened = Editor(course / "course.yaml")
    yield opened
    opened.close()


def test_it_has_nothing_against_the_starter(editor: Editor) -> None:
    assert editor.problems((STARTER / "course.yaml").read_text("utf-8")) == []


WRONG = f"""\
{FIRST}title: A course
languag: en
paper: A3
embed: maybe
term: {{name: A, first_day: 2017-3-28, last_day: 2017-04-20}}
pattern: {{days: Tue/Thu, hours: 10-12}}
assignments:
  - {{id: a1, title: One, due: soon}}
policies:
  - {{title: Late work, text: No., file: late.md}}
schedule:
  - lecture: One
    topic: Again
  - topic: Two
    decks: https://example.org/a.pdf
  - topic: Three
    decks: {{file: a.pdf, relaese: never}}
  - {{kind: lab}}
  - {{topic: Four, instead_of: 2017-04-01}}
  - [Five]
"""


def test_it_marks_each_mistake_in_our_words(editor: Editor) -> None:
    names = '"Letter", "A4", "letter", "a4"'

    assert editor.problems(WRONG) == [
        (3, "Property languag is not allowed."),
        (4, f"Value is not accepted. Valid values: {names}."),
        (5, "Write yes or no."),
        (6, "Write a day like 2017-03-28."),
        (7, "Write hours like 10:30-11:50 or 1:30-2:50 pm."),
        (9, "Write 2017-04-20 17:00, lecture 4, 1 week after lecture 6 at 17:00, …"),
        (11, "Give one of text:, file: and include:."),
        (14, "Property topic is not allowed."),
        (16, "Name a file of the course folder from there."),
        (18, "Property relaese is not allowed."),
        (19, 'Missing property "topic".'),
        (20, 'Missing property "date".'),
        (21, "Incorrect type. Expected one of string, number, boolean."),
    ]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("paper: ", {"letter", "a4", "Letter", "A4"}),
        ("schedule:\n  - kind: ", {"lecture", "lab", "exam"}),
        ("schedule:\n  - ", {"topic", "guest", "decks"}),
        ("outputs: [", {"syllabus", "latex-pdf"}),
        ("handout:\n  sections:\n    - ", {"staff", "schedule"}),
        ("assignments:\n  - id: a1\n    ", {"title", "out", "due", "weight"}),
        ("embed: ", {"true", "false"}),
    ],
)
def test_it_completes(editor: Editor, text: str, offered: set[str]) -> None:
    found = editor.completions(FIRST + text)

    assert offered <= set(found)
    assert "null" not in found


def test_it_says_what_a_key_means(editor: Editor) -> None:
    found = editor.completions(f"{FIRST}title: A\nterm:\n  ")

    assert found["first_day"] == "The first day of teaching; it counts"
    assert "The first day of teaching; it counts" in editor.hover(
        f"{FIRST}title: A\nterm:\n  first_day: 2017-03-28"
    )
