"""The benchmarks compare like with like: what other graders are given says the same as the checks that ours runs."""

import importlib
import json
import subprocess
import sys

import pytest
from places import BENCHMARKS


@pytest.fixture
def homework(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import homework

    return homework


def right(statements, setup, source):
    """How many of the statements hold of a submission of ours, run here."""
    space = {}
    exec(f"{source}\n{setup}", space)
    held = 0
    for statement in statements:
        try:
            exec(statement, space)
        except AssertionError:
            continue
        held += 1
    return held


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_every_kind_of_submission_gets_the_same_points_from_the_statements_that_others_run(homework, tmp_path):
    import ten_checks

    students = homework.five(tmp_path / "in", len(homework.CHANGES))
    words = ["--course", BENCHMARKS / "course", "grade", students, "-j", "1", "--json", "--gradebook", "book.sqlite"]
    command = [sys.executable, BENCHMARKS / "stopwatch.py", "stages", *words]
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)

    points = {line["student"]: line["points"] for line in map(json.loads, done.stdout.splitlines())}
    statements = [check.statement for check in ten_checks.CHECKS]
    wanted = {
        student.name: 10 * right(statements, ten_checks.SETUP, (student / "five.py").read_text())
        for student in students.iterdir()
    }
    assert points == wanted and len(set(wanted.values())) > 2
    stages = json.loads((tmp_path / "stages").read_text())
    assert min(stages.values()) > 0 and sum(stages.values()) - stages["all"] < stages["all"]


def test_a_mixed_class_has_every_kind_and_no_two_alike(homework, tmp_path):
    folder = homework.mixed(tmp_path, 2 * len(homework.MIXED))
    texts = [path.read_text() for path in folder.glob("*/five.py")]
    assert len(set(texts)) == len(texts) == 2 * len(homework.MIXED)
    unreadable = 0
    for text in texts:
        try:
            compile(text, "five.py", "exec")
        except SyntaxError:
            unreadable += 1
    assert unreadable == 2 and sum("abort" in text for text in texts) == 2


def test_the_homework_that_is_kept_with_the_tests_is_found(homework, tmp_path):
    folder = homework.perceptron(tmp_path, 3)
    texts = {path.read_text(encoding="utf-8") for path in folder.glob("*/perceptron.py")}
    assert len(texts) == 3 and all("def perceptron_fit" in text for text in texts)


@pytest.mark.parametrize("name", ["drawing", "scaling", "simulated_class", "startup", "twins"])
def test_a_benchmark_finds_what_it_measures(homework, name):
    assert callable(importlib.import_module(name).run)
