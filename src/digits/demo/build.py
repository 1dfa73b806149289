"""Build the page to draw on, into `site/`: `python -m digits.demo.build [model …]`."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from digits.data.image_files import load_test_images
from digits.demo.networks import check_classes, exported_networks
from digits.demo.site import compressed_size, first_load, service_worker, site_files, write_site
from digits.demo.sources import PAGE, SERVICE_WORKER, page_files, read_source, runtime_files
from digits.errors import reported_to_user

SITE = Path("site")


def build(names: Sequence[str] = (), source: Path = PAGE, site: Path = SITE) -> str:
    """Build the site; return a line that says what was built.

    Args:
        names: of models; none for all that are exported.
        source: the folder of the page, with npm's packages in it.
        site: the folder to write into.

    Raises `UserError` where anything that it is built from is missing, or of another dataset.
    """
    page = page_files(source)
    runtime = runtime_files(source)
    networks = exported_networks(names)
    test = load_test_images(Path("data/tensors/test.safetensors"))
    for each in networks:
        check_classes(each, test.classes)
    files = site_files(page, runtime, networks, test)
    default = networks[0]
    worker = service_worker(read_source(source / SERVICE_WORKER), files, default.file)
    write_site(site, files, worker)
    size = compressed_size(files, first_load(files, default.file))
    return (
        f"{site}/: {len(files) + 1} files; networks: {', '.join(each.name for each in networks)};"
        f" first load, with {default.name}: {size / 1e6:.1f} MB as gzip"
    )


def main() -> None:
    """Build the page to draw on, of files that any web server can give out."""
    parser = argparse.ArgumentParser(prog="python -m digits.demo.build", description=main.__doc__)
    parser.add_argument(
        "models", nargs="*", help="names of exported networks to offer; all that are exported"
    )
    print(build(parser.parse_args().models))


if __name__ == "__main__":
    with reported_to_user():
        main()
