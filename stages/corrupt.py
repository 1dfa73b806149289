"""Stage `corrupt`: test images that are noisy, blurred, moved or drawn upon."""

from pathlib import Path

import torch
from torch import Tensor

from digits.corruptions.every import CORRUPTIONS, corrupted
from digits.corruptions.official import OfficialFilesError, official_images
from digits.data.image_files import load_test_images
from digits.data.tensor_file import class_metadata
from digits.errors import reported_to_user
from digits.params.read import read_params
from digits.whole_file import write_tensors


def main() -> None:
    """Write data/tensors/corrupted.safetensors: some test images under fifteen corruptions."""
    params = read_params()
    robustness, dataset = params.robustness, params.dataset.name
    if robustness.mnist_c is not None and dataset != "mnist":
        raise OfficialFilesError(
            f"params.yaml: robustness.mnist_c: found the files of mnist for {dataset}; should be"
            " null, which makes images like them"
        )
    test = load_test_images(Path("data/tensors/test.safetensors"))
    order = torch.randperm(len(test), generator=torch.Generator().manual_seed(robustness.seed))
    places = order[: robustness.images]
    chosen = test.select(places)

    def under(name: str) -> Tensor:
        if robustness.mnist_c is None:
            return corrupted(chosen.images, name, seed=robustness.seed)
        return official_images(Path(robustness.mnist_c), name, len(test))[places]

    tensors = {name: under(name) for name in CORRUPTIONS}
    path = Path("data/tensors/corrupted.safetensors")
    write_tensors(path, {**tensors, "labels": chosen.labels}, class_metadata(chosen.classes))
    print(f"{len(chosen)} test images, each under {len(tensors)} corruptions")


if __name__ == "__main__":
    with reported_to_user():
        main()
