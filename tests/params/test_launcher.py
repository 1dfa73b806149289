"""`launcher` in params.yaml."""

from pathlib import Path

import pytest
from params_document import as_text, with_value

from digits.params.read import ParamsError, read_params


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"kind": "mpirun"}, "launcher.kind: found 'mpirun'; should be one of"),
        ({"kind": "python", "processes": 2}, "launcher: unknown key 'processes'"),
        ({"kind": "torchrun"}, "launcher.processes: is missing"),
        ({"kind": "torchrun", "processes": 0}, "launcher.processes: found 0;"),
        ({"kind": "torchrun", "processes": "2; ls"}, "launcher.processes: found '2; ls';"),
        ("torchrun", "launcher: found 'torchrun'; should be a mapping"),
    ],
    ids=str,
)
def test_a_mistake_is_one_line_and_exit_code_2(value: object, message: str, tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    path.write_text(as_text(with_value("launcher", value)), encoding="utf-8")
    with pytest.raises(ParamsError) as refused:
        read_params(path)
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.exit_code == 2
