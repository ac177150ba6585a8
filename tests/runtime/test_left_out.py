"""The libraries that a model does not need are not loaded, and a model that needs them gets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from runtime import left_out
from runtime.settings import PROJECT

OURS = ["components.intent_classifier.VectorIntentClassifier", "rasa.core.policies.rule_policy.RulePolicy"]

SERVES = """
import asyncio, sys
from pathlib import Path
from runtime import left_out
model = Path(sys.argv[1])
print("left out:", left_out.leave_out(left_out.components_of(model)))
import runtime.server, rasa.core.agent
left_out.seal()
agent = asyncio.run(rasa.core.agent.load_agent(str(model)))
parsed = asyncio.run(agent.parse_message("what do they earn in texas"))
print(parsed["intent"]["name"], [entity["value"] for entity in parsed["entities"]])
print("loaded:", sorted(name for name in left_out.LIBRARIES if sys.modules.get(name)))
"""

IS_USED = """
from runtime import left_out
left_out.leave_out([])
import tensorflow as tf
class Model(tf.keras.Model):
    @tf.function
    def double(self, number: tf.Tensor) -> tf.Tensor:
        return 2 * number
assert Model().double(2) == 4
left_out.seal()
try:
    tf.constant(1)
except left_out.LeftOutError as error:
    print(error)
try:
    import keras
except ImportError:
    print("not installed")
"""


def run(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, *arguments],
        capture_output=True, text=True, cwd=PROJECT, env=os.environ | {"PYTHONPATH": str(PROJECT)}, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def archive(path: Path, metadata: bytes) -> Path:
    with tarfile.open(path, "w:gz") as file:
        entry = tarfile.TarInfo("metadata.json")
        entry.size = len(metadata)
        file.addfile(entry, BytesIO(metadata))
    return path


def test_our_model_understands_without_them(trained_model: Path) -> None:
    said = run(SERVES, str(trained_model))
    assert "left out: True" in said
    assert "ask_salary ['TX']" in said
    assert "loaded: []" in said


def test_a_stand_in_carries_definitions_and_nothing_else() -> None:
    said = run(IS_USED)
    assert "tensorflow.constant belongs to a library that was left out" in said
    assert "not installed" in said


@pytest.mark.parametrize("component", ["rasa.nlu.classifiers.diet_classifier.DIETClassifier", "my.own.Component"])
def test_a_model_that_may_need_them_gets_them(component: str) -> None:
    assert not left_out.leave_out([*OURS, component])


def test_the_components_of_a_model_are_read_from_its_archive(tmp_path: Path) -> None:
    metadata = {"predict_schema": {"nodes": {str(i): {"uses": uses} for i, uses in enumerate(OURS)}}}
    model = archive(tmp_path / "model.tar.gz", json.dumps(metadata).encode())
    assert left_out.components_of(model) == OURS


@pytest.mark.parametrize("metadata", [b"{}", b"not json", b'{"predict_schema": []}'])
def test_another_archive_is_no_model(tmp_path: Path, metadata: bytes) -> None:
    with pytest.raises(ValueError, match="is no model"):
        left_out.components_of(archive(tmp_path / "other.tar.gz", metadata))
