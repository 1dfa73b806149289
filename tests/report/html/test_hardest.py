"""The images that most models read wrong."""

from example_page import example

from digits.report.html.hardest import hardest_images


def test_hardest_images_are_those_that_most_models_read_wrong() -> None:
    bare = example()
    # lenet reads the first 3 wrong, my_net the first 5, mlp the first 60.
    hardest = hardest_images(list(bare.answers.values()))
    assert [each.place for each in hardest] == list(range(12))
    assert [each.wrong for each in hardest] == [3, 3, 3, 2, 2, *[1] * 7]
    assert hardest[0].words == f"test image 0: a {bare.test.labels[0]}, read wrong by 3 models"
    assert hardest[-1].words.endswith(", read wrong by 1 model")
