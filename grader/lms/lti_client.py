"""A client of LTI 1.3 Assignment and Grade Services: a token for a signed claim, scores for a line item.

Source: 1EdTech, Security Framework 1.0 (4.1) and Assignment and Grade Services 2.0 (3.4).
"""

from __future__ import annotations

import http.client
import json
import os
import re
import stat
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from grader.errors import GraderError, UsageError

SCORES = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
MEMBERSHIPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_SCORE = "application/vnd.ims.lis.v1.score+json"
_MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
_FORM = "application/x-www-form-urlencoded"
_RETRY_STATUS = (408, 425, 429, 500, 502, 503, 504)
_TRIES = 6
_LONGEST_WAIT = 300.0  # seconds that a platform may ask us to wait
_TIMEOUT = 30.0
_RENEW_BEFORE = 30.0  # seconds before its end at which a token is renewed
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


class UnreachableError(GraderError):
    """The platform gave no answer, or only faults of its own; what was sent may be right."""


@dataclass(frozen=True)
class Answer:
    """An answer: status, body, the link to the next page, and whether an earlier try may have arrived."""

    status: int
    body: bytes = b""
    next_page: str = ""
    may_have_arrived: bool = False


@dataclass(frozen=True)
class Registration:
    """The registration of this tool with a platform.  The key stays in its file, which nobody else may read."""

    client_id: str
    token_url: str
    key: Path
    key_id: str | None = None
    audience: str | None = None

    def assertion(self) -> str:
        """Return the signed claim to be this tool; raises UsageError where the key cannot sign."""
        try:
            import jwt
        except ImportError:
            raise UsageError("lti needs PyJWT: pip install 'grader[lti]'") from None
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.audience or self.token_url,
            "iat": now,
            "exp": now + 300,
            "jti": uuid.uuid4().hex,
        }
        key = read_private_key(self.key)
        headers = {"kid": self.key_id} if self.key_id else None
        try:
            return jwt.encode(claims, key, algorithm="RS256", headers=headers)
        except (ValueError, TypeError, jwt.exceptions.PyJWTError):
            raise UsageError(f"{self.key} is no RSA private key in PEM form: name the tool's own with --key") from None


def read_private_key(path: Path) -> str:
    """Return the key in a file that only its owner can read; raises UsageError for any other file."""
    try:
        status = path.stat()
        if os.name == "posix" and status.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise UsageError(f"{path} can be read by others than its owner: chmod 600 {path}")
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise UsageError(f"{path} cannot be opened ({error.strerror}): name the tool's key with --key") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is no key in PEM form: name the tool's own with --key") from None


