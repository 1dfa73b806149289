"""How a batch is divided, and which ones can't be."""

import pytest
from recipes import recipe
from trained import seeded_classifier

from digits.training.batch_size import BatchSizeError, check_batches, images_at_once

NORMALIZED, PLAIN = "tiny_cnn", "mlp_small"


@pytest.mark.parametrize(
    ("batch_size", "parts", "processes", "images"),
    [(64, 1, 1, 64), (64, 4, 1, 16), (64, 1, 2, 32), (64, 4, 2, 8), (6, 2, 3, 1)],
)
def test_parts_and_processes_share_the_batch(
    batch_size: int, parts: int, processes: int, images: int
) -> None:
    chosen = recipe(batch_size=batch_size, accumulation=parts)
    assert images_at_once(chosen, processes) == images


@pytest.mark.parametrize(
    ("batch_size", "parts", "processes", "message"),
    [
        (64, 1, 3, "found 64, {} 3 processes × 1 part (training.accumulation); 63 or 66 could be"),
        (64, 3, 1, "found 64, {} 1 process × 3 parts (training.accumulation); 63 or 66 could be"),
        (4, 2, 4, "found 4, {} 4 processes × 2 parts (training.accumulation); 8 could be"),
    ],
)
def test_an_uneven_batch_is_refused_with_sizes_that_are_then_accepted(
    batch_size: int, parts: int, processes: int, message: str
) -> None:
    chosen = recipe(batch_size=batch_size, accumulation=parts)
    with pytest.raises(BatchSizeError) as refused:
        images_at_once(chosen, processes)
    said = message.format("which can't be divided evenly among")
    assert str(refused.value) == f"params.yaml: training.batch_size: {said}"
    advice = str(refused.value).rpartition(";")[2].removesuffix(" could be").split(" or ")
    for size in map(int, advice):
        images_at_once(recipe(batch_size=size, accumulation=parts), processes)


@pytest.mark.parametrize(
    ("images", "parts", "processes", "fits"),
    [
        (640, 1, 4, True),  # batches of 64
        (643, 1, 4, False),  # three for the last, and four processes
        (644, 1, 4, True),
        (640 + 16 + 3, 4, 4, False),  # three for the last part of 16
        (640 + 16 + 4, 4, 4, True),
        (3, 1, 4, False),
    ],
)
def test_each_process_needs_an_image_of_the_last_part(
    images: int, parts: int, processes: int, *, fits: bool
) -> None:
    chosen = recipe(batch_size=64, accumulation=parts)
    network = seeded_classifier(PLAIN)
    if fits:
        check_batches(network, images, chosen, processes)
    else:
        with pytest.raises(BatchSizeError, match=f"of {images} images.* leaves 3 for the last"):
            check_batches(network, images, chosen, processes)


def test_batch_normalization_refuses_a_part_of_one() -> None:
    chosen = recipe(batch_size=64, accumulation=4)
    with pytest.raises(BatchSizeError, match="found 64; of 657 images, in 4 parts per batch"):
        check_batches(seeded_classifier(NORMALIZED), 640 + 16 + 1, chosen)
    check_batches(seeded_classifier(PLAIN), 640 + 16 + 1, chosen)
    check_batches(seeded_classifier(NORMALIZED), 640 + 16 + 2, chosen)


ONE = "leaves one for the last step, and batch normalization needs two"


@pytest.mark.parametrize(
    ("architecture", "parts", "images", "processes", "message"),
    [
        (NORMALIZED, 1, 641, 1, f"641 images, this {ONE}"),
        (NORMALIZED, 4, 657, 1, f"657 images, in 4 parts per batch, this {ONE}"),
        (
            PLAIN,
            1,
            642,
            4,
            "642 images, this leaves 2 for the last step, and each of 4 processes needs one",
        ),
    ],
)
def test_what_the_last_step_lacks_is_said_with_what_to_do(
    architecture: str, parts: int, images: int, processes: int, message: str
) -> None:
    chosen = recipe(batch_size=64, accumulation=parts)
    with pytest.raises(BatchSizeError) as refused:
        check_batches(seeded_classifier(architecture), images, chosen, processes)
    assert str(refused.value) == (
        f"params.yaml: training.batch_size: found 64; of {message}; choose another size"
    )
