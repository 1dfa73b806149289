"""A network as the bytes of an ONNX file, which programs without torch can run."""

import json
from collections.abc import Iterator, Sequence
from tempfile import gettempdir
from textwrap import shorten
from typing import Any, cast

import onnx
import onnx.checker
import onnx.helper
import onnx.shape_inference
import torch
from torch import nn
from torch.export import Dim
from torch.onnx import OnnxExporterError, ONNXProgram

from digits.export.errors import ExportError
from digits.export.network import ExportedNetwork
from digits.torch_classifier import TorchClassifier
from digits.visualization.activations import Activation, activations
from digits.visualization.file_names import file_names

# The version of ONNX's operators. torch writes 18 to 24, and the same operators in each for our
# networks; 20 is the one that names the kinds of GridSample, in `Centre`, as they are named since.
OPSET = 20
_INPUT, _LOGITS, _SEEN = "images", "logits", "seen"


def onnx_bytes(
    classifier: TorchClassifier, model: str, classes: Sequence[str], preparation: nn.Module
) -> bytes:
    """The file: the same bytes for the same weights, with no paths or times in it.

    Input: `images`, uint8, n × 1 × height × width, any of them; ink on 0. Outputs, all float32:
    `logits`, n × classes; `seen`, n × 1 × 28 × 28, the prepared images with pixels from 0 to 255;
    then that of each layer that pictures are drawn of, in the first look at an image.

    The metadata names the `model`, its `architecture`, the `classes`, the `preparation` (Centre or
    Frame) and the `layers`: a JSON list of {"name": of an output, "title": as in
    "conv1 · 6 × 24 × 24"}.

    Args:
        classifier: on the CPU.
        model: its key in params.yaml.
        classes: names of what it tells apart.
        preparation: `Centre` or `Frame`, which comes before it.

    Raises `ExportError` where torch's exporter can't express the network, writes it as invalid
    ONNX, or finds no room for its temporary files.
    """
    _check_temporary_folder()
    layers = _drawn(classifier)
    own = [_INPUT, _LOGITS, _SEEN]
    names = file_names([*own, *(layer.name for layer in layers)])[len(own) :]
    content = _exported(ExportedNetwork(classifier, layers, preparation).eval(), names)
    _leave_out_traces(content)
    titles = [
        {"name": name, "title": _title(layer)} for name, layer in zip(names, layers, strict=True)
    ]
    onnx.helper.set_model_props(
        content,
        {
            "model": model,
            "architecture": classifier.architecture,
            "classes": json.dumps(list(classes), ensure_ascii=False),
            "preparation": type(preparation).__name__,
            "layers": json.dumps(titles, ensure_ascii=False),
        },
    )
    _check(content, classifier.architecture)
    return content.SerializeToString(deterministic=True)


def _drawn(classifier: TorchClassifier) -> list[Activation]:
    found = activations(classifier, torch.zeros(2, 1, 28, 28, dtype=torch.uint8))
    return [layer for layer in found.layers if not layer.adds_nothing]


def _title(layer: Activation) -> str:
    return f"{layer.name} · {' × '.join(f'{each:,}' for each in layer.shape)}"


def _check_temporary_folder() -> None:
    """The exporter of torch wants one, and without it would blame the network."""
    try:
        gettempdir()
    except OSError as error:
        raise ExportError(
            "no folder for temporary files can be written; make room on the disk, or name one with"
            " room in the environment variable TMPDIR"
        ) from error


def _exported(network: ExportedNetwork, names: list[str]) -> onnx.ModelProto:
    # No dimension is 1, or equal to another: the exporter would take it for fixed.
    example = torch.zeros(2, 1, 40, 50, dtype=torch.uint8)
    try:
        program = torch.onnx.export(
            network,
            (example,),
            input_names=[_INPUT],
            output_names=[_LOGITS, _SEEN, *names],
            dynamic_shapes={_INPUT: {0: Dim("n"), 2: Dim("height"), 3: Dim("width")}},
            opset_version=OPSET,
            verbose=False,
        )
    except OnnxExporterError as error:
        # torch's own text is about what to try next; what went wrong stands in its cause.
        reason = _brief(error.__cause__ or error)
        raise ExportError(
            f"src/digits/models/{network.classifier.architecture}.py: torch can't write this"
            f" network as ONNX ({reason}); write it with layers that ONNX has, and without branches"
            " that depend on the numbers in an image"
        ) from error
    written = cast("ONNXProgram", program)
    _rename_inner_values(written)
    return written.model_proto


def _brief(error: BaseException) -> str:
    return shorten(str(error), width=200, placeholder=" …")


def _rename_inner_values(program: ONNXProgram) -> None:
    """Of those that have the name of an output: torch gives these without a look at its own."""
    graph = program.model.graph
    shown = {*graph.inputs, *graph.outputs}
    taken = {value.name for value in shown}
    values = [value for node in graph.all_nodes() for value in node.outputs]
    for each in (graph, *graph.subgraphs()):  # a branch may not repeat a name from outside
        values += [*each.inputs, *each.initializers.values()]
    for value in values:
        if value.name in taken and value not in shown:
            # Free: `file_names` gives no dots, and torch only in names of the network's weights.
            value.name = f"inner.{value.name}"


def _leave_out_traces(content: onnx.ModelProto) -> None:
    """Remove what the exporter tells of the machine: the lines of code behind every node."""
    parts: list[Any] = [content]  # all that have these two fields
    for graph in _graphs(content.graph):
        parts += [graph, *graph.node, *graph.input, *graph.output]
        parts += [*graph.value_info, *graph.initializer]
    for part in parts:
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    content.producer_version = torch.__version__.split("+")[0]  # not which build of it


def _graphs(graph: onnx.GraphProto) -> Iterator[onnx.GraphProto]:
    """A graph, and those of its branches and loops."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            for inner in [*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs]:
                yield from _graphs(inner)


def _check(content: onnx.ModelProto, architecture: str) -> None:
    try:
        onnx.checker.check_model(content, full_check=True)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        raise ExportError(
            f"src/digits/models/{architecture}.py: torch writes this network as invalid ONNX"
            f" ({_brief(error)}); write it with other layers"
        ) from error
