"""A folder like the project's, with one exported network."""

from pathlib import Path

import pytest
from exported_network import MODEL, Exported, project_with_network

from digits.prediction.classifier import Classifier
from digits.prediction.model_file import ModelFile
from digits.prediction.network import Network


@pytest.fixture(scope="session")
def project(exported: Exported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_with_network(tmp_path_factory.mktemp("project"), exported(MODEL))


@pytest.fixture(scope="session")
def network(project: Path) -> Network:
    return Network(ModelFile(project / "exports" / MODEL / "model.onnx", "repair it"))


@pytest.fixture(scope="session")
def classifier(network: Network) -> Classifier:
    return Classifier(network)
