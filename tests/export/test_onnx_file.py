"""The ONNX file: it answers as torch, whatever the canvas, and tells nothing of the machine."""

import json
import subprocess
import sys
from collections import OrderedDict
from pathlib import Path

import onnx
import onnxruntime
import pytest
import torch
from centred import centred_digits
from every_model import MODELS
from exported_network import Exported
from odd_networks import odd_networks, with_network
from onnx_outputs import outputs_of
from onnxscript import ir
from torch import Tensor, nn
from torch.onnx import ONNXProgram
from trained import seeded_classifier

from digits.data.classes import DIGITS
from digits.export.errors import ExportError
from digits.export.onnx_file import OPSET, onnx_bytes
from digits.preparation.centre import Centre
from digits.torch_classifier import TorchClassifier
from digits.visualization.activations import activations

# In `make test` one for each kind of layer: an export takes seconds, and `export@<model>` compares
# each with torch.
QUICK = {"compact_cnn", "lenet5", "micro_cnn"}
ARCHITECTURES = [
    name if name in QUICK else pytest.param(name, marks=pytest.mark.soak)
    for name in sorted({model.architecture for model in MODELS.values()})
]
TESTS = Path(__file__).parents[1]


def canvas(count: int, height: int, width: int) -> Tensor:
    """Blots in the middle of canvases."""
    images = torch.zeros(count, 1, height, width, dtype=torch.uint8)
    generator = torch.Generator().manual_seed(height)
    part = images[:, :, height // 4 : -(height // 4) or None, width // 3 : -(width // 3) or None]
    part.random_(0, 256, generator=generator)
    return images


CANVASES = {
    "one image": canvas(1, 28, 28),
    "seven images": canvas(7, 28, 28),
    "large": canvas(2, 280, 280),
    "tall": canvas(3, 100, 40),
    "one pixel": torch.full((1, 1, 1, 1), 255, dtype=torch.uint8),
    "as in MNIST": centred_digits(7, seed=1),
}


def assert_as_torch(content: bytes, classifier: TorchClassifier, images: Tensor) -> None:
    found = outputs_of(content, images)
    with torch.inference_mode():
        seen = Centre()(images)
        logits = classifier.eval().network(classifier.normalize(seen))
    torch.testing.assert_close(found["seen"], seen, rtol=0, atol=1e-3)
    torch.testing.assert_close(found["logits"], logits, rtol=0, atol=1e-4)


def assert_layers_as_drawn(content: bytes, classifier: TorchClassifier) -> None:
    images = centred_digits(4, seed=2)
    found = outputs_of(content, images)
    assert found["seen"].equal(images.float())  # so that `activations` sees the same
    layers = [layer for layer in activations(classifier, images).layers if not layer.adds_nothing]
    outputs = list(found.items())[2:]
    assert len(outputs) == len(layers)
    for (name, output), layer in zip(outputs, layers, strict=True):
        torch.testing.assert_close(output, layer.output, rtol=1e-4, atol=1e-4, msg=name)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_answers_as_torch_whatever_the_canvas(architecture: str, exported: Exported) -> None:
    for images in CANVASES.values():
        assert_as_torch(exported(architecture), seeded_classifier(architecture), images)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_blank_canvases_give_finite_logits(architecture: str, exported: Exported) -> None:
    for size in (28, 50):
        blank = torch.zeros(3, 1, size, size, dtype=torch.uint8)
        assert_as_torch(exported(architecture), seeded_classifier(architecture), blank)
        found = outputs_of(exported(architecture), blank)
        assert found["logits"].isfinite().all()
        assert not found["seen"].any()


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_outputs_of_layers_are_those_that_pictures_are_drawn_of(
    architecture: str, exported: Exported
) -> None:
    assert_layers_as_drawn(exported(architecture), seeded_classifier(architecture))


@pytest.mark.parametrize("architecture", ["lenet5", "compact_cnn"])
def test_says_what_it_is(architecture: str, exported: Exported) -> None:
    session = onnxruntime.InferenceSession(exported(architecture))
    about = session.get_modelmeta().custom_metadata_map
    assert about["model"] == about["architecture"] == architecture
    assert json.loads(about["classes"]) == list("0123456789")
    layers = json.loads(about["layers"])
    names = [output.name for output in session.get_outputs()]
    assert names == ["logits", "seen", *(layer["name"] for layer in layers)]
    first = {"lenet5": "conv1 · 6 × 28 × 28", "compact_cnn": "conv1 · 32 × 24 × 24"}
    assert layers[0] == {"name": "conv1", "title": first[architecture]}
    # The layer has the name of the first output already.
    assert layers[-1] == {"name": "logits_2", "title": "logits · 10"}


def test_takes_bytes_of_any_size_and_gives_float32(exported: Exported) -> None:
    session = onnxruntime.InferenceSession(exported("lenet5"))
    (images,) = session.get_inputs()
    assert (images.name, images.type) == ("images", "tensor(uint8)")
    assert images.shape == ["n", 1, "height", "width"]
    assert {output.type for output in session.get_outputs()} == {"tensor(float)"}
    assert {output.shape[0] for output in session.get_outputs()} == {"n"}


@pytest.mark.parametrize("architecture", ["lenet5", "compact_cnn"])
def test_tells_nothing_of_the_machine(architecture: str, exported: Exported) -> None:
    content = exported(architecture)
    for word in (".py", "/home", str(TESTS.parent), str(Path(torch.__file__).parent), "+cu"):
        assert word.encode() not in content
    model = onnx.load_from_string(content)
    assert {(each.domain, each.version) for each in model.opset_import} == {("", OPSET)}
    for part in (model.graph, *model.graph.node, *model.graph.value_info):
        assert not part.metadata_props
        assert not part.doc_string
    for weights in model.graph.initializer:
        assert weights.data_location == onnx.TensorProto.DEFAULT  # in this one file


_AGAIN = """
import sys
from trained import seeded_classifier
from digits.data.classes import DIGITS
from digits.export.onnx_file import onnx_bytes
from digits.preparation.centre import Centre
sys.stdout.buffer.write(onnx_bytes(seeded_classifier("lenet5").eval(), "lenet5", DIGITS, Centre()))
"""


# tests/pipeline/test_determinism.py compares the exports of two runs.
@pytest.mark.soak
def test_is_the_same_in_another_process(exported: Exported) -> None:
    run = subprocess.run(  # noqa: S603 - the line above
        [sys.executable, "-c", _AGAIN], cwd=TESTS, check=True, capture_output=True
    )
    assert run.stdout == exported("lenet5")


@pytest.mark.parametrize(
    "kind",
    [
        *("past its layers", "one layer twice", "blocks"),
        *(pytest.param(kind, marks=pytest.mark.soak) for kind in ("without layers", "threshold")),
    ],
)
def test_odd_networks_answer_as_torch_too(kind: str) -> None:
    torch.manual_seed(0)
    classifier = with_network(odd_networks()[kind])
    content = onnx_bytes(classifier.eval(), "m", DIGITS, Centre())
    assert_as_torch(content, classifier, CANVASES["seven images"])
    assert_layers_as_drawn(content, classifier)


class NamedAsValues(nn.Module):
    """Layers called as the exporter calls the output of a node, and a constant."""

    def __init__(self) -> None:
        super().__init__()
        self.relu_1 = nn.Linear(784, 8)
        self.scalar_tensor_default = nn.Tanh()
        self.logits = nn.Linear(8, 10)

    def forward(self, images: Tensor) -> Tensor:
        return self.logits(self.scalar_tensor_default(self.relu_1(images.flatten(1).relu()).relu()))


class NamedAsInBranch(nn.Module):
    """A layer called as the exporter calls a value in a branch."""

    def __init__(self) -> None:
        super().__init__()
        self.sigmoid = nn.Linear(784, 8)
        self.logits = nn.Linear(8, 10)

    def forward(self, images: Tensor) -> Tensor:
        found = self.sigmoid(images.flatten(1))
        return self.logits(torch.cond(found.sum() > 0, self.sigmoid_inside, torch.neg, (found,)))

    @staticmethod
    def sigmoid_inside(values: Tensor) -> Tensor:
        return (values + 1).sigmoid() * 2


def assert_keeps_names_of_layers(network: nn.Module, names: list[str]) -> bytes:
    classifier = with_network(network)
    content = onnx_bytes(classifier.eval(), "m", DIGITS, Centre())
    outputs = [output.name for output in onnx.load_from_string(content).graph.output]
    assert outputs == ["logits", "seen", *names, "logits_2"]
    assert_as_torch(content, classifier, CANVASES["seven images"])
    assert_layers_as_drawn(content, classifier)
    return content


def test_layers_may_be_called_as_values_of_the_exporters() -> None:
    torch.manual_seed(0)
    assert_keeps_names_of_layers(NamedAsValues(), ["relu_1", "scalar_tensor_default"])


# torch.cond looks at gradients, whether it needs them or not.
@pytest.mark.filterwarnings("ignore:The .grad attribute of a Tensor:UserWarning")
@pytest.mark.soak
def test_layers_may_be_called_as_values_in_branches() -> None:
    torch.manual_seed(0)
    content = assert_keeps_names_of_layers(NamedAsInBranch(), ["sigmoid"])
    assert b"stack_trace" not in content
    assert str(TESTS.parent).encode() not in content


@pytest.mark.soak
def test_layers_may_be_called_as_any_value_of_the_preparation(exported: Exported) -> None:
    torch.manual_seed(0)
    graph = onnx.load_from_string(exported("lenet5")).graph
    seen = next(at for at, node in enumerate(graph.node) if "seen" in node.output)
    values = [name for node in graph.node[:seen] for name in node.output]
    values += [weights.name for weights in graph.initializer]
    names = [name for name in values if "." not in name and not name.startswith("_")]
    layers = OrderedDict[str, nn.Module]((name, nn.ReLU()) for name in names)
    ends = OrderedDict[str, nn.Module](flatten=nn.Flatten(), logits=nn.Linear(784, 10))
    assert_keeps_names_of_layers(nn.Sequential(layers | ends), names)


class Unwritable(nn.Module):
    """By a decomposition that ONNX hasn't."""

    def __init__(self) -> None:
        super().__init__()
        self.logits = nn.Linear(28, 10)

    def forward(self, images: Tensor) -> Tensor:
        return self.logits(torch.linalg.svdvals(images[:, 0]))


def test_a_network_that_onnx_cant_express_is_named() -> None:
    with pytest.raises(ExportError, match=r"models/mlp_small\.py: torch can't .* layers that ONNX"):
        onnx_bytes(with_network(Unwritable()).eval(), "m", DIGITS, Centre())


def _of_one_node(operator: str, output: int) -> onnx.ModelProto:
    """It takes three numbers, and is said to give as many as `output`."""
    images = onnx.helper.make_tensor_value_info("images", onnx.TensorProto.FLOAT, [3])
    logits = onnx.helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, [output])
    nodes = [onnx.helper.make_node(operator, ["images"], ["logits"])]
    graph = onnx.helper.make_graph(nodes, "main", [images], [logits])
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", OPSET)])


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (_of_one_node("Unheard", 3), "No Op registered for Unheard"),
        (_of_one_node("Relu", 4), r"\(3\) vs \(4\)"),
    ],
    ids=["unknown operator", "other shapes"],
)
def test_a_network_that_torch_writes_wrongly_is_named(
    written: onnx.ModelProto, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def export(*_: object, **_options: object) -> ONNXProgram:
        return ONNXProgram(ir.from_proto(written), None)

    monkeypatch.setattr("torch.onnx.export", export)
    with pytest.raises(ExportError, match=rf"models/mlp_small\.py: .* invalid ONNX \(.*{reason}"):
        onnx_bytes(seeded_classifier("mlp_small").eval(), "m", DIGITS, Centre())
