"""Scores by LTI: a platform that checks everything takes each once; faults cost time, no score and no second one."""

import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from fractions import Fraction

import command
import pytest
from command import RIGHT, WRONG, run
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from lti_platform import CLIENT, Platform

from grader.errors import UsageError
from grader.gradebook.grades import Grade
from grader.lms import lti_client, lti_scores
from grader.lms.lti_scores import DeliveryStatus

LATER = "2030-01-01T00:00:00.000+00:00"


def pair():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, public


@pytest.fixture(scope="module")
def keys():
    return pair()


@pytest.fixture
def key(tmp_path, keys):
    path = tmp_path / "tool.pem"
    path.write_bytes(keys[0])
    path.chmod(0o600)
    return path


@pytest.fixture
def platform(keys):
    with Platform(keys[1]) as there:
        yield there


def tool(platform, key, waits=None, **more):
    about = lti_client.Registration(**{"client_id": CLIENT, "token_url": platform.token_url, "key": key} | more)
    return lti_client.Platform(about, pause=(waits if waits is not None else []).append)


def some(count=3, timestamp="2026-11-20T12:00:00+00:00"):
    return [
        lti_scores.Score(Grade(f"s{i}", "tiny", Fraction(i), Fraction(40)), f"u{i}", f"für {i}: ä ≤ 'x'", timestamp)
        for i in range(count)
    ]


class Ledger:
    """Remembers as the gradebook does, while the test runs."""

    def __init__(self):
        self.accepted, self.open = [], set()

    def begin(self, one):
        before = one in self.open
        self.open.add(one)
        return before

    def end(self, one, *, accepted):
        self.open.discard(one)
        self.accepted += [one] if accepted else []


def sent(platform, key, what, waits=None):
    ledger = Ledger()
    ended = list(lti_scores.send_scores(tool(platform, key, waits), platform.lineitem, what, ledger))
    assert [one.score for one in ended if one.status is DeliveryStatus.TAKEN] == ledger.accepted
    assert ledger.open == {one.score for one in ended if one.status is DeliveryStatus.LOST}
    return [one.status for one in ended]


def test_a_class_arrives_with_one_token(platform, key):
    assert sent(platform, key, some(40)) == [DeliveryStatus.TAKEN] * 40
    held = {user: (s["scoreGiven"], s["scoreMaximum"], s["comment"]) for user, s in platform.scores.items()}
    assert held == {f"u{i}": (i, 40, f"für {i}: ä ≤ 'x'") for i in range(40)}
    assert len(platform.tokens) == 1


@pytest.mark.parametrize("fault", [429, 500, 502, 503, 504, "reset", "half", "lost", "forget"])
def test_a_passing_fault_costs_no_score_and_sends_none_twice(platform, key, fault):
    platform.faults = [None, fault]
    waits = []
    fates = sent(platform, key, some(), waits)
    assert fates == [DeliveryStatus.TAKEN] * 3
    assert {user: score["scoreGiven"] for user, score in platform.scores.items()} == {"u0": 0, "u1": 1, "u2": 2}
    asked_again = {"forget": [], "reset": [1], "half": [1], "lost": [1]}.get(fault, [0])
    assert waits == asked_again
    assert len(platform.seen) == (2 if fault == "forget" else 1)  # tokens that were asked for


def test_a_token_is_renewed_before_it_ends(platform, key):
    platform.token_seconds = 20  # within what is spared
    assert sent(platform, key, some()) == [DeliveryStatus.TAKEN] * 3
    assert len(platform.seen) == 3


def test_waiting_grows_unless_the_platform_says_how_long(platform, key):
    waits = []
    platform.after, platform.faults = "7", [429, 503]
    sent(platform, key, some(1), waits)
    assert waits == [7, 7]
    platform.after, platform.faults = "no number", [500] * 4
    sent(platform, key, some(1, LATER), again := [])
    assert again == [1, 2, 4, 8]


def test_a_platform_that_stays_away_ends_the_run(platform, key):
    platform.faults = [503] * 100
    with pytest.raises(UsageError, match=r"does not answer .503, .*fault 503.*; 1 more were not tried"):
        sent(platform, key, some(4))
    platform.faults, platform.after = [503] * 100, "7200"
    with pytest.raises(UsageError, match="asks to come back in 120 minutes"):
        sent(platform, key, some(4))


