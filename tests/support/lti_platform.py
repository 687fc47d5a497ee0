"""A learning system's side of LTI 1.3 grade services on this machine: it checks all that the specification asks for."""

import json
import re
import secrets
import threading
import time
import urllib.parse
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt

CLIENT = "tool-7"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
PEOPLE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
FINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}(Z|[+-]\d\d:\d\d)")  # finer than a second, with a zone
PROGRESS = {"Initialized", "Started", "InProgress", "Submitted", "Completed"}
GRADING = {"FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"}


class Platform:
    """Holds scores by user.  `faults` are used up one for each request: a status, or a word for what happens to it.

    "reset": nothing is said; "lost": nothing is said of what was taken; "hang": nor is the connection closed; "forget":
    no token counts any more; "half": of an error only a part arrives; "page": one to log in comes back.
    """

    def __init__(self, public_key, members=()):
        self.public_key, self.members = public_key, list(members)
        self.users = {member["user_id"] for member in self.members} or None
        self.scores, self.posts, self.tokens, self.seen, self.waits = {}, [], {}, set(), []
        self.faults, self.token_faults, self.token_seconds, self.after = [], [], 3600, "0"
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"platform": self}))
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        self.token_url, self.lineitem = f"{self.base}/token", f"{self.base}/items/5?type_id=3"
        self.memberships = f"{self.base}/members?page=0"
        self.instead = None  # of a list of people

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def token(self, form):
        said = {key: values[0] for key, values in form.items()}
        if said.get("grant_type") != "client_credentials" or said.get("client_assertion_type") != ASSERTION:
            return 400, {"error": "unsupported_grant_type"}
        try:
            claims = jwt.decode(
                said["client_assertion"],
                self.public_key,
                ["RS256"],
                audience=self.token_url,
                issuer=CLIENT,
                options={"require": ["iss", "sub", "aud", "iat", "exp", "jti"]},
            )
        except (jwt.PyJWTError, KeyError) as error:
            return 401, {"error": "invalid_client", "error_description": str(error)}
        if claims["sub"] != CLIENT or claims["jti"] in self.seen or claims["exp"] - claims["iat"] > 3600:
            return 401, {"error": "invalid_client"}
        self.seen.add(claims["jti"])
        asked = set(said.get("scope", "").split())
        if SCOPE not in asked or asked - {SCOPE, *([PEOPLE] if self.members else [])}:  # all, or nothing is allowed
            return 400, {"error": "invalid_scope"}
        token = secrets.token_urlsafe(8)
        self.tokens[token] = time.monotonic() + self.token_seconds
        return 200, {"access_token": token, "token_type": "Bearer", "expires_in": self.token_seconds, "scope": SCOPE}

    def take(self, score):
        """As Moodle does: times are compared by the second, and the same second is too old."""
        when = datetime.fromisoformat(score["timestamp"])
        fine = (
            FINE.fullmatch(score["timestamp"]) is not None
            and score["activityProgress"] in PROGRESS
            and score["gradingProgress"] in GRADING
            and isinstance(score["userId"], str)
            and 0 <= score["scoreGiven"] <= score["scoreMaximum"]
        )
        if not fine:
            return 400, {"error": "Incorrect score received"}
        if self.users is not None and score["userId"] not in self.users:
            return 404, {"error": "no such user"}
        held = self.scores.get(score["userId"])
        if held and int(datetime.fromisoformat(held["timestamp"]).timestamp()) >= int(when.timestamp()):
            return 409, {"error": "Refusing score with an earlier timestamp"}
        self.scores[score["userId"]] = score
        return 200, {}


class _Handler(BaseHTTPRequestHandler):
    platform: Platform

    def log_message(self, *_):
        pass

    def answer(self, status, data, **headers):
        body = json.dumps(data).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "Content-Type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def allowed(self):
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return self.platform.tokens.get(token, 0) > time.monotonic()

    def do_POST(self):  # noqa: PLR0911 - an answer for each thing that can be wrong
        body = self.rfile.read(int(self.headers["Content-Length"]))
        parts, here = urllib.parse.urlsplit(self.path), self.platform
        if parts.path == "/token":
            if here.token_faults:
                return self.fault(here.token_faults.pop(0))
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            return self.answer(*here.token(urllib.parse.parse_qs(body.decode())))
        fault = here.faults.pop(0) if here.faults else None
        if (parts.path, parts.query) != ("/items/5/scores", "type_id=3"):
            return self.answer(404, {"error": "no such line item"})
        if fault == "forget":
            here.tokens.clear()
        if not self.allowed():
            return self.answer(401, {"error": "invalid_token"})
        if self.headers["Content-Type"] != "application/vnd.ims.lis.v1.score+json":
            return self.answer(415, {"error": "unsupported media type"})
        score = json.loads(body)
        here.posts.append(score["userId"])
        if fault in ("lost", "hang"):  # it is taken, but the answer never arrives
            here.take(score)
            return self.fault("reset") if fault == "lost" else self.rfile.read(1)
        return self.fault(fault) if fault not in (None, "forget") else self.answer(*here.take(score))

    def fault(self, fault):
        if fault == "reset":
            self.close_connection = True
            self.connection.close()
            return None
        if fault == "half":
            self.wfile.write(b"HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nplease")
            return self.fault("reset")
        if fault == "page":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"\n<!doctype html><title>Log in</title>")
            return self.fault("reset")
        if fault == 302:
            return self.answer(302, {}, Location=f"{self.platform.base}/elsewhere")
        return self.answer(fault, {"error": f"fault {fault}"}, Retry_After=self.platform.after)

    def do_GET(self):
        here, parts = self.platform, urllib.parse.urlsplit(self.path)
        assert parts.path == "/members", parts.path
        if not self.allowed():
            return self.answer(401, {})
        if here.instead is not None:
            return self.answer(200, here.instead)
        page = int(urllib.parse.parse_qs(parts.query)["page"][0])
        some, more = here.members[2 * page : 2 * page + 2], 2 * page + 2 < len(here.members)
        link = {"Link": f'</members?page=0>; rel="first", </members?page={page + 1}>; rel="next"'} if more else {}
        return self.answer(200, {"id": self.path, "members": some}, **link)
