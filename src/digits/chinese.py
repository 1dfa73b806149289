"""The words of README.md's tables in Chinese; their figures stay."""

import re

from digits.errors import UserError

_WORDS = {
    "model": "模型",
    "parameters": "参数量",
    "epochs": "训练轮数",
    "validation accuracy": "验证集准确率",
    "test accuracy": "测试集准确率",
    "95 % interval": "95 % 置信区间",
    "tutorial's own figure": "教程公布的准确率",
    "measured on": "教程的测量对象",
    "training, 10¹² multiply-adds": "训练计算量（10¹² 次乘加）",
    "seeds": "种子数",
    "test accuracy, mean": "测试集准确率均值",
    "standard deviation": "标准差",
    "lowest to highest": "最低至最高",
    "all together": "合并预测",
    "test images, best epoch by the same images": "测试集，并用它挑选最佳轮次",
    "training images, shown as test images": "训练集，却标作测试集",
    "training images, pixels divided by 128 once more": "训练集，且像素值多除了一次 128",
    "none printed": "没有给出",
}
_TUTORIALS = re.compile(r"^(.*?) \(tutorials? (\d(?:, \d)*)\)$")
_ERRORS = re.compile(r"^errors of ([\d,]+)$")
_POINTS = re.compile(r"^([\d.]+) points$")


class UntranslatedError(UserError):
    """A table has words that have no translation here."""


def in_chinese(table: str) -> str:
    """A Markdown table of README.md with its words in Chinese.

    Raises `UntranslatedError` for words that have no translation here.
    """
    return re.sub(r"(?<=\| )[^|\n]+(?= \|)", lambda cell: _cell(cell[0].strip()), table)


def _cell(text: str) -> str:
    if text in _WORDS:
        return _WORDS[text]
    if errors := _ERRORS.match(text):
        return f"{errors[1]} 张中的错误数"
    if numbered := _TUTORIALS.match(text):
        return f"{_cell(numbered[1])}（教程 {numbered[2].replace(', ', '、')}）"
    if points := _POINTS.match(text):
        return f"{points[1]} 个百分点"
    if " to " in text:
        return text.replace(" to ", " 至 ")
    if text.startswith("`") or not re.search("[a-z]", text):  # a name, a number, or a rule
        return text
    raise UntranslatedError(
        f"README.zh-CN.md: no Chinese for {text!r}; add it to _WORDS in src/digits/chinese.py"
    )
