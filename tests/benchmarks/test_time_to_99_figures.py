"""The race to 99 %: what its table and its conclusion say."""

from markdown_table import rows_of
from time_to_99_figures import TimeTo99, conclusion, time_table


def test_ours_stands_first_and_the_example_behind_it(times: TimeTo99) -> None:
    _, _, *rows = rows_of(time_table(times))
    assert rows == [
        ["`quick`", "3", "2", "99.00% ± 0.10%", "3.00", "1"],
        ["pytorch/examples", "1", "2", "99.12%", "300.00", "100.0"],
        ["the same without its tests", "1", "2", "99.12%", "270.00", "90.0"],
    ]


def test_a_single_run_has_no_spread(times: TimeTo99) -> None:
    times["ours"]["sd_accuracy"] = None
    assert rows_of(time_table(times))[2][3] == "99.00%"


def test_the_goal_itself_is_reached(times: TimeTo99) -> None:
    assert "is at or over 99.0%" in conclusion(times)
    times["ours"]["mean_accuracy"] = 0.98999
    assert "is below 99.0%" in conclusion(times)


def test_an_example_that_stayed_below_is_mentioned(times: TimeTo99) -> None:
    assert "stayed below" not in conclusion(times)
    times["example"]["reached"] = False
    assert conclusion(times).endswith("The example stayed below it in 2 epochs.")