def check_address(url: str, option: str) -> str:
    """Return an address where secrets may go, https or this machine; raises UsageError for another."""
    try:
        parts = urllib.parse.urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = " "
    if not url.isascii() or not url.isprintable() or " " in url + host:
        raise UsageError(f"{option} {url!r} is no address: copy it once more")
    if host and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOCAL_HOSTS)):
        return url
    raise UsageError(f"{option} {url} is no https address: marks and tokens would be readable on the way")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A handler that follows no redirect: a POST would become a GET, and a token would go to somebody else."""

    def redirect_request(self, *_: Any) -> None:
        """Return no new request."""


@dataclass
class Platform:
    """A learning system that takes scores; `pause` waits a number of seconds.

    The `scopes` are those that are used: some platforms refuse all where one of them is not allowed.
    """

    registration: Registration
    scopes: Sequence[str] = (SCORES,)
    pause: Callable[[float], object] = time.sleep
    _token: str = ""
    _token_expires: float = 0.0
    _opener: urllib.request.OpenerDirector = field(default_factory=lambda: urllib.request.build_opener(_NoRedirects))

    def post_score(self, lineitem: str, score: Mapping[str, object]) -> Answer:
        """Send one score; return the platform's answer.  Raises UnreachableError where there is none."""
        return self._request_with_token(
            "POST", scores_url(lineitem), json.dumps(score).encode(), {"Content-Type": _SCORE}
        )

    def list_members(self, url: str) -> list[Mapping[str, Any]]:
        """Return the people of a course, page by page; raises UsageError where the platform does not give them."""
        found: list[Mapping[str, Any]] = []
        seen: set[str] = set()
        while url and url not in seen:
            seen.add(url)
            try:
                answer = self._request_with_token(
                    "GET", check_address(url, "--memberships"), None, {"Accept": _MEMBERS}
                )
            except UnreachableError as error:
                raise UsageError(f"the platform {error}: run it again later") from None
            people = _member_list(answer)
            if people is None:
                raise UsageError(
                    f"{url} gives no list of people ({answer.status}{answer_text(answer)}): name the address of "
                    "the course's names and roles service, and allow the tool to use it"
                )
            found += people
            url = urllib.parse.urljoin(url, answer.next_page) if answer.next_page else ""
        return found

    def _request_with_token(self, method: str, url: str, data: bytes | None, headers: Mapping[str, str]) -> Answer:
        """Request with a token; with a new one where the platform refuses the first before its end."""
        answer = self._request(method, url, data, {**headers, "Authorization": f"Bearer {self._valid_token()}"})
        if answer.status == 401:
            self._token = ""
            answer = self._request(method, url, data, {**headers, "Authorization": f"Bearer {self._valid_token()}"})
        return answer

    def _valid_token(self) -> str:
        if not self._token or time.monotonic() > self._token_expires:
            about = self.registration
            form = {
                "grant_type": "client_credentials",
                "client_assertion_type": _ASSERTION,
                "client_assertion": about.assertion(),
                "scope": " ".join(self.scopes),
            }
            data = urllib.parse.urlencode(form).encode()
            answer = self._request("POST", about.token_url, data, {"Content-Type": _FORM, "Accept": "application/json"})
            try:
                token = json.loads(answer.body)
                self._token = str(token["access_token"])
                self._token_expires = time.monotonic() + float(token.get("expires_in", 3600)) - _RENEW_BEFORE
            except (ValueError, KeyError, TypeError):
                why = f"{about.token_url} gave no token ({answer.status}{answer_text(answer)})"
                raise UsageError(f"{why}: compare --client-id and the public key with what is registered") from None
        return self._token

    def _request(self, method: str, url: str, data: bytes | None, headers: Mapping[str, str]) -> Answer:
        """Request until there is an answer other than a passing fault; raises UnreachableError after several tries."""
        why, repeated = "", False
        for tried in range(_TRIES):
            request = urllib.request.Request(url, data, dict(headers), method=method)  # noqa: S310 - see `check_address`
            wait = float(min(2**tried, 60))
            try:
                with self._opener.open(request, timeout=_TIMEOUT) as reply:
                    return Answer(reply.status, reply.read(), _next_page(reply.headers), repeated)
            except urllib.error.HTTPError as error:
                answer = Answer(error.code, _error_body(error), may_have_arrived=repeated)
                if error.code not in _RETRY_STATUS:
                    return answer
                why, wait = f"{error.code}{answer_text(answer)}", _retry_delay(error.headers.get("Retry-After"), wait)
                repeated |= error.code not in (425, 429)
            except (OSError, http.client.HTTPException) as error:
                why, repeated = str(getattr(error, "reason", error)) or type(error).__name__, True
            if wait > _LONGEST_WAIT:
                raise UnreachableError(f"asks to come back in {wait / 60:.0f} minutes ({why})")
            if tried < _TRIES - 1:
                self.pause(wait)
        raise UnreachableError(f"does not answer ({why})")


def _error_body(error: urllib.error.HTTPError) -> bytes:
    """The body of an error, as far as it arrives."""
    with error, suppress(OSError, http.client.HTTPException):
        return error.read(2000)
    return b""


def _member_list(answer: Answer) -> list[Mapping[str, Any]] | None:
    """The members in an answer, None where it holds no list of members."""
    try:
        people = json.loads(answer.body)["members"] if answer.status == 200 else None
    except (ValueError, KeyError, TypeError):
        return None
    return people if isinstance(people, list) and all(isinstance(member, Mapping) for member in people) else None


def scores_url(lineitem: str) -> str:
    """Return the address for scores of a line item; a query stays behind the path."""
    parts = urllib.parse.urlsplit(lineitem)
    return urllib.parse.urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/scores"))


def answer_text(answer: Answer) -> str:
    """Return the text of an answer for the end of a sentence, "" where it has none."""
    text = " ".join(answer.body.decode("utf-8", "replace").split())
    shown = "".join(c for c in text if c.isprintable())[:200]
    return f", {shown}" if shown and not shown.startswith("<") else ""


def _retry_delay(text: str | None, otherwise: float) -> float:
    """The seconds in a Retry-After header, a number or a date."""
    if text is None:
        return otherwise
    if text.strip().isdecimal():
        return float(min(int(text), 10**6))
    with suppress(ValueError, TypeError):
        return max((parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds(), 0.0)
    return otherwise


def _next_page(headers: Message) -> str:
    """The address of the next page."""
    for link in headers.get_all("Link") or []:
        for address, about in re.findall(r"<([^<>]*)>([^<]*)", str(link)):
            if re.search(r"""\brel\s*=\s*["']?[^"';,]*\bnext\b""", about, re.IGNORECASE):
                return str(address)
    return ""
