"""Draw the README picture from the running app: python tests/browser/picture.py, while it serves on port 8501."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).with_name("ask.png")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def draw(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        box = page.get_by_test_id("stChatInputTextArea")
        box.fill("can I see my son's file and how long can you take? what does it cost")
        box.press("Enter")
        page.get_by_role("heading", name="Sources").wait_for()
        page.wait_for_timeout(1500)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    draw(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8501")
