"""formgrader in a real Chromium: its button grades with our judge, points and comments show, a score is changed."""

import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import browser
import command
import nbgrader_course as small
import pytest

pytest.importorskip("nbgrader")
pytestmark = pytest.mark.filterwarnings("ignore")  # nbgrader's own, of SQLAlchemy and traitlets
TOKEN = "for-this-test-alone"
LONG = 60_000  # milliseconds


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _answers(address):
    try:
        with urllib.request.urlopen(f"{address}/api", timeout=2) as reply:
            return reply.status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A JupyterLab on a course in which somebody has handed in; its address and the course."""
    browser.executable()
    if shutil.which("jupyter-lab", path=str(Path(sys.executable).parent)) is None:
        pytest.skip("no JupyterLab here: it comes with nbgrader")
    theirs = small.released(small.course(tmp_path_factory.mktemp("ours")), tmp_path_factory.mktemp("nb") / "course")
    codes = {**small.RIGHT, "double": "def double(x):\n    return np.asarray(x)**2", **small.answers("ada")}
    small.hand_in(theirs, "ada", small.homework(theirs, "ada", codes))
    port, home = _free_port(), tmp_path_factory.mktemp("home")
    words = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    here = {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home), "JUPYTER_RUNTIME_DIR": str(home)}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *words],
            cwd=theirs,
            stdout=log,
            stderr=log,
            env=command.environment(PATH=path, **here),
        )
        try:
            address = f"http://127.0.0.1:{port}"
            command.until(lambda: process.poll() is not None or _answers(address), 90)
            assert process.poll() is None, (home / "log").read_text()
            yield address, theirs
        finally:
            process.terminate()
            process.wait(30)


def test_the_button_grades_and_a_person_has_the_last_word(served, tmp_path):
    address, theirs = served
    with browser.started() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 1000})
        page.goto(f"{address}/lab?token={TOKEN}", timeout=LONG)  # the cookie that formgrader's own requests need
        page.goto(f"{address}/formgrader/manage_submissions/little", timeout=LONG)
        page.locator(".autograde a").first.click(timeout=LONG)
        said = page.locator(".modal-dialog").first
        said.wait_for(timeout=LONG)
        assert "Successfully autograded" in said.inner_text()
        page.screenshot(path=tmp_path / "autograded.png")
        assert small.standing(theirs, "ada")["check-softmax"] == (30, False)
        with small.gradebook(theirs) as book:
            place = book.find_submission_notebook("little", "little", "ada").id
        page.goto(f"{address}/formgrader/submissions/{place}", timeout=LONG)
        page.locator("input.score").first.wait_for(timeout=LONG)
        page.wait_for_function("[...document.querySelectorAll('input.score')].some(e => e.placeholder == '30')")
        boxes = page.locator("input.score")
        assert [boxes.nth(i).get_attribute("placeholder") for i in range(4)] == ["0", "30", "10", "20"]
        told = [box.get_attribute("placeholder") or "" for box in page.locator("textarea.comment").all()]
        assert any("doubling adds it to itself" in text for text in told)
        assert page.get_by_text(re.compile("doubling adds it to itself")).count()
        page.screenshot(path=tmp_path / "marked.png", full_page=True)
        boxes.nth(0).fill("12.5")
        boxes.nth(0).press("Tab")
        command.until(lambda: _manual(theirs) == 12.5, 30)
        page.goto(f"{address}/formgrader/manage_submissions/little", timeout=LONG)
        page.get_by_text("72.5", exact=False).first.wait_for(timeout=LONG)
        page.screenshot(path=tmp_path / "total.png")
    assert len(list(tmp_path.glob("*.png"))) == 3


def _manual(theirs):
    with small.gradebook(theirs) as book:
        return book.find_grade("check-double", "little", "little", "ada").manual_score
