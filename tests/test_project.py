"""What an open project says of itself agrees in every file that says it: name, version, license, authors, keywords."""

import re
import shlex
import subprocess
import sys
import tomllib
from datetime import date

import pytest
import yaml
from closed_lists import bits_of_check
from places import ROOT
from trove_classifiers import classifiers

from grader.course import loader
from grader.verification.consistency import is_attested

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
LICENSE = (ROOT / "LICENSE").read_text(encoding="utf-8")
DEVELOPERS = "the grader developers"
# The keys of version 1.2.0 of the form that a software's own citation needs; no other is used here.
NEEDED = {"cff-version", "message", "title", "authors"}
ALLOWED = NEEDED | {"abstract", "date-released", "keywords", "license", "type", "version"}
KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "CITATION.cff", ROOT / "LICENSE"])


def releases():
    """Each version that the changelog has, the newest first, with its date and its text."""
    parts = re.split(r"^## \[(.+?)\](?: - (.+))?$", CHANGELOG, flags=re.MULTILINE)
    return list(zip(parts[1::3], parts[2::3], parts[3::3], strict=True))


def test_license_and_authors_are_the_same_everywhere():
    assert PROJECT["license"] == CITATION["license"] == "BSD-3-Clause"
    assert PROJECT["license-files"] == ["LICENSE"]
    assert LICENSE.startswith("BSD 3-Clause License\n") and DEVELOPERS in LICENSE.splitlines()[2]
    assert len(re.findall(r"^\d\. ", LICENSE, re.MULTILINE)) == 3
    assert PROJECT["authors"] == CITATION["authors"] == [{"name": DEVELOPERS}]


def test_the_version_has_a_place_in_the_changelog_and_the_citation():
    (unreleased, no_date, _), (newest, _, _) = releases()[:2]
    assert (unreleased, no_date) == ("Unreleased", None)
    assert newest == PROJECT["version"] == CITATION["version"]


def test_the_changelog_is_dated_ordered_and_says_what_kind_of_change_each_is():
    (_, _, coming), *given_out = releases()
    days = [date.fromisoformat(day) for _, day, _ in given_out]
    assert days == sorted(days, reverse=True)
    for text in (coming, *(text for _, _, text in given_out)):
        headings = re.findall(r"^### (.*)$", text, re.MULTILINE)
        assert headings and headings == [kind for kind in KINDS if kind in headings]


def test_the_citation_has_the_form():
    assert CITATION["cff-version"] == "1.2.0"
    assert set(CITATION) >= NEEDED and set(CITATION) <= ALLOWED
    assert CITATION["type"] == "software"
    assert all(isinstance(value, str) for key, value in CITATION.items() if key not in ("authors", "keywords"))
    assert CITATION["keywords"] == PROJECT["keywords"]
    assert CITATION["title"].partition(": ")[0] == PROJECT["name"]
    assert CITATION["title"].partition(": ")[2].lower() == PROJECT["description"].lower()


def test_the_security_policy_supports_the_version_there_is():
    line = "| " + PROJECT["version"].rpartition(".")[0] + ".x | yes |"
    assert line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()


def test_classifiers_are_known_ordered_and_without_a_license():
    said = PROJECT["classifiers"]
    assert set(said) <= classifiers and said == sorted(said, key=lambda line: [*map(version, line.split(" :: "))])
    assert not [line for line in said if line.startswith("License")]  # `license` says it; two would be one too many


def version(word):
    """A part of a classifier as something to sort by: 3.9 comes before 3.11."""
    numbers = re.findall(r"\d+", word) if re.fullmatch(r"[\d.]+", word) else []
    return (not numbers, [int(number) for number in numbers], word)


def test_what_a_submission_could_forge_is_worth_as_little_as_the_policy_says():
    policy = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "That is worth one of an assignment's 100 points" in policy
    course = loader.Course(ROOT)
    for name in course.names:
        attested = [check for check in course.assignment(name).checks if is_attested(check)]
        assert [check.points for check in attested] == [1], name


def test_hidden_checks_tell_as_little_as_the_policy_says():
    policy = " ".join((ROOT / "SECURITY.md").read_text(encoding="utf-8").split())
    (most,) = re.findall(r"at most (\d+) bits in a check and (\d+) bits in an assignment", policy)
    course, told = loader.Course(ROOT), []
    for assignment in map(course.assignment, course.names):
        key, hidden = assignment.answer_key(course.secret), [c for c in assignment.checks if not c.public]
        told.append([bits_of_check(c, key.expected(c), key.wrong_outcomes(c)) for c in hidden])
    for said, counted in zip(map(int, most), (max(map(max, told)), max(map(sum, told))), strict=True):
        assert counted <= said < 1.25 * counted


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_has_an_address_of_a_forge_a_registry_or_a_person(page):
    text = page.read_text(encoding="utf-8")
    assert not re.findall(r"https?://\S+|www\.\S+|[\w.]+@[\w-]+\.\w+", text)


def test_what_runs_before_a_commit_is_here_and_stands_on_nothing_else():
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    hooks = {hook["id"]: hook for hook in local["hooks"]}
    assert local["repo"] == "local" and all(hook["language"] == "system" for hook in hooks.values())
    assert {hook["entry"].split()[0] for hook in hooks.values()} == {"ruff", "mypy", "python"}


@pytest.mark.parametrize(
    ("subject", "fits"),
    [
        ("docs: open with a wrong homework", True),
        ("docs: " + "x" * 66, True),
        ("docs: " + "x" * 67, False),
        ("Open with a wrong homework", False),
        ("docs:open", False),
    ],
)
def test_a_commit_names_its_area_in_72_characters(subject, fits, tmp_path):
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    (hook,) = (hook for hook in local["hooks"] if "commit-msg" in hook.get("stages", ()))
    (tmp_path / "message").write_text(subject + "\n\nWhy.\n")
    command = [sys.executable, *shlex.split(hook["entry"])[1:], str(tmp_path / "message")]
    assert (subprocess.run(command, check=False).returncode == 0) is fits


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs the history")
def test_commits_that_blame_passes_over_are_there_and_change_the_form_alone():
    lines = (ROOT / ".git-blame-ignore-revs").read_text(encoding="utf-8").splitlines()
    commits = [line for line in lines if line and not line.startswith("#")]
    assert commits
    for commit in commits:
        shown = subprocess.run(
            ["git", "-C", str(ROOT), "show", "-s", "--format=%s", commit], check=True, capture_output=True, text=True
        ).stdout.strip()
        assert shown.startswith("style: ")
        assert f"# {shown}" == lines[lines.index(commit) - 1]