def test_an_older_score_and_an_unknown_user_are_told_and_the_rest_goes_on(platform, key):
    platform.users = {"u1", "u2"}
    assert sent(platform, key, some(3, LATER)) == [DeliveryStatus.REFUSED, DeliveryStatus.TAKEN, DeliveryStatus.TAKEN]
    assert sent(platform, key, some(3)) == [DeliveryStatus.REFUSED, DeliveryStatus.OLDER, DeliveryStatus.OLDER]
    assert {score["timestamp"] for score in platform.scores.values()} == {LATER}


def test_a_redirect_is_not_followed(platform, key):
    platform.faults = [302]
    assert sent(platform, key, some(2)) == [DeliveryStatus.REFUSED, DeliveryStatus.TAKEN]


def test_a_page_to_log_in_is_no_answer(platform, key):
    platform.faults = ["page"]
    (first, second) = lti_scores.send_scores(tool(platform, key), platform.lineitem, some(2), Ledger())
    assert (first.status, second.status) == (
        DeliveryStatus.REFUSED,
        DeliveryStatus.TAKEN,
    ) and "compare --lineitem" in first.reason
    assert set(platform.scores) == {"u1"}


@pytest.mark.parametrize("more", [{"client_id": "somebody"}, {"audience": "https://other.example"}])
def test_a_claim_that_is_not_registered_gets_no_token(platform, key, more):
    with pytest.raises(UsageError, match=r"gave no token .401, .*compare --client-id"):
        tool(platform, key, **more).post_score(platform.lineitem, some(1)[0].body)


def test_another_key_gets_no_token(platform, key):
    key.write_bytes(pair()[0])
    with pytest.raises(UsageError, match="Signature verification failed"):
        tool(platform, key).post_score(platform.lineitem, some(1)[0].body)


def test_a_key_stays_with_its_owner(key, tmp_path):
    for mode in (0o640, 0o604, 0o660, 0o644):
        key.chmod(mode)
        with pytest.raises(UsageError, match="can be read by others"):
            lti_client.read_private_key(key)
    key.chmod(0o400)
    assert lti_client.read_private_key(key).startswith("-----BEGIN")
    (tmp_path / "no.pem").write_text("no key")
    os.chmod(tmp_path / "no.pem", 0o600)
    with pytest.raises(UsageError, match="no RSA private key"):
        lti_client.Registration(CLIENT, "https://x.example", tmp_path / "no.pem").assertion()


@pytest.mark.parametrize("url", ["http://lms.example/item", "ftp://lms.example", "file:///etc/passwd", "lms.example"])
def test_nothing_secret_goes_in_the_clear(url):
    with pytest.raises(UsageError, match="is no https address"):
        lti_client.check_address(url, "--lineitem")


@pytest.mark.parametrize("url", ["https://[::1", "https://x.example:no/", "https://x.example/a b", "https://ü.example"])
def test_an_address_that_is_none_is_told(url):
    with pytest.raises(UsageError, match="is no address: copy it once more"):
        lti_client.check_address(url, "--lineitem")


def test_scores_stand_behind_the_path():
    assert lti_client.scores_url("https://x.example/a/5?type_id=3") == "https://x.example/a/5/scores?type_id=3"
    assert lti_client.scores_url("https://x.example/a/5/") == "https://x.example/a/5/scores"


