"""Pages in a real Chromium, on a desk and on a phone, in light and dark: readable by all, quiet, and still."""

import browser
import page_samples
import pytest

from grader.reports import class_report, page_files, pages

HOSTILE = range(len(page_samples.HOSTILE))


@pytest.fixture(scope="module")
def chromium():
    with browser.started() as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Every page as a file, and a folder `screenshots` beside them."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "screenshots").mkdir()
    made, _ = page_samples.real()
    for name, page in made.items():
        page_files.write_whole(folder / f"{name}.html", pages.page_html(page))
    page_files.write_whole(folder / "the-class.html", class_report.class_page_html(page_samples.school(made)))
    for number in HOSTILE:
        page = pages.student_page(page_samples.hostile(page_samples.HOSTILE[number]))
        page_files.write_whole(folder / f"hostile-{number}.html", pages.page_html(page))
    return folder


REAL = [f"{place.split('/')[0]}-{place.split('/')[1].removesuffix('.py')}" for place in page_samples.REAL]
REAL.append("the-class")


@pytest.mark.parametrize("name", REAL)
def test_a_page_is_quiet_and_fits_every_screen(chromium, folder, name):
    for width in browser.WIDTHS:
        with browser.opened(chromium, folder / f"{name}.html", width) as (page, trouble):
            if width != 320:
                page.screenshot(path=folder / "screenshots" / f"{name}-{width}.png", full_page=True)
            assert browser.sticks_out(page) == []
            assert trouble == []


@pytest.mark.parametrize(("name", "scheme"), [*((name, "light") for name in REAL), *((n, "dark") for n in REAL[::4])])
def test_axe_finds_no_fault(chromium, folder, name, scheme):
    with browser.opened(chromium, folder / f"{name}.html", 375, scheme) as (page, _):
        assert browser.violations(page) == []


@pytest.mark.parametrize("number", HOSTILE)
def test_hostile_text_does_nothing(chromium, folder, number):
    """It is text: no script runs, nothing is asked for, the title stays, and the page is not blown up."""
    with browser.opened(chromium, folder / f"hostile-{number}.html", 320) as (page, trouble):
        assert page.evaluate("document.title") != "hit" and page.evaluate("document.scripts.length") == 0
        assert page.evaluate("getComputedStyle(document.body).display") == "block"
        assert trouble == [] and browser.sticks_out(page) == []
        for element in page.query_selector_all("h3 code, h3 b, svg script, [onmouseover], [onerror]"):
            assert element.evaluate("e => e.tagName") == "CODE"


def test_what_is_looked_for_would_be_found(chromium, tmp_path):
    """A page with a script, a request, a wide block and grey on grey is caught by each of the looks."""
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<!doctype html><html><body><img src='other.png'><script>console.log('hello')</script>"
        "<p style='width:2000px;color:#ccc;background:#ddd'>wide</p></body></html>"
    )
    with browser.opened(chromium, bad) as (page, trouble):
        assert any(t.startswith("asked:") for t in trouble) and "console: hello" in trouble
        assert browser.sticks_out(page)
        assert {v.split(":")[0] for v in browser.violations(page)} >= {"color-contrast", "html-has-lang", "image-alt"}


def test_a_script_that_got_through_would_not_run(chromium, tmp_path, folder):
    """The policy in the page: even written into it, a script does not run and an image is not fetched."""
    text = (folder / f"{REAL[0]}.html").read_text(encoding="utf-8")
    through = tmp_path / "through.html"
    through.write_text(text.replace("</main>", "<script>document.title='hit'</script><img src='x.png' alt=''></main>"))
    with browser.opened(chromium, through) as (page, trouble):
        assert page.evaluate("document.title") != "hit"
        assert len([t for t in trouble if "Content Security Policy" in t]) >= 2


def test_it_prints_on_paper(chromium, folder):
    """In print nothing is cut off at the right: no scrolled box is left."""
    with browser.opened(chromium, folder / f"{REAL[4]}.html", 720) as (page, _):
        page.emulate_media(media="print")
        cut = "[...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
        assert page.evaluate(cut) == 0
        assert page.pdf(path=folder / "screenshots" / "printed.pdf")[:4] == b"%PDF"


def test_who_is_folded_away_on_the_screen_is_on_paper(chromium, folder):
    with browser.opened(chromium, folder / "the-class.html", 720) as (page, _):
        last = "[...document.querySelectorAll('details bdi:last-child')].map(e => e.checkVisibility())"
        assert page.evaluate(last) and not any(page.evaluate(last))
        page.emulate_media(media="print")
        assert all(page.evaluate(last))
