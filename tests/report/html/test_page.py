"""The page of results: one file that needs no other."""

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from example_page import LAYERS, Example, example, with_pictures, write_pictures
from unvalidated import unvalidated

from digits.data.images import LabelledImages
from digits.report.html.architecture import read_architecture

MOST = 5_000_000  # bytes


class Elements(HTMLParser):
    """The start tags of a page, and its text by the element that holds it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags:
            self.text.append((self.tags[-1][0], data))

    def all(self, name: str) -> list[str]:
        """The values of an attribute."""
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]


def words_of(page: str) -> str:
    """All that is read, and no code."""
    elements = Elements(page)
    texts = [text for tag, text in elements.text if tag not in {"script", "style"}]
    return " ".join([*texts, *elements.all("aria-label"), *elements.all("data-words")])


def data_in(page: str, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


def test_page_loads_nothing(page: str) -> None:
    elements = Elements(page)
    addresses = [*elements.all("src"), *elements.all("href"), *elements.all("action")]
    assert addresses
    assert [each for each in addresses if not each.startswith(("#", "data:"))] == []
    styles = "".join(text for tag, text in elements.text if tag == "style")
    urls = re.findall(r"url\((.*?)\)", styles + "".join(elements.all("style")))
    assert urls
    assert [each for each in urls if not each.startswith("data:image/png;base64,")] == []
    assert "@import" not in styles
    [policy] = [each for each in elements.all("content") if "default-src" in each]
    assert policy.startswith("default-src 'none';")
    assert "http" not in policy


def test_every_link_leads_somewhere_and_every_id_is_there_once(page: str) -> None:
    elements = Elements(page)
    ids = elements.all("id")
    assert len(ids) == len(set(ids))
    names = [*elements.all("aria-labelledby"), *elements.all("for")]
    links = [each[1:] for each in elements.all("href") if each.startswith("#")]
    assert set(links + names) <= set(ids)


def test_headings_skip_no_level(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in Elements(page).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_no_event_handler_stands_in_the_markup(page: str) -> None:
    names = {name for _, attributes in Elements(page).tags for name in attributes}
    assert not [name for name in names if name.startswith("on")]


def test_same_arguments_give_the_same_page(whole: Example, page: str) -> None:
    assert whole.page() == page


def test_page_of_poor_networks_and_noisy_images_stays_small(tmp_path: Path) -> None:
    generator = torch.Generator().manual_seed(0)
    size = (10_000, 1, 28, 28)
    noise = torch.randint(0, 256, size, generator=generator, dtype=torch.uint8)
    labels = torch.randint(0, 10, (10_000,), generator=generator)
    poor = example({f"poor_{index}": 9_000 for index in range(16)}, LabelledImages(noise, labels))
    # Noise again, which no format makes smaller: 50 kB, more than a network of ours has on average.
    pixels = np.random.default_rng(0).integers(0, 16, (160, 640), dtype=np.uint8)
    drawn = with_pictures(poor, tmp_path, pixels)
    page = drawn.page()
    assert page.count('class="map"') == 16
    assert len(page.encode()) < MOST


def test_markup_in_what_is_shown_is_only_text(whole: Example, tmp_path: Path) -> None:
    markup = "<img src=x onerror='alert(1)'>"
    layers = [{**LAYERS[1], "name": markup, "text": markup}]
    write_pictures(tmp_path / "mlp", whole.test, layers)
    architecture = read_architecture(tmp_path / "mlp", whole.test)
    changed = whole.but(architectures={**whole.architectures, "mlp": architecture}).page()
    assert markup not in changed
    assert changed.count("&lt;img src=x onerror=&#39;alert(1)&#39;&gt;") == 2


def test_markup_in_data_ends_no_script(whole: Example) -> None:
    name = "</script><script>alert(1)</script>"
    results = [replace(whole.results[0], model=name), *whole.results[1:]]
    params = whole.params.model_copy(
        update={"models": {**whole.params.models, name: whole.params.models["mlp"]}}
    )
    changed = whole.but(
        results=results,
        answers={name: whole.answers["lenet"], **whole.answers},
        architectures={**whole.architectures, name: None},
        params=params,
    ).page()
    assert name not in changed
    assert name in data_in(changed, "confusion")["models"]


@pytest.fixture
def bare() -> Example:
    """Three models without any picture."""
    return example()


def test_without_pictures_no_layers_are_shown(bare: Example, page: str) -> None:
    assert page.count("Layer by layer") == 3
    assert "Layer by layer" not in bare.page()
    assert 'class="map"' not in bare.page()


def test_a_model_without_mistakes_has_no_list_of_them() -> None:
    perfect = example({"perfect": 0})
    page = perfect.page()
    assert "Most confidently wrong" not in page
    assert "The hardest test images" not in page
    assert 'href="#differences"' not in page
    assert 'id="differences"' not in page


def test_without_validation_images_there_is_no_word_of_them(bare: Example) -> None:
    page = bare.but(results=unvalidated(bare.results)).page()
    assert 'value="train" checked' in page
    assert 'value="validation"' not in page
    assert set(data_in(page, "charts")) >= {"loss-train", "accuracy-train"}
    assert "validation" not in words_of(page)


def test_figures_are_set_as_figures_where_no_tutorial_is_known(bare: Example, page: str) -> None:
    assert '<td class="text" data-value' in page  # where a tutorial measured
    dataset = bare.params.dataset.model_copy(update={"name": "fashion_mnist"})
    changed = bare.but(params=bare.params.model_copy(update={"dataset": dataset})).page()
    assert '<td class="text"' not in changed


def test_images_of_ones_own_have_their_names_and_no_figure_of_mnist(bare: Example) -> None:
    names = tuple(f"kind {letter}" for letter in "abcdefghij")
    dataset = bare.params.dataset.model_copy(update={"name": "own"})
    changed = bare.but(
        test=replace(bare.test, classes=names),
        params=bare.params.model_copy(update={"dataset": dataset}),
    ).page()
    assert "Networks that read images" in changed
    for name in names:
        assert f'<th scope="col">{name}</th>' in changed
    for published in ("tutorial's figure", "An et al., 2020"):
        assert published in unescape(bare.page())
        assert published not in unescape(changed)


def test_no_digit_is_read_with_certainty(whole: Example, tmp_path: Path) -> None:
    write_pictures(tmp_path / "mlp", whole.test, LAYERS)
    path = tmp_path / "mlp" / "page" / "layers.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["digits"][0]["probabilities"] = [1.0, *[0.0] * 9]  # which were rounded
    path.write_text(json.dumps(content), encoding="utf-8")
    architecture = read_architecture(tmp_path / "mlp", whole.test)
    changed = whole.but(architectures={**whole.architectures, "mlp": architecture}).page()
    assert "<span>&gt; 99.9 %</span>" in changed
    assert "<span>100.0 %</span>" not in changed


def test_two_networks_have_a_p_that_nothing_corrects() -> None:
    assert "corrected p" not in example({"lenet": 3, "mlp": 60}).page()


def test_calibration_is_told_without_scripts(page: str) -> None:
    (line,) = {line for line in page.splitlines() if "Calibration error (the gap" in line}
    shown = re.sub(r'<span class="js-only">.*?</span>', "", line)
    assert "1.23 %" in shown


def test_places_of_images_are_those_of_the_picture_that_holds_them(
    whole: Example, page: str
) -> None:
    confusion = data_in(page, "confusion")
    wrong = confusion["models"]["lenet"]
    off_diagonal = {key: cell for key, cell in wrong.items() if key[0] != key[2]}
    assert sum(len(cell) for cell in off_diagonal.values()) == 3
    for key, cell in wrong.items():
        for place, _ in cell:
            assert place in confusion["places"]
            assert f"{whole.test.labels[place]}" == key[0]
    tiles = re.findall(r'aria-label="test image (\d+).*?--column: (\d+); --row: (\d+)', page)
    assert tiles
    for place, column, row in tiles:
        tile = int(row) * confusion["columns"] + int(column)
        assert confusion["places"][tile] == int(place)


def test_articles_are_those_of_the_digits(page: str) -> None:
    words = words_of(page)
    assert re.search(r"\ban 8\b", words)
    assert not re.search(r"\b[Aa] 8\b", words)
    assert not re.search(r"\b[Aa]n [0-79]\b", words)


def test_nothing_stands_in_a_tooltip_alone(page: str) -> None:
    elements = Elements(page)
    assert elements.all("title") == []
    listed = {text for tag, text in elements.text if tag == "li"}
    said = {words for words in elements.all("data-words") if " read as " not in words}
    assert len(said) == 3 + 3 * 3  # pairs; models under corruptions and their mean
    assert said <= listed


def test_what_needs_the_script_is_no_button_without_it(page: str) -> None:
    buttons = [attributes for tag, attributes in Elements(page).tags if tag == "button"]
    # These two are within a form that only the script shows.
    assert [set(each) - {"type"} for each in buttons] == [{"data-all"}, {"data-none"}]


def test_a_network_that_looks_several_times_is_said_to(
    whole: Example, page: str, tmp_path: Path
) -> None:
    assert "This network looks at" not in page
    write_pictures(tmp_path / "mlp", whole.test, LAYERS, looks=5)
    architecture = read_architecture(tmp_path / "mlp", whole.test)
    changed = whole.but(architectures={**whole.architectures, "mlp": architecture}).page()
    assert changed.count("This network looks at an image 5 times.") == 1
    assert changed.count("of all 5 looks together") == 1


@pytest.mark.parametrize("most", [1, 3, 64])
def test_params_say_how_many_mistakes_are_shown(most: int) -> None:
    one = example({"mlp": 60})
    visualization = one.params.visualization.model_copy(update={"mistakes": most})
    page = one.but(params=one.params.model_copy(update={"visualization": visualization})).page()
    assert len(re.findall(r'<span class="note">\d as \d<br>', page)) == min(most, 60)


def test_what_published_results_cost_to_train_stands_in_their_table(page: str) -> None:
    assert '<td class="number">37,190</td>' in page


def test_a_lesson_without_a_measured_cost_has_no_line_for_it(page: str) -> None:
    assert page.count("<strong>Here:</strong>") == 10
    assert page.count("<strong>Cost:</strong>") == 8  # not those of M2 and M5