def test_what_was_taken_is_not_sent_again_and_a_change_carries_the_time_of_now():
    mark = Grade("S1", "tiny", Fraction(5), Fraction(10))
    found = lti_scores.scores_to_send(
        {"u1": mark}, {"s1": "hi"}, {"s1": "2026-11-01T00:00:00+00:00"}, {}, overwrite=False
    )
    assert [(one.user, one.comment, one.timestamp) for one in found] == [("u1", "hi", "2026-11-01T00:00:00+00:00")]
    accepted = {"u1": (found[0].digest, "2026-11-01T10:00:00+00:00")}
    assert lti_scores.scores_to_send({"u1": mark}, {"s1": "hi"}, {}, accepted, overwrite=False) == []
    assert len(lti_scores.scores_to_send({"u1": mark}, {"s1": "hi"}, {}, accepted, overwrite=True)) == 1
    assert found[0].body["timestamp"] == "2026-11-01T00:00:00.000+00:00"
    (changed,) = lti_scores.scores_to_send(
        {"u1": mark}, {"s1": "ho"}, {"s1": "2026-11-01T00:00:00+00:00"}, accepted, overwrite=False
    )
    assert changed.timestamp > "2026-11-02"
    accepted = {"u1": ("other", "2131-11-01T10:00:00+00:00")}  # the clock was set back since
    for overwrite in (False, True):
        (changed,) = lti_scores.scores_to_send({"u1": mark}, {}, {}, accepted, overwrite=overwrite)
        assert changed.timestamp == "2131-11-01T10:00:01.000+00:00"
    assert lti_scores.scores_to_send({"u1": Grade("S1", "tiny", None, Fraction(0))}, {}, {}, {}, overwrite=True) == []


# ---- the command


@pytest.fixture
def course(tmp_path):
    root = command.course(tmp_path / "course")
    command.handed_in(tmp_path / "in", u1=RIGHT, u2=WRONG, u3="def double(x:\n")
    run("grade", tmp_path / "in", cwd=root)
    return root


def export(course, platform, key, *more):
    return run(
        "export",
        "lti",
        "--lineitem",
        platform.lineitem,
        "--client-id",
        CLIENT,
        "--token-url",
        platform.token_url,
        "--key",
        key,
        *more,
        cwd=course,
    )


def test_a_second_run_sends_only_what_changed(course, platform, key, tmp_path):
    platform.faults = ["reset", 429, "forget"]
    ended = export(course, platform, key)
    assert ended.returncode == 0, ended.stderr
    assert "2 scores to send, 0 are there already" in ended.stderr and "2 scores were taken" in ended.stderr
    assert {u: s["scoreGiven"] for u, s in platform.scores.items()} == {"u1": 90, "u2": 0}
    assert platform.scores["u2"]["comment"].startswith("tiny: 0 of 100 points")
    posts = len(platform.posts)
    again = export(course, platform, key)
    assert again.returncode == 0 and "0 scores to send, 2 are there already" in again.stderr
    assert len(platform.posts) == posts
    command.handed_in(tmp_path / "in", u2=RIGHT, u4=RIGHT)
    run("grade", tmp_path / "in", cwd=course)
    third = export(course, platform, key)
    assert third.returncode == 0 and "2 scores were taken" in third.stderr, third.stderr
    assert platform.posts[posts:] == ["u2", "u4"] and platform.scores["u2"]["scoreGiven"] == 90
    assert run("diff", "--published", cwd=course).stdout == ""


def test_a_mark_that_changes_twice_after_the_clock_was_set_back_arrives(course, platform, key, tmp_path):
    export(course, platform, key)
    with closing(sqlite3.connect(course / "grades.sqlite")) as db, db:
        db.execute("update sent set recorded = '2131-01-01T00:00:00+00:00'")
    platform.scores["u2"]["timestamp"] = "2131-01-01T00:00:00.000+00:00"
    for source, points in ((RIGHT, 90), (WRONG, 0)):
        command.handed_in(tmp_path / "in", u2=source)
        run("grade", tmp_path / "in", cwd=course)
        assert "1 scores were taken" in export(course, platform, key, "--allow-lower").stderr
        assert platform.scores["u2"]["scoreGiven"] == points


def test_a_mark_that_a_person_gave_there_later_stays(course, platform, key):
    platform.scores["u1"] = {"scoreGiven": 95, "timestamp": LATER}
    ended = export(course, platform, key)
    assert ended.returncode == 0 and platform.scores["u1"]["scoreGiven"] == 95
    assert "1 stay as they are there, where the mark is newer (--overwrite): u1" in ended.stderr


def test_users_are_found_in_the_platform_s_own_list(course, keys, key):
    members = [{"user_id": f"id-{i}", "lis_person_sourcedid": f"U{i}", "roles": ["Learner"]} for i in (5, 2, 1, 9, 4)]
    with Platform(keys[1], members) as platform:
        ended = export(course, platform, key, "--memberships", platform.memberships)
    assert ended.returncode == 0, ended.stderr
    assert {u: s["scoreGiven"] for u, s in platform.scores.items()} == {"id-1": 90, "id-2": 0}


