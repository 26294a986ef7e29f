"""A real Chromium without a window, with pages of our own in it and no network."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from tests.needs import NODE_MODULES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ARGUMENTS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"),
    *("--no-first-run", "--disable-background-networking", "--hide-scrollbars"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_RUN_AXE = """
const done = arguments[arguments.length - 1];
axe.run({runOnly: arguments[0]}).then(found => done(JSON.stringify(found.violations)));
"""


@contextmanager
def chromium() -> Iterator[Chrome]:
    """A browser that is closed at the end."""
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in _ARGUMENTS:
        options.add_argument(argument)
    browser = Chrome(options, ChromeService("/usr/bin/chromedriver"))
    try:
        yield browser
    finally:
        browser.quit()


def show(browser: Chrome, page: Path, *, width: int, dark: bool = False) -> None:
    """Open a page as a reader with such a screen sees it."""
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.get(page.as_uri())


def axe(browser: Chrome) -> list[str]:
    """What axe-core finds wrong with the page that is shown: rules and elements."""
    browser.execute_script((NODE_MODULES / "axe-core" / "axe.min.js").read_text())
    found: list[dict[str, Any]] = json.loads(
        browser.execute_async_script(_RUN_AXE, list(_RULES))
    )
    return [
        f"{violation['id']}: {node['html']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]
