"""Writes all-MiniLM-L6-v2 as an ONNX graph for one sentence at a time, straight from its weights.

A batch of one needs no padding and no attention mask, so the graph has neither: its only input is the row of
token ids. Query, key and value are joined into one product, 1/sqrt(head size) is folded into the query, and
the token type (always 0) into the positions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LAYERS, HEADS, SIZE = 6, 12, 384
POOLED_LAYERS = (3, 4, 5, 6)
OPSET = 20  # the first with Gelu; LayerNormalization came with 17
EPSILON = 1e-12

Weights = dict[str, np.ndarray]


class GraphWriter:
    """Collects nodes and constants; every method adds nodes and returns the name of what they compute."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        """Adds a constant, once for a name."""
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """Adds a node with one output."""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def linear(self, x: str, name: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """Adds x @ weight + bias, weight of shape (in, out)."""
        product = self.node("MatMul", [x, self.constant(f"{name}.weight", weight)], f"{name}.product")
        return self.node("Add", [product, self.constant(f"{name}.bias", bias)], f"{name}.out")

    def normalize(self, x: str, name: str, weight: np.ndarray, bias: np.ndarray) -> str:
        """Adds a layer normalization over the last axis."""
        inputs = [x, self.constant(f"{name}.weight", weight), self.constant(f"{name}.bias", bias)]
        return self.node("LayerNormalization", inputs, f"{name}.out", axis=-1, epsilon=EPSILON)


def build_graph(weights: Weights) -> onnx.ModelProto:
    """Builds the fp32 graph.

    Input `ids` (tokens) int64. Outputs, float32: `sentence` (384), the published sentence vector of length 1,
    and `layers` (4, 384), the mean over the tokens after layers 3 to 6, each of length 1.
    """
    graph = GraphWriter()
    x = _embeddings(graph, weights)
    pooled = []
    for layer in range(1, LAYERS + 1):
        x = _feed_forward(graph, _attention(graph, x, layer, weights), layer, weights)
        if layer in POOLED_LAYERS:
            axes = graph.constant("first_axis", np.array([0], dtype=np.int64))
            pooled.append(graph.node("ReduceMean", [x, axes], f"pooled.{layer}", keepdims=1))
    joined = graph.node("Concat", pooled, "pooled", axis=0)
    graph.node("LpNormalization", [joined], "layers", axis=-1, p=2)
    last = graph.constant("last_row", np.array(len(POOLED_LAYERS) - 1, dtype=np.int64))
    graph.node("Gather", ["layers", last], "sentence", axis=0)
    return _model(graph)


def _embeddings(graph: GraphWriter, weights: Weights) -> str:
    places = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    words = graph.constant("words", weights["embeddings.word_embeddings.weight"])
    word = graph.node("Gather", [words, "ids"], "word", axis=0)
    length = graph.node("Shape", ["ids"], "length")
    zero = graph.constant("first_axis", np.array([0], dtype=np.int64))
    place = graph.node("Slice", [graph.constant("places", places), zero, length, zero], "place")
    total = graph.node("Add", [word, place], "embedded")
    prefix = "embeddings.LayerNorm"
    return graph.normalize(total, prefix, weights[f"{prefix}.weight"], weights[f"{prefix}.bias"])


def _attention(graph: GraphWriter, x: str, layer: int, weights: Weights) -> str:
    prefix = f"encoder.layer.{layer - 1}.attention"
    name = f"layer.{layer}.attention"
    scale = 1 / np.sqrt(SIZE // HEADS)
    parts = [
        (weights[f"{prefix}.self.{part}.weight"].T, weights[f"{prefix}.self.{part}.bias"])
        for part in ("query", "key", "value")
    ]
    parts[0] = (parts[0][0] * np.float32(scale), parts[0][1] * np.float32(scale))
    joined = graph.linear(
        x, f"{name}.qkv", np.concatenate([w for w, _ in parts], axis=1), np.concatenate([b for _, b in parts])
    )
    names = [f"{name}.{part}" for part in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [joined], names, name=f"{name}.split", axis=-1, num_outputs=3))
    shape = graph.constant("heads_shape", np.array([0, HEADS, SIZE // HEADS], dtype=np.int64))
    heads = [graph.node("Reshape", [part, shape], f"{part}.heads") for part in names]
    query, key, value = (
        graph.node("Transpose", [part], f"{part}.turned", perm=order)
        for part, order in zip(heads, ([1, 0, 2], [1, 2, 0], [1, 0, 2]), strict=True)
    )
    scores = graph.node("MatMul", [query, key], f"{name}.scores")
    shares = graph.node("Softmax", [scores], f"{name}.shares", axis=-1)
    mixed = graph.node("MatMul", [shares, value], f"{name}.mixed")
    turned = graph.node("Transpose", [mixed], f"{name}.turned", perm=[1, 0, 2])
    flat = graph.node(
        "Reshape", [turned, graph.constant("flat_shape", np.array([0, SIZE], dtype=np.int64))], f"{name}.flat"
    )
    out = graph.linear(
        flat,
        f"{name}.output",
        weights[f"{prefix}.output.dense.weight"].T,
        weights[f"{prefix}.output.dense.bias"],
    )
    total = graph.node("Add", [out, x], f"{name}.total")
    norm = f"{prefix}.output.LayerNorm"
    return graph.normalize(total, f"{name}.norm", weights[f"{norm}.weight"], weights[f"{norm}.bias"])


def _feed_forward(graph: GraphWriter, x: str, layer: int, weights: Weights) -> str:
    prefix = f"encoder.layer.{layer - 1}"
    name = f"layer.{layer}.forward"
    wide = graph.linear(
        x,
        f"{name}.wide",
        weights[f"{prefix}.intermediate.dense.weight"].T,
        weights[f"{prefix}.intermediate.dense.bias"],
    )
    active = graph.node("Gelu", [wide], f"{name}.gelu")
    out = graph.linear(
        active,
        f"{name}.narrow",
        weights[f"{prefix}.output.dense.weight"].T,
        weights[f"{prefix}.output.dense.bias"],
    )
    total = graph.node("Add", [out, x], f"{name}.total")
    norm = f"{prefix}.output.LayerNorm"
    return graph.normalize(total, f"{name}.norm", weights[f"{norm}.weight"], weights[f"{norm}.bias"])


def _model(graph: GraphWriter) -> onnx.ModelProto:
    inputs = [helper.make_tensor_value_info("ids", TensorProto.INT64, ["tokens"])]
    outputs = [
        helper.make_tensor_value_info("sentence", TensorProto.FLOAT, [SIZE]),
        helper.make_tensor_value_info("layers", TensorProto.FLOAT, [len(POOLED_LAYERS), SIZE]),
    ]
    proto = helper.make_graph(graph.nodes, "all-MiniLM-L6-v2", inputs, outputs, list(graph.constants.values()))
    opset = helper.make_opsetid("", OPSET)
    # onnxruntime refuses files of an IR version newer than itself; 10 is what opset 20 came with.
    model = helper.make_model(proto, opset_imports=[opset], ir_version=10, producer_name="mle-guide")
    onnx.checker.check_model(model)
    return model
