"""The section of RESULTS.md about exported files."""

from dataclasses import replace

from judged import export_figures
from markdown_table import rows_of

from digits.params.schema import Robustness
from digits.report.exported import exported
from digits.report.page import results_page
from digits.report.result import Result


def test_files_come_in_the_order_of_the_networks_errors(results: list[Result]) -> None:
    lenet, mlp, my_net = results
    text = exported([replace(mlp, export=export_figures(1_234_567)), lenet, my_net])
    assert "All 10,000 test images" in text
    assert rows_of(text)[2:] == [["`mlp`", "1,235", "8e-06", "0", "1,234"]]
    assert text.count("-:|") == 4  # figures stand to the right
    both = exported([replace(each, export=export_figures()) for each in (mlp, lenet)])
    assert both.index("`lenet`") < both.index("`mlp`")


def test_without_exports_there_is_no_section(results: list[Result]) -> None:
    assert exported(results) == ""


def test_the_page_has_the_section_before_the_best_model(results: list[Result]) -> None:
    def page(these: list[Result]) -> str:
        robustness = Robustness(images=2500, seed=0, mnist_c=None)
        return results_page(these, "mnist", set_aside=5000, mislabelled=15, robustness=robustness)

    heading = "## As files for other programs"
    assert heading not in page(results)
    text = page([replace(each, export=export_figures()) for each in results])
    assert text.index(heading) < text.index("## The best model")
    assert "\n\n\n" not in text


def test_every_figure_stands_under_its_name(results: list[Result]) -> None:
    lenet, *_ = results
    header, _, row = rows_of(exported([replace(lenet, export=export_figures(images=1500))]))
    assert dict(zip(header, row, strict=True)) == {
        "model": "`lenet`",
        "file, kB": "260",
        "logits differ by up to": "8e-06",
        "other answers than torch's": "0",
        "other answers after centring": "1,234",
    }
