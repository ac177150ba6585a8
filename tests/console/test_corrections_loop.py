"""The loop closed: misunderstood sentences of a run, corrected by keyboard, approved, exported, trained, understood.

It trains a model, so it is a part of `make soak` alone; tests/console/test_corrections_browser.py has the pages.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from benchmarks.labelled import read_all
from benchmarks.parsing import parse_all
from benchmarks.report import report
from setup.environment import quiet_environment
from setup.terminal import PROJECT
from tests.console.running import Console, running_console
from tests.console.test_browser import browser, enter, press
from tests.guide import Guide, running_guide

__all__ = ["browser"]

SENTENCES: dict[str, str] = yaml.safe_load((Path(__file__).parent / "misunderstood.yml").read_text(encoding="utf-8"))
TAUGHT = 20
# Of accuracy on the evaluation sets, which one sentence in a thousand may cost by chance.
TOLERANCE = 0.001
TOKEN = secrets.token_hex(32)

pytestmark = pytest.mark.skipif("GUIDE_CORRECTIONS_LOOP" not in os.environ, reason="it trains a model: make soak")


@pytest.fixture
def guide(trained_model: Path, tmp_path: Path) -> Iterator[Guide]:
    """A running assistant to which every sentence has been said."""
    (tmp_path / "guide").mkdir()
    with running_guide(tmp_path / "guide", trained_model, settings={"GUIDE_API_TOKEN": TOKEN}) as running:
        for number, text in enumerate(SENTENCES):
            running.say(f"loop-{number}", text)
        yield running


@pytest.fixture
def console(guide: Guide, tmp_path: Path) -> Iterator[Console]:
    """The console over that run, with a working tree of its own."""
    project = tmp_path / "project"
    shutil.copytree(PROJECT / "data", project / "data")
    shutil.copytree(PROJECT / "tests" / "nlu", project / "tests" / "nlu")
    shutil.copy(PROJECT / "domain.yml", project)
    settings = {
        "GUIDE_CONSOLE_PROJECT": str(project),
        "GUIDE_CONSOLE_ASSISTANT": guide.base,
        "GUIDE_API_TOKEN": TOKEN,
    }
    with running_console(tmp_path, str(guide.database), **settings) as running:
        running.people(rita="reviewer", lea="lead")
        running.run("corrections", "gather")
        yield running


def parsed(guide: Guide, text: str) -> dict[str, Any]:
    """Returns what the running assistant makes of a text."""
    address = f"{guide.base}/model/parse?token={TOKEN}"
    request = urllib.request.Request(address, json.dumps({"text": text}).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def intent_of(label: str) -> str:
    return label.partition("/")[0]


def press_and_go(page: Page, key: str) -> None:
    """Presses a key that leads to another page, and waits for that page."""
    with page.expect_navigation():
        press(page, key)


def correct_by_keyboard(page: Page, guide: Guide) -> list[str]:
    """Goes through the queue as a reviewer would; returns the sentences that were misunderstood and corrected."""
    corrected: list[str] = []
    page.goto("/corrections/?show=unsure")
    press(page, "j")
    press_and_go(page, "Enter")
    while len(corrected) < TAUGHT:
        text = page.locator("#sentence").input_value()
        if parsed(guide, text)["intent"]["name"] == intent_of(SENTENCES[text]):
            press_and_go(page, "d")
        else:
            press(page, "i")
            page.keyboard.type(SENTENCES[text])
            press_and_go(page, "Enter")
            corrected.append(text)
        expect(page.locator(".notice").first).to_contain_text("Saved as" if text in corrected else "Put away")
    return corrected


def approve_by_keyboard(page: Page) -> None:
    """Approves all that waits for a lead."""
    page.goto("/corrections/?show=proposed")
    press(page, "j")
    press_and_go(page, "Enter")
    for _ in range(TAUGHT):
        press_and_go(page, "a")
        expect(page.locator(".notice")).to_contain_text("Approved as")


def train(project: Path, folder: Path) -> Path:
    """Trains on a working tree's data; returns the model."""
    command = [sys.executable, "-m", "rasa", "train", "--config", "config.yml", "--domain", "domain.yml"]
    command += ["--data", str(project / "data"), "--out", str(folder), "--fixed-model-name", "taught"]
    environment = quiet_environment() | {"RASA_CACHE_DIRECTORY": str(folder / "cache")}
    run = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    return folder / "taught.tar.gz"


def accuracy(model: Path) -> float:
    """Returns the share of the evaluation sentences that a model reads right."""
    sentences = read_all([PROJECT / "tests" / "nlu"])
    # In a thread of its own: the browser's loop runs in this one.
    with ThreadPoolExecutor(1) as pool:
        parses = pool.submit(parse_all, model, [sentence.text for sentence in sentences]).result()
    return float(report(sentences, parses)["intents"]["accuracy"])


def test_twenty_misunderstood_sentences_are_learnt(
    browser: Browser, guide: Guide, console: Console, trained_model: Path, tmp_path: Path
) -> None:
    taught = correct_by_keyboard(enter(browser, console, "rita"), guide)
    approve_by_keyboard(enter(browser, console, "lea"))
    assert f"{TAUGHT} examples written, 0 left out" in console.run("corrections", "export")
    model = train(tmp_path / "project", tmp_path / "models")
    guide.processes["assistant"].terminate()
    guide.start_assistant(GUIDE_MODEL=str(model))
    read = {text: parsed(guide, text) for text in taught}
    right = [text for text in taught if read[text]["intent"]["name"] == intent_of(SENTENCES[text])]
    before, after = accuracy(trained_model), accuracy(model)
    print(f"\n{len(right)} of {len(taught)} understood; evaluation sets {before:.4f} before, {after:.4f} after")
    assert right == taught
    assert after >= before - TOLERANCE
