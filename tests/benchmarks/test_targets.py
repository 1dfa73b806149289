"""Promises: what meets one at its very bound, what misses it by the least bit, and who is named."""

from collections.abc import Sequence
from math import inf, nextafter
from typing import Any

import pytest
from markdown_table import rows_of
from targets import Figures, Target, targets, targets_table

Contents = dict[str, Any]

# By the beginning of its text: where its figure stands, and the direction in which it's too much.
BOUNDS: dict[str, tuple[Sequence[str | int], float]] = {
    "tutorial / ours, geometric mean": (["speed", "tutorial_to_ours"], -inf),
    "tutorial / ours, each network": (["speed", "models", "mlp", "tutorial_to_ours"], -inf),
    "ours / limit, each network": (["speed", "models", "mlp", "ours_to_limit"], inf),
    "ours / limit of `mlp_small`": (["speed", "models", "mlp_small", "ours_to_limit"], inf),
    "`quick`, mean test accuracy": (["time_to_99", "ours", "mean_accuracy"], -inf),
    "time to 99 %": (["time_to_99", "ratio"], -inf),
    "4 times the images": (["scaling", "cells", 1, "epoch_s"], inf),
    "peak memory of training": (["scaling", "peak_gb", "quick"], inf),
    "the whole pipeline": (["pipeline", "total_s"], inf),
    "`dvc repro` with nothing to do": (["pipeline", "noop_s"], inf),
}


def promises(contents: Contents) -> dict[str, Target]:
    """All targets, by the beginnings of their texts."""
    names = ("speed", "time_to_99", "scaling", "pipeline")
    found = list(targets(Figures(*map(contents.get, names))))
    begun = {next(start for start in BOUNDS if each.text.startswith(start)): each for each in found}
    assert len(begun) == len(found)
    return begun


def missed(contents: Contents) -> set[str]:
    return {start for start, target in promises(contents).items() if not target.met}


def nudge(contents: Contents, path: Sequence[str | int], direction: float) -> None:
    """Move one figure by the smallest difference that there is."""
    *way, last = path
    place: Any = contents
    for key in way:
        place = place[key]
    place[last] = nextafter(place[last], direction)


def test_figures_at_their_bounds_meet_every_target(contents: Contents) -> None:
    assert promises(contents).keys() == BOUNDS.keys()
    assert missed(contents) == set()


@pytest.mark.parametrize("start", BOUNDS)
def test_the_least_bit_beyond_its_bound_misses_a_target(start: str, contents: Contents) -> None:
    path, beyond = BOUNDS[start]
    nudge(contents, path, beyond)
    # Who isn't there can't have been there fast.
    also = {"time to 99 %"} if start == "`quick`, mean test accuracy" else set[str]()
    assert missed(contents) == {start} | also


@pytest.mark.parametrize("start", BOUNDS)
def test_better_than_its_bound_meets_a_target(start: str, contents: Contents) -> None:
    path, beyond = BOUNDS[start]
    nudge(contents, path, -beyond)
    assert missed(contents) == set()


def test_the_worst_is_shown_by_name(contents: Contents) -> None:
    shown = {start: target.shown for start, target in promises(contents).items()}
    assert shown["tutorial / ours, each network"] == "2.00 (`mlp`)"
    assert shown["ours / limit, each network"] == "1.050 (`mlp`)"
    assert shown["4 times the images"] == "4.20"
    assert shown["peak memory of training"] == "1.00 GB (`quick`)"


def test_a_step_of_one_millisecond_counts_as_short(contents: Contents) -> None:
    nudge(contents, ["speed", "models", "mlp_small", "step_ms"], inf)
    target = promises(contents)["ours / limit, each network"]
    assert not target.met
    assert target.shown == "1.300 (`mlp_small`)"


def test_a_network_that_was_not_timed_has_no_target(contents: Contents) -> None:
    del contents["speed"]["models"]["mlp_small"]
    assert BOUNDS.keys() - promises(contents).keys() == {"ours / limit of `mlp_small`"}
    contents["speed"]["models"]["mlp"]["step_ms"] = 0.5
    assert "ours / limit, each network" not in promises(contents)


def test_an_example_that_never_got_there_gives_a_lower_bound(contents: Contents) -> None:
    contents["time_to_99"]["example"]["reached"] = False
    target = promises(contents)["time to 99 %"]
    assert target.met
    assert target.shown == "over 100.0 (over 90.0 without the example's tests)"


def test_a_part_of_the_pipeline_says_nothing_of_the_whole(contents: Contents) -> None:
    contents["pipeline"]["targets"] = ["train@mlp"]
    assert BOUNDS.keys() - promises(contents).keys() == {"the whole pipeline"}


def test_without_a_second_number_of_images_there_is_no_factor(contents: Contents) -> None:
    del contents["scaling"]["cells"][1:]
    contents["scaling"]["peak_gb"] = {}
    absent = {"4 times the images", "peak memory of training"}
    assert BOUNDS.keys() - promises(contents).keys() == absent


@pytest.mark.parametrize(
    ("name", "count"), [("speed", 4), ("time_to_99", 2), ("scaling", 2), ("pipeline", 2)]
)
def test_a_program_that_was_not_run_takes_only_its_own_targets_away(
    name: str, count: int, contents: Contents
) -> None:
    whole = promises(contents)
    alone = promises({name: contents.pop(name)})
    assert len(alone) == count
    assert whole == promises(contents) | alone


def test_the_table_says_of_each_target_whether_it_is_met(contents: Contents) -> None:
    contents["pipeline"]["noop_s"] = 2.5
    found = list(promises(contents).values())
    _, _, *rows = rows_of(targets_table(found))
    assert [row[:2] for row in rows] == [[target.text, target.shown] for target in found]
    assert [row[2] for row in rows] == ["met"] * 9 + ["**missed**"]


def test_a_figure_that_is_no_number_meets_nothing() -> None:
    assert not Target("", float("nan"), "").met
