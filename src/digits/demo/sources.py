"""Files that the page is built from, and what to do where one isn't there."""

from pathlib import Path

from digits.errors import UserError

PAGE = Path("demo")  # what is written by hand, and npm's packages
_WRITTEN = ("index.html", "style.css", "icon.svg")
_RUNTIME = Path("node_modules/onnxruntime-web/dist")
# Of its builds the one for the CPU alone, which is half as large as those for graphics cards too.
RUNTIME_FILES = ("ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm")
SERVICE_WORKER = "sw.js"


class SourceError(UserError):
    """Something that the page is built from is missing."""


def page_files(folder: Path = PAGE) -> dict[str, bytes]:
    """The page and its scripts, by their paths in the site; without the service worker.

    Raises `SourceError` where one can't be read.
    """
    scripts = sorted(path.relative_to(folder).as_posix() for path in folder.glob("src/*.js"))
    return {name: read_source(folder / name) for name in (*_WRITTEN, *scripts)}


def runtime_files(folder: Path = PAGE) -> dict[str, bytes]:
    """What runs networks in a browser, by its paths in the site.

    Raises `SourceError` where npm hasn't fetched it.
    """
    for name in RUNTIME_FILES:
        if not (folder / _RUNTIME / name).is_file():
            raise SourceError(
                f"{folder / _RUNTIME / name}: not there; fetch it with: npm ci --prefix {folder}"
                " (npm comes with Node.js)"
            )
    return {
        # Not every web server knows .mjs for a script.
        f"runtime/{name.replace('.mjs', '.js')}": read_source(folder / _RUNTIME / name)
        for name in RUNTIME_FILES
    }


def read_source(path: Path) -> bytes:
    """The content of a file of the project.

    Raises `SourceError` where it can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"{path}: can't be read ({error.strerror}); run this in the project's folder,"
            f" or take the file back with: git checkout {path}"
        ) from error
