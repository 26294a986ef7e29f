"""veraPDF, by way of ../shared/tools/vera.py, in a process of its own.

Java catches signals that Python's fault handler and the tests that kill builds need, so
it stays out of this process; one start serves all tests.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SERVER = """
import json, runpy, sys

check = runpy.run_path(sys.argv[1])["check"]
for line in sys.stdin:
    print(json.dumps(check(*json.loads(line))), flush=True)
"""


class Verapdf:
    """A running veraPDF.

    Args:
        script: Where ``vera.py`` lies.
    """

    def __init__(self, script: Path) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def check(
        self, paths: Sequence[Path], profile: str = "ua1"
    ) -> list[dict[str, Any]]:
        """Validate files.

        Args:
            paths: The PDFs.
            profile: ua1, ua2, or 1a to 4f for PDF/A.

        Returns:
            For each path a dict with ``compliant`` and, if it is not, ``failures`` or
            (of a file that cannot be read) ``error``.
        """
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        request = [[str(path) for path in paths], profile]
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        assert answer, "veraPDF has stopped; its message is on stderr"
        results: list[dict[str, Any]] = json.loads(answer)
        return results

    def stop(self) -> None:
        """End the process."""
        self._server.communicate()
