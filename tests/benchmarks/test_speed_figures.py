"""The table of seconds per epoch."""

from markdown_table import rows_of
from speed_figures import Speed, speed_table


def test_every_network_has_a_row_with_its_own_figures(speed: Speed) -> None:
    header, _, *rows, _ = rows_of(speed_table(speed))
    assert [row[0] for row in rows] == ["`mlp`", "`mlp_small`"]
    assert [dict(zip(header, row, strict=True)) for row in rows][1] == {
        "model": "`mlp_small`",
        "tutorial, s": "2.08",
        "ours, s": "0.26",
        "limit, s": "0.20",
        "tutorial / ours": "8.00",
        "ours / limit": "1.300",
        "ms per step": "1.00",
    }


def test_the_means_stand_below_the_ratios_and_nowhere_else(speed: Speed) -> None:
    header, *_, means = rows_of(speed_table(speed))
    shown = {title: cell for title, cell in zip(header, means, strict=True) if cell}
    assert shown == {
        "model": "geometric mean",
        "tutorial / ours": "4.00",
        "ours / limit": "1.168",
    }
