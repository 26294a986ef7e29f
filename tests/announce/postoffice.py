"""A real post office on loopback: Postfix and Dovecot, in a folder of their own.

Nothing of the system's own configuration is read or changed. Both give up their rights
by themselves, so that they have to be started as root, as CI does.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import pwd
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DOMAIN = "class.example.edu"
USER, PASSWORD = f"staff@{DOMAIN}", "canary-3f9c-password"
SIGNING_KEY = b"canary-8d21-signing-key-of-tokens"
LARGEST = 20_000_000
STUDENTS = 1000
"""There are s1, s2 and so on, and grey1 and grey2."""

_OWNER = "nobody"


def token(user: str = USER, seconds: int = 3600) -> str:
    """A token of OAuth 2.0 that Dovecot believes: a signed JSON Web Token."""

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    now = int(time.time())
    claims = {"sub": user, "iat": now - 60, "nbf": now - 60, "exp": now + seconds}
    head = json.dumps({"alg": "HS256", "typ": "JWT", "kid": "test"}).encode()
    signed = f"{part(head)}.{part(json.dumps(claims).encode())}"
    seal = hmac.new(SIGNING_KEY, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{part(seal)}"


@dataclass
class PostOffice:
    """Where it listens, and what it has.

    ``plain`` takes mail without TLS; ``submission`` demands STARTTLS and a login,
    ``smtps`` TLS and a login; ``strict`` demands TLS for all mail.
    """

    folder: Path
    plain: int
    submission: int
    smtps: int
    strict: int
    imap: int
    imaps: int
    certificate: Path
    grey: Greylist = field(repr=False)

    def messages(self, user: str) -> list[bytes]:
        """The messages in a user's mailbox, as they were delivered."""
        folder = self.folder / "mail" / user / "Maildir"
        paths = [path for sub in ("new", "cur") for path in folder.glob(f"{sub}/*")]
        return [path.read_bytes() for path in sorted(paths)]

    def delivered(self, user: str, count: int) -> list[bytes]:
        """The messages of a user, waiting for as many as there will be."""
        until = time.monotonic() + 30
        while len(found := self.messages(user)) < count and time.monotonic() < until:
            time.sleep(0.05)
        return found

    def settle(self) -> None:
        """Wait until no message is on its way any more."""
        until = time.monotonic() + 60
        queues = [self.folder / "queue" / q for q in ("incoming", "active", "maildrop")]
        while time.monotonic() < until:
            if not any(p.is_file() for q in queues for p in q.rglob("*")):
                return
            time.sleep(0.05)

    def empty(self) -> None:
        """Throw all delivered mail away."""
        shutil.rmtree(self.folder / "mail")
        _make_mail(self.folder)


