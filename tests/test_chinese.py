"""Tables with their words in Chinese."""

import pytest
from markdown_table import rows_of

from digits.chinese import UntranslatedError, in_chinese

TABLE = """\
| model       |   test accuracy |   lowest to highest  | measured on                  |
|:------------|----------------:|---------------------:|:-----------------------------|
| `two_conv`  |  98.1% to 98.3% |         0.015 points | none printed (tutorials 1, 5) |
| `mlp_small` |               – |                    – | none printed (tutorial 2)              |
"""


def test_words_change_and_figures_stay() -> None:
    heading, rule, first, second = rows_of(in_chinese(TABLE))
    assert heading == ["模型", "测试集准确率", "最低至最高", "教程的测量对象"]
    assert rule == rows_of(TABLE)[1]
    assert first == ["`two_conv`", "98.1% 至 98.3%", "0.015 个百分点", "没有给出（教程 1、5）"]
    assert second == ["`mlp_small`", "–", "–", "没有给出（教程 2）"]


def test_words_without_a_translation_are_not_left_in_english() -> None:
    with pytest.raises(UntranslatedError, match=r"no Chinese for 'weather'; add it to _WORDS"):
        in_chinese("| model | weather |\n")


def test_errors_are_of_as_many_images_as_there_are() -> None:
    assert in_chinese("| errors of 20,800 |\n") == "| 20,800 张中的错误数 |\n"