@pytest.mark.parametrize("instead", [[], {"members": "none"}, {"members": [1]}, "log in first"])
def test_an_address_without_a_list_of_people_is_told(course, keys, key, instead):
    with Platform(keys[1], [{"user_id": "u1"}]) as platform:
        platform.instead = instead
        ended = export(course, platform, key, "--memberships", platform.memberships)
    assert ended.returncode == 2 and "gives no list of people (200" in ended.stderr and not platform.posts


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_while_it_waits_for_an_answer_goes_on(course, platform, key, number):
    platform.faults = [None, "hang"]
    words = ("--lineitem", platform.lineitem, "--client-id", CLIENT, "--token-url", platform.token_url, "--key", key)
    running = subprocess.Popen(
        [*command.GRADER, "export", "lti", *map(str, words)],
        cwd=course,
        env=command.environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        command.until(lambda: len(platform.posts) == 2 and len(platform.scores) == 2)
    finally:
        running.send_signal(number)
        _, said = running.communicate(timeout=60)
    assert running.returncode and "Traceback" not in said
    ended = export(course, platform, key)
    assert ended.returncode == 0 and "1 scores to send, 1 are there already" in ended.stderr
    assert "1 scores were taken" in ended.stderr and "stay as they are" not in ended.stderr
    assert platform.scores["u1"]["scoreGiven"] == 90 and platform.scores["u2"]["scoreGiven"] == 0
    assert "0 scores to send, 2 are there already" in export(course, platform, key).stderr


def test_points_that_wait_for_a_person_are_told_before_the_upload(course, platform, key, tmp_path):
    command.handed_in(tmp_path / "in", u1=RIGHT + 'why = "because"\n')
    run("grade", tmp_path / "in", cwd=course)
    assert "1 scores leave out points that wait for a person: u1" in export(course, platform, key).stderr


def test_what_did_not_arrive_is_told_and_tried_again(course, keys, key):
    with Platform(keys[1], [{"user_id": "u1"}]) as platform:
        ended = export(course, platform, key)
        assert ended.returncode == 4 and "u2: was not taken 404" in ended.stderr and "1 did not arrive" in ended.stderr
        platform.users = None
        assert "1 scores to send, 1 are there already" in export(course, platform, key).stderr
        assert set(platform.scores) == {"u1", "u2"}


def test_a_mark_that_goes_down_is_asked_about(course, platform, key, tmp_path):
    export(course, platform, key)
    command.handed_in(tmp_path / "in", u1=WRONG)
    run("grade", tmp_path / "in", cwd=course)
    ended = export(course, platform, key)
    assert ended.returncode == 2 and "u1: 90 was published, now 0" in ended.stderr
    assert platform.scores["u1"]["scoreGiven"] == 90


def test_what_was_sent_stays_and_what_waits_is_not_sent(course, platform, key, tmp_path):
    export(course, platform, key)
    path = course / "autotests" / "tiny.py"
    path.write_text(path.read_text().replace("points=40", "points=35"))
    command.handed_in(tmp_path / "in", u4=RIGHT)
    run("grade", tmp_path / "in", cwd=course)
    ended = export(course, platform, key)
    assert "0 scores to send, 2 are there already" in ended.stderr and "1 mark would change and 1 waits" in ended.stderr
    assert {u: s["scoreGiven"] for u, s in platform.scores.items()} == {"u1": 90, "u2": 0}
    run("diff", "--adopt", "tiny", "--yes", cwd=course)
    assert "3 scores were taken" in export(course, platform, key, "--allow-lower").stderr
    assert {u: s["scoreGiven"] for u, s in platform.scores.items()} == {"u1": 85, "u2": 0, "u4": 85}


def test_a_loose_key_and_a_clear_address_are_refused_before_anything_is_sent(course, platform, key):
    key.chmod(0o644)
    assert "chmod 600" in export(course, platform, key).stderr
    ended = export(course, platform, key, "--token-url", "http://lms.example/token")
    assert ended.returncode == 2 and "no https address" in ended.stderr and not platform.posts
