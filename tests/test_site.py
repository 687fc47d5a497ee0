"""The documentation site is built without a warning, and reading it loads nothing from elsewhere."""

import re
import subprocess
import sys

import pytest
from places import ROOT

pytest.importorskip("sphinx")
DOCS = ROOT / "docs"
LOADED = re.compile(r"""<(?:script|img|link|iframe)[^>]*\s(?:src|href)=["']?(?:https?:)?//|url\(["']?(?:https?:)?//""")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", str(DOCS), str(folder)]
    built = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (built.returncode, built.stderr) == (0, "")
    return folder


def test_every_page_is_there_and_in_the_menu(site):
    pages = {page.relative_to(DOCS).with_suffix(".html").as_posix() for page in DOCS.glob("**/*.md")}
    assert not [page for page in pages if not (site / page).exists()]
    menu = (site / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r'<a class="reference internal" href="([^"#]+)">', menu)) >= pages - {"index.html"}


def test_nothing_is_loaded_from_elsewhere(site):
    texts = {path: path.read_text(encoding="utf-8") for path in site.rglob("*") if path.suffix in (".html", ".css")}
    assert [path.name for path, text in texts.items() if LOADED.search(text)] == []


def test_signatures_and_docstrings_of_the_package_are_shown(site):
    text = (site / "names.html").read_text(encoding="utf-8")
    assert 'id="grader.check"' in text and "its docstring is the title that a student reads" in text


@pytest.mark.parametrize(
    "text", ['<script src="https://a/b.js">', "<img alt='' src=//a/b.png>", "url(http://a/f.woff)"]
)
def test_what_would_be_loaded_is_seen(text):
    assert LOADED.search(text)
