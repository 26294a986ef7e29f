"""A Moodle site: its web services, and what their answers mean.

The token goes in the body of each request, never in its address, which servers write
into their logs. HTTP says 200 also when a function failed: the answer holds an
exception then.

Sources: https://docs.moodle.org/dev/Web_services, and
https://docs.moodle.org/dev/Web_services_files_handling for uploads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syllabus.announce.http import FormFile, form, host_of, multipart
from syllabus.announce.target import AwayError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from syllabus.announce.announcement import Attachment
    from syllabus.announce.http import Answer, Body, Client
    from syllabus.announce.secrets import Secret

Fields = list[tuple[str, str]]

_SERVICE = "/webservice/rest/server.php"
_UPLOAD = "/webservice/upload.php"

_AWAY = {
    "sitemaintenance": "is under maintenance",
    "upgraderunning": "is being updated",
}

_TOO_LARGE = "takes no file as large as {file}: set attach_at_most"

_WORDS = {
    "invalidtoken": "does not accept the token",
    "accessexception": "does not let the token do this ({function}): {said}",
    "requireloginerror": "does not let the owner of the token into the course",
    "nopermissions": "does not let the owner of the token do this: {said}",
    "cannotcreatediscussion": "lets the owner of the token begin no discussion there",
    "forumblockingtoomanyposts": "takes no more posts of the owner of the token now",
    "invalidrecord": "has no such forum",
    "invalidrecordunknown": "has no such forum",
    "invalidcoursemodule": "has no such forum",
    "cannotupdatepost": "lets the owner of the token change the post no more",
    "cannotdeletepost": "lets the owner of the token delete the post no more",
    "couldnotdeletereplies": "does not delete what has been answered",
    "filenameexist": "has a file {file} there already",
    "fileoversized": _TOO_LARGE,
    "userquotalimit": _TOO_LARGE,
    "upload_error_ini_size": _TOO_LARGE,
    # PHP drops all fields of a form that is larger than its post_max_size.
    "missingparam": _TOO_LARGE,
}
"""What error codes mean; any other is shown as it comes."""


class SaysNoError(RefusedError):
    """The site answered with an exception; ``code`` is what it calls it."""

    def __init__(self, reason: str, code: str) -> None:
        super().__init__(reason)
        self.code = code


class Site:
    """A Moodle site, asked with a token.

    Args:
        address: Where it is, without a slash at its end.
        token: Of a web service.
        client: Asks for us.
    """

    def __init__(self, address: str, token: Secret, client: Client) -> None:
        self.address, self.host = address, host_of(address)
        self._token, self._client = token, client

    def call(
        self,
        function: str,
        fields: Fields | None = None,
        *,
        wants: str = "",
        commit: Callable[[], None] | None = None,
    ) -> Any:
        """Call a function of the site, and give what it answers.

        Args:
            function: Its name.
            fields: Its parameters, as a PHP form has them.
            wants: What its answer has, if it is one; otherwise a list is wanted.
            commit: As `Client.ask` has it.

        Raises:
            SaysNoError: It answers with an exception.
            RefusedError: It has no web services.
            AwayError: It does not answer, or something else.
        """
        usual = [
            ("wstoken", self._token.reveal()),
            ("wsfunction", function),
            ("moodlewsrestformat", "json"),
            # Texts as they were written, not as they are shown.
            ("moodlewssettingraw", "1"),
        ]
        answer = self._asked(_SERVICE, form([*usual, *(fields or [])]), commit)
        data = self._read(answer, function, "")
        kind = dict if wants else list
        if not isinstance(data, kind) or (wants and wants not in data):
            raise AwayError(f"{self.host} answers {function} with something else")
        return data

    def upload(self, item: int, file: Attachment) -> None:
        """Put a file into a draft area, which nobody else sees.

        Args:
            item: The number of the area.
            file: What to put there.

        Raises:
            SaysNoError: It does not take the file.
            RefusedError, AwayError: As `call` says.
        """
        fields = [
            ("token", self._token.reveal()),
            ("filepath", "/"),
            ("itemid", str(item)),
        ]
        sent = FormFile("file_1", file.name, file.media_type, file.content)
        answer = self._asked(_UPLOAD, multipart(fields, sent), None)
        if answer.status == 413:
            raise self._no("fileoversized", "", "upload", file.name)
        kept = self._read(answer, "upload", file.name)
        taken = isinstance(kept, list) and len(kept) == 1 and isinstance(kept[0], dict)
        if not taken:
            raise AwayError(f"{self.host} does not say what became of {file.name}")
        if code := kept[0].get("errortype"):
            raise self._no(str(code), kept[0].get("error"), "upload", file.name)

    def _asked(
        self, path: str, body: Body, commit: Callable[[], None] | None
    ) -> Answer:
        answer = self._client.ask("POST", self.address + path, body, commit=commit)
        if 300 <= answer.status < 400:
            where = host_of(answer.location)
            raise RefusedError(
                f"{self.host} leads on to {where}, where no token is sent: "
                "name the forum's address as the browser shows it"
            )
        if answer.status == 404:
            raise RefusedError(f"{self.host} has no Moodle at that address")
        if answer.status == 403:
            raise RefusedError(f"the web services of {self.host} are turned off")
        if answer.status >= 400 and answer.status != 413:
            raise RefusedError(f"{self.host} answers {answer.status}")
        return answer

    def _read(self, answer: Answer, function: str, file: str) -> Any:
        data = answer.json()
        if isinstance(data, dict) and ({"exception", "errorcode"} & data.keys()):
            code = str(data.get("errorcode") or data.get("exception"))
            said = data.get("message") or data.get("error")
            raise self._no(code, said, function, file)
        return data

    def _no(self, code: str, said: object, function: str, file: str) -> Exception:
        """What an error code means, as an exception to raise."""
        if code in _AWAY:
            return AwayError(f"{self.host} {_AWAY[code]}")
        known = _WORDS.get(code, "refuses {function}: {code}: {said}")
        if code == "missingparam" and not file:
            known = "refuses {function}: {code}: {said}"
        shown = {"code": code, "said": str(said or ""), "function": function}
        words = known.format(**{k: self._shown(v) for k, v in shown.items()}, file=file)
        return SaysNoError(f"{self.host} {words}", code)

    def _shown(self, text: str) -> str:
        """A site's words on one line, without the token should they repeat it."""
        text = text.replace(self._token.reveal(), "…")
        line = "".join(c if c.isprintable() else " " for c in text)
        return " ".join(line.split())[:200]


def nested(name: str, *rows: Sequence[tuple[str, str]]) -> Fields:
    """A list of structures as a PHP form has it: ``name[0][key]``.

    Source: https://docs.moodle.org/dev/Creating_a_web_service_client
    """
    return [
        (f"{name}[{number}][{key}]", value)
        for number, row in enumerate(rows)
        for key, value in row
    ]
