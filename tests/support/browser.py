"""Opens pages in a real Chromium: nothing may be asked for, nothing complained about, nothing stick out."""

import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDTHS = (1280, 375, 320)


def executable():
    """Chromium as the system has it; skips the test where there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    return found


@contextmanager
def started():
    from playwright.sync_api import sync_playwright

    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser, path: Path, width: int = 1280, scheme: str = "light"):
    """A page of this file, and what it complained of or asked for beyond itself."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    try:
        page, trouble = context.new_page(), []
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (trouble.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: request.url != path.as_uri() and trouble.append(f"asked: {request.url}"))
        page.goto(path.as_uri())
        yield page, trouble
    finally:
        context.close()


def sticks_out(page) -> list[str]:
    """What makes the page wider than the window, none where it does not scroll sideways."""
    return page.evaluate("""() => {
        const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= wide) return [];
        return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > wide + 1)
            .map(e => e.tagName + ' ' + e.className + ' ' + e.textContent.slice(0, 60));
    }""")


def violations(page) -> list[str]:
    """What axe-core finds fault with: the rules of WCAG 2.2 AA and its best practices."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']} ({node['html'][:160]})" for one in found for node in one["nodes"]]