class Greylist:
    """Asks each recipient that begins with “grey” to come back later, once."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        greylist = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                while lines := list(iter(self.rfile.readline, b"\n")):
                    if lines[-1:] == [b""]:
                        return
                    asked = dict(
                        line.decode().rstrip("\n").split("=", 1) for line in lines
                    )
                    answer = greylist.answer(asked["recipient"])
                    self.wfile.write(f"action={answer}\n\n".encode())

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, recipient: str) -> str:
        if not recipient.startswith("grey") or recipient in self.seen:
            return "DUNNO"
        self.seen.add(recipient)
        return "DEFER_IF_PERMIT Greylisted, come back later"


@contextlib.contextmanager
def post_office() -> Iterator[PostOffice]:
    """Start a post office, and end it."""
    # Not below pytest's folders, which others than their owner cannot enter.
    folder = Path(tempfile.mkdtemp(prefix="post-"))
    folder.chmod(0o755)
    grey = Greylist()
    plain, submission, smtps, strict, imap, imaps, auth = _ports(7)
    office = PostOffice(
        folder=folder,
        plain=plain,
        submission=submission,
        smtps=smtps,
        strict=strict,
        imap=imap,
        imaps=imaps,
        certificate=folder / "cert.pem",
        grey=grey,
    )
    try:
        _make_certificate(folder)
        _make_mail(folder)
        (folder / "postfix").mkdir()
        (folder / "dovecot").mkdir()
        _write_dovecot(office, auth)
        _write_postfix(office, auth)
        _run("dovecot", "-c", folder / "dovecot" / "dovecot.conf")
        _run("postfix", "-c", folder / "postfix", "start")
        _wait_for(office)
        yield office
    finally:
        subprocess.run(["postfix", "-c", folder / "postfix", "abort"], check=False)
        subprocess.run(
            ["doveadm", "-c", folder / "dovecot" / "dovecot.conf", "stop"], check=False
        )
        grey.server.shutdown()
        grey.server.server_close()
        shutil.rmtree(folder, ignore_errors=True)


def _ports(n: int) -> list[int]:
    """Ports that nobody listens on."""
    sockets = [socket.socket() for _ in range(n)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _run(*command: str | Path) -> None:
    # Into a file: a daemon keeps what it was given open, and a pipe would never end.
    with tempfile.TemporaryFile("w+") as said:
        ran = subprocess.run(command, stdout=said, stderr=said, check=False)
        said.seek(0)
        if ran.returncode:
            raise RuntimeError(f"{command[0]}: {said.read()}")


def _wait_for(office: PostOffice) -> None:
    until = time.monotonic() + 30
    for port in (office.plain, office.submission, office.smtps, office.imaps):
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > until:
                    log = (office.folder / "postfix.log").read_text("utf-8")
                    raise RuntimeError(log) from None
                time.sleep(0.05)


def _make_certificate(folder: Path) -> None:
    key, certificate = folder / "key.pem", folder / "cert.pem"
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    _run(
        *("openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"),
        *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=localhost"),
        *("-addext", names, "-keyout", key, "-out", certificate),
    )


def _make_mail(folder: Path) -> None:
    mail = folder / "mail"
    mail.mkdir()
    owner = pwd.getpwnam(_OWNER)
    os.chown(mail, owner.pw_uid, owner.pw_gid)


def _write_postfix(office: PostOffice, auth: int) -> None:
    folder, owner = office.folder, pwd.getpwnam(_OWNER)
    for name in ("queue", "data"):
        (folder / name).mkdir()
    os.chown(folder / "data", pwd.getpwnam("postfix").pw_uid, 0)
    users = folder / "postfix" / "users"
    names = ["staff", "grey1", "grey2", *(f"s{n}" for n in range(1, STUDENTS + 1))]
    users.write_text("".join(f"{name}@{DOMAIN} {name}/Maildir/\n" for name in names))
    settings = {
        "compatibility_level": "3.6",
        "queue_directory": folder / "queue",
        "data_directory": folder / "data",
        "command_directory": "/usr/sbin",
        "daemon_directory": "/usr/lib/postfix/sbin",
        "mail_owner": "postfix",
        "setgid_group": "postdrop",
        "maillog_file": folder / "postfix.log",
        "maillog_file_prefixes": folder,
        "myhostname": "localhost",
        "mydestination": "",
        "default_transport": "discard:",
        "alias_maps": "",
        "alias_database": "",
        "inet_interfaces": "127.0.0.1",
        "inet_protocols": "ipv4",
        "virtual_mailbox_domains": DOMAIN,
        "virtual_mailbox_maps": f"texthash:{users}",
        "virtual_mailbox_base": folder / "mail",
        "virtual_uid_maps": f"static:{owner.pw_uid}",
        "virtual_gid_maps": f"static:{owner.pw_gid}",
        "virtual_mailbox_limit": "0",
        "message_size_limit": str(LARGEST),
        "smtpd_recipient_restrictions": "reject_unauth_destination,"
        f"check_policy_service inet:127.0.0.1:{office.grey.server.server_address[1]}",
        "smtpd_tls_cert_file": folder / "cert.pem",
        "smtpd_tls_key_file": folder / "key.pem",
        "smtpd_sasl_type": "dovecot",
        "smtpd_sasl_path": f"inet:127.0.0.1:{auth}",
        "smtpd_error_sleep_time": "0",
        "smtpd_hard_error_limit": "10000",
        "smtpd_client_connection_rate_limit": "0",
    }
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    (folder / "postfix" / "main.cf").write_text(lines)
    login = "-o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions="
    login += "permit_sasl_authenticated,reject -o smtpd_tls_auth_only=yes"
    encrypt = "-o smtpd_tls_security_level=encrypt"
    services = [
        f"{office.plain} inet n - n - - smtpd -o smtpd_tls_security_level=none",
        f"{office.submission} inet n - n - - smtpd {encrypt} {login}",
        f"{office.smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes {login}",
        f"{office.strict} inet n - n - - smtpd {encrypt}",
        "pickup unix n - n 60 1 pickup",
        "cleanup unix n - n - 0 cleanup",
        "qmgr unix n - n 300 1 qmgr",
        "tlsmgr unix - - n 1000? 1 tlsmgr",
        "rewrite unix - - n - - trivial-rewrite",
        "bounce unix - - n - 0 bounce",
        "defer unix - - n - 0 bounce",
        "trace unix - - n - 0 bounce",
        "error unix - - n - - error",
        "retry unix - - n - - error",
        "discard unix - - n - - discard",
        "flush unix n - n 1000? 0 flush",
        "proxymap unix - - n - - proxymap",
        "virtual unix - n n - - virtual",
        "anvil unix - - n - 1 anvil",
        "scache unix - - n - 1 scache",
        "postlog unix-dgram n - n - 1 postlogd",
    ]
    # A service on one address alone: the loopback.
    services = [f"127.0.0.1:{line}" if line[0].isdigit() else line for line in services]
    (folder / "postfix" / "master.cf").write_text("\n".join(services) + "\n")


def _write_dovecot(office: PostOffice, auth: int) -> None:
    folder = office.folder / "dovecot"
    owner = pwd.getpwnam(_OWNER)
    keys = folder / "keys" / "default" / "HS256"
    keys.mkdir(parents=True)
    (keys / "test").write_bytes(base64.b64encode(SIGNING_KEY))
    users = folder / "users"
    users.write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    (folder / "oauth2.conf").write_text(
        "introspection_mode = local\n"
        f"local_validation_key_dict = fs:posix:prefix={folder}/keys/\n"
        "username_attribute = sub\n"
    )
    (folder / "dovecot.conf").write_text(f"""\
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{office.folder}/cert.pem
ssl_key = <{office.folder}/key.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
mail_location = maildir:~/Maildir
first_valid_uid = 1
default_internal_user = dovecot
default_login_user = dovenull
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = {users}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={office.folder}/mail/%n
}}
namespace inbox {{
  inbox = yes
  mailbox Drafts {{
    special_use = \\Drafts
    auto = create
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {office.imap}
  }}
  inet_listener imaps {{
    port = {office.imaps}
    ssl = yes
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth}
  }}
}}
""")
