"""The tables of the page: leaderboard, heat maps, corruptions of one model."""

from dataclasses import replace
from itertools import pairwise

from example_page import example

from digits.report.html.heat import robustness_table, significance_table
from digits.report.html.leaderboard import leaderboard
from digits.report.html.robustness import corruptions
from digits.report.result import Result
from digits.report.significance import comparisons

WHOLE = example()


def with_robustness(result: Result, **corruptions: float) -> Result:
    """The same network, which reads corrupted images like this."""
    shares = result.scores["robustness"] | {"mean": 0.8} | corruptions
    return replace(result, scores=result.scores | {"robustness": shares})


def test_leaderboard_has_fewest_errors_first_and_a_field_for_each_column() -> None:
    table = leaderboard(WHOLE.results, "mnist")
    assert all(table.columns.values())
    rows = table.rows
    assert [row.model for row in rows] == ["lenet", "my_net", "mlp"]
    names = list(table.columns)[1:]
    for row in rows:
        assert len(row.fields) == len(names)
    lenet, my_net, mlp = (dict(zip(names, row.fields, strict=True)) for row in rows)
    assert lenet["errors"] == ("3", 3)
    assert lenet["test accuracy"].text == "98.50 %"
    assert mlp["tutorial's figure"].text == "91.96 %"
    assert "training images" in mlp["measured on"].text
    assert my_net["tutorial's figure"] == ("–", None)
    assert my_net["validation accuracy"].text == "92.50 %"
    assert lenet["ONNX file"] == ("260 kB", 260_175)
    assert my_net["ONNX file"] == ("–", None)


def test_leaderboard_without_validation_images_has_no_column_for_them() -> None:
    nothing = [
        replace(each, curves=each.curves.assign(validation_accuracy=float("nan")))
        for each in WHOLE.results
    ]
    table = leaderboard(nothing, "mnist")
    assert "validation accuracy" not in table.columns
    assert all(len(row.fields) == len(table.columns) - 1 for row in table.rows)


def test_leaderboard_without_exports_has_no_column_for_them() -> None:
    table = leaderboard([replace(each, export=None) for each in WHOLE.results], "mnist")
    assert "ONNX file" not in table.columns
    assert all(len(row.fields) == len(table.columns) - 1 for row in table.rows)


def test_whiskers_grow_from_the_worst_to_the_best() -> None:
    lenet, my_net, mlp = (row.whiskers for row in leaderboard(WHOLE.results, "mnist").rows)
    for low, middle, high in (lenet, my_net, mlp):
        assert 0 <= low <= middle <= high <= 100
    # Fewest errors first: each end and the middle stand further to the left from row to row.
    for better, worse in pairwise((lenet, my_net, mlp)):
        assert better[0] > worse[0]
        assert better[1] > worse[1]
    assert mlp[0] == 0
    assert lenet[2] == 100


def test_significance_has_each_pair_once_with_its_verdict() -> None:
    table = significance_table(WHOLE.results)
    assert table.columns == ["lenet", "my_net"]
    assert [name for name, _ in table.rows] == ["my_net", "mlp"]
    (first, none), (_, last) = (cells for _, cells in table.rows)
    assert first is not None
    assert first.shade is None
    assert "can't be told apart; 0 against 2 wrong in one alone" in first.words
    assert none is None
    assert last is not None
    assert last.shade is not None
    assert "a real difference" in last.words
    pairs = [words.split(":")[0] for words in table.in_words]
    assert pairs == ["lenet and my_net", "lenet and mlp", "my_net and mlp"]
    differ = sum(pair.differ for pair in comparisons(WHOLE.results))
    assert (
        sum(cell is not None and cell.shade is not None for _, r in table.rows for cell in r)
        == differ
    )


def test_robustness_has_the_most_robust_first() -> None:
    # Which is not the one with the fewest errors.
    results = [
        with_robustness(each, fog=0.7) if each.model == "mlp" else each for each in WHOLE.results
    ]
    table = robustness_table(results)
    assert table.columns == ["mean", "fog", "stripe"]
    assert [name for name, _ in table.rows] == ["mlp", "lenet", "my_net"]
    assert table.rows[0][1][1] is not None
    assert table.rows[0][1][1].text == "70"
    assert table.rows[0][1][1].words == "mlp, fog: 70.0 %"


def test_corruptions_of_a_model_come_hardest_first_with_its_rank() -> None:
    results = [
        with_robustness(each, fog=fog, stripe=0.9)
        for each, fog in zip(WHOLE.results, (0.95, 0.97, 0.99), strict=True)
    ]
    stripe, fog = corruptions(results[0], results)
    assert (stripe.name, stripe.accuracy, stripe.best, stripe.rank) == ("stripe", "90.0 %", 90.0, 1)
    assert (fog.name, fog.accuracy, fog.best, fog.rank) == ("fog", "95.0 %", 99.0, 3)
