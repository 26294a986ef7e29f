"""Canvas by its REST API: asked with a token, in pages, and given files in three steps.

Sources (https://developerdocs.instructure.com/services/canvas): Basics, “Throttling”,
“Pagination” and “File Uploads”; Resources, “Files”.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from syllabus.announce.http import FormFile, form, host_of, multipart
from syllabus.announce.target import AwayError, RefusedError, ThrottledError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from syllabus.announce.announcement import Attachment
    from syllabus.announce.http import Answer, Body, Client
    from syllabus.announce.secrets import Secret

Fields = list[tuple[str, str]]

_NEXT = re.compile(r'<([^>]*)>[^,<]*;\s*rel="?next"?', re.IGNORECASE)
_CODE = re.compile(rb"<Code>(\w+)</Code>")  # of Amazon's errors
_MOST_PER_PAGE = "100"


class SaidNoError(RefusedError):
    """Canvas refused one request and did nothing: ``status`` is its answer's."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


class Canvas:
    """A site, asked in the name of the owner of a token.

    The token goes to the site's own host and nowhere else.

    Args:
        client: Makes the requests.
        address: Scheme and host of the site.
        token: Says who asks.
    """

    def __init__(self, client: Client, address: str, token: Secret) -> None:
        self._client, self.address, self._token = client, address, token

    @property
    def host(self) -> str:
        """The host, as messages name it."""
        return host_of(self.address)

    def ask(
        self,
        method: str,
        path: str,
        what: str,
        body: Body | None = None,
        commit: Callable[[], None] | None = None,
    ) -> dict[str, Any]:
        """Make one request, and read the data of its answer.

        Args:
            method: GET, POST, …
            path: Below ``/api/v1/``, with its query.
            what: What is asked for, in words.
            body: What goes along.
            commit: As `Client.ask` has it.

        Raises:
            SaidNoError: It is not done.
            ThrottledError: It asks for patience, and did nothing.
            AwayError: It answers with something else, or as `Client.ask` says.
        """
        address = f"{self.address}/api/v1/{path}"
        answer = self._ask(method, address, body, commit)
        return _record(self._taken(answer, what).json(), self.host)

    def listed(self, path: str, query: Fields, what: str) -> Iterator[dict[str, Any]]:
        """All things of a list, page by page.

        Raises:
            AwayError: The pages go round in circles, or lead to another host.
            DeliveryError: As `ask` says.
        """
        many = urlencode([*query, ("per_page", _MOST_PER_PAGE)])
        address, seen = f"{self.address}/api/v1/{path}?{many}", set[str]()
        while address:
            if address in seen or not self._is_own(address):
                raise AwayError(f"the pages of {what} at {self.host} lead elsewhere")
            seen.add(address)
            answer = self._taken(self._ask("GET", address), what)
            page = answer.json()
            for one in page if isinstance(page, list) else [page]:
                yield _record(one, self.host)
            found = _NEXT.search(answer.headers.get("Link", ""))
            address = found[1] if found else ""

    def upload(self, course: str, folder: str, file: Attachment) -> int:
        """Put a file into a folder of a course, in the place of one of its name.

        Returns its number. To do it twice changes nothing.

        Raises:
            AwayError: It took too long, or the site breaks off; it may be tried again.
            DeliveryError: As `ask` says.
        """
        what = f"files of course {course}"
        fields = [
            ("name", file.name),
            ("size", str(len(file.content))),
            ("content_type", file.media_type),
            ("parent_folder_path", folder),
            ("on_duplicate", "overwrite"),
        ]
        told = self.ask("POST", f"courses/{course}/files", what, form(fields))
        signed = _record(told.get("upload_params"), self.host)
        fields = [(name, _text(value)) for name, value in signed.items()]
        field = _text(told.get("file_param", "file"))
        sent = FormFile(field, file.name, file.media_type, file.content)
        # Not by `_ask`: the token is not for where files are kept, be it the site.
        address = _text(told.get("upload_url"))
        answer = self._client.ask("POST", address, multipart(fields, sent))
        return self._confirmed(answer, file.name)

    def _confirmed(self, answer: Answer, name: str) -> int:
        """Finish an upload: follow where its answer leads, and read what came of it."""
        if answer.status in (401, 403):
            why = self._words(answer)
            raise AwayError(f"{answer.host} did not take {name} in time: {why}")
        if answer.status >= 400:
            reason = f"{answer.host} refuses {name} ({answer.status}): "
            raise RefusedError(reason + self._words(answer))
        if answer.location:
            answer = self._ask("GET", answer.location)
        return number_of(self._taken(answer, f"upload of {name}").json())

    def _ask(
        self,
        method: str,
        address: str,
        body: Body | None = None,
        commit: Callable[[], None] | None = None,
    ) -> Answer:
        own = {"Authorization": f"Bearer {self._token.reveal()}"}
        headers = own if self._is_own(address) else {}
        answer = self._client.ask(method, address, body, headers=headers, commit=commit)
        if answer.status == 403 and b"Rate Limit Exceeded" in answer.body:
            raise ThrottledError(
                f"{answer.host} asks for patience: rate limit exceeded"
            )
        return answer

    def _is_own(self, address: str) -> bool:
        return _origin(address) == _origin(self.address)

    def _taken(self, answer: Answer, what: str) -> Answer:
        if 200 <= answer.status < 300:
            return answer
        host, status = answer.host, answer.status
        if 300 <= status < 400:
            reason = (
                f"{host} leads on to {host_of(answer.location)}, where no token is "
                "sent: name the course's address as the browser shows it"
            )
        elif status == 401 and not self._is_own(answer.address):
            reason = f"{host} asks for the token, which is for {self.host} alone"
        elif status == 401 and "WWW-Authenticate" in answer.headers:
            reason = f"{host} does not accept the token: {self._words(answer)}"
        else:
            said = "has no" if status == 404 else f"refuses ({status})"
            reason = f"{host} {said} {what}: {self._words(answer)}"
        raise SaidNoError(reason, status)

    def _words(self, answer: Answer) -> str:
        """What an answer says, on one line, without the token should it repeat it."""
        if code := _CODE.search(answer.body):
            return code[1].decode()
        try:
            data = answer.json()
        except AwayError:
            return "it does not say why"
        told = data.get("errors", data.get("message")) if isinstance(data, dict) else ""
        text = "; ".join(_sentences(told)).replace(self._token.reveal(), "…")
        line = "".join(c if c.isprintable() else " " for c in text)
        return " ".join(line.split())[:200] or "it does not say why"


def number_of(data: Any) -> int:
    """The number of what Canvas made.

    Raises:
        AwayError: It says none, so that nobody knows what it made.
    """
    number = data.get("id") if isinstance(data, dict) else None
    if not isinstance(number, int):
        raise AwayError("Canvas does not say what it made")
    return number


def _record(data: Any, host: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise AwayError(f"{host} answers with what is no data of Canvas")
    return data


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _sentences(told: Any) -> Sequence[str]:
    """The texts of errors: one, lists of them, or dictionaries of them by field."""
    if isinstance(told, str):
        return [told]
    if isinstance(told, list):
        return [text for one in told for text in _sentences(one)]
    if isinstance(told, dict):
        return _sentences(told.get("message", list(told.values())))
    return []
