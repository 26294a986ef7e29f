"""Slack and Discord on loopback, as strict as their documentation says they are."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.announce.webserver import Reply

if TYPE_CHECKING:
    from tests.announce.webserver import Request

TOKEN = "canary-T0000-B0000-XXXXXXXX"
SLACK_PATH = f"/services/T0000/B0000/{TOKEN}"
DISCORD_PATH = f"/api/webhooks/223704706495545344/{TOKEN}"

_JSON = ("Content-Type", "application/json")


@dataclass
class FakeSlack:
    """A channel of Slack. Source: docs.slack.dev, incoming webhooks, error types."""

    posts: list[str] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        if request.path != SLACK_PATH:
            return Reply(404, b"no_service")
        if request.method != "POST" or request.headers["Content-Type"] != _JSON[1]:
            return Reply(400, b"invalid_payload")
        data = json.loads(request.body)
        if not data.get("text"):
            return Reply(400, b"no_text")
        self.posts.append(data["text"])
        return Reply(200, b"ok")


@dataclass
class FakeDiscord:
    """A channel of Discord. Source: docs.discord.com, Webhook resource, JSON errors."""

    posts: dict[str, str] = field(default_factory=dict)

    def __call__(self, request: Request) -> Reply:
        where = urlsplit(request.path)
        if not where.path.startswith(DISCORD_PATH):
            return _said(401, {"message": "Invalid Webhook Token", "code": 50027})
        rest = where.path.removeprefix(DISCORD_PATH)
        if request.method == "DELETE":
            return self._deleted(rest.removeprefix("/messages/"))
        if rest or request.method != "POST":
            return _said(405, {"message": "405: Method Not Allowed", "code": 0})
        return self._posted(json.loads(request.body), parse_qs(where.query))

    def _posted(self, data: dict[str, Any], asked: dict[str, list[str]]) -> Reply:
        content = data.get("content", "")
        if not content:
            return _said(400, {"message": "Cannot send an empty message", "code": 5006})
        if len(content) > 2000:
            return _said(400, {"message": "Invalid Form Body", "code": 50035})
        if data.get("allowed_mentions") != {"parse": []}:
            return Reply(418, b"somebody was pinged")
        name = str(1_000_000_000_000_000_000 + len(self.posts))
        self.posts[name] = content
        if asked.get("wait") != ["true"]:
            return Reply(204)
        return _said(200, {"id": name, "content": content, "webhook_id": "2237"})

    def _deleted(self, name: str) -> Reply:
        if name not in self.posts:
            return _said(404, {"message": "Unknown Message", "code": 10008})
        del self.posts[name]
        return Reply(204)


def _said(status: int, data: dict[str, Any]) -> Reply:
    return Reply(status, json.dumps(data).encode(), (_JSON,))
