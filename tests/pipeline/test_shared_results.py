"""Results in a bucket: one pushes, others pull; and what happens when something goes wrong."""

import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cut_line import CutLine, line_to
from object_store import ANY_KEY, Key, ObjectStore, misnamed, object_store
from project import Project, copy_of_run

PUSH = ("dvc", "push", "--run-cache", "dvc.yaml")
PULL = ("dvc", "pull", "dvc.yaml")
IN_THE_MIDDLE = 1_500_000  # bytes; a push is some 4 million
READING = ("s3:GetObject", "s3:ListBucket")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    """An S3 server, for clients that know nothing of this user's own accounts."""
    nothing = str(tmp_path_factory.mktemp("aws") / "nothing")
    with pytest.MonkeyPatch.context() as environment, object_store() as server:
        for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "PROFILE"):
            environment.delenv(f"AWS_{name}", raising=False)
        for name in ("CONFIG_FILE", "SHARED_CREDENTIALS_FILE"):
            environment.setenv(f"AWS_{name}", nothing)
        environment.setenv("AWS_EC2_METADATA_DISABLED", "true")
        environment.setenv("AWS_MAX_ATTEMPTS", "1")  # or a dead line takes minutes to be believed
        yield server


def unlock(project: Project, key: Key) -> None:
    """Give this clone, and it alone, a key to the bucket, in the place of any other."""
    text = f"access_key_id = {key.identity}\nsecret_access_key = {key.secret}\n"
    path = project.folder / ".dvc" / "config.local"
    path.write_text(f"['remote \"shared\"']\n{text}", encoding="utf-8")


def redirect(project: Project, old: str, new: str) -> None:
    """Another bucket or server, in what git carries."""
    path = project.folder / ".dvc" / "config"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    project.commit(f"Share by {new}")


def clone_of(project: Project, folder: Path, key: Key = ANY_KEY) -> Project:
    """Another user's clone, who has nothing but what git carries, and the key."""
    folder.mkdir()
    project.run("git", "clone", "--quiet", str(project.folder), str(folder / "project"))
    clone = Project(folder / "project")
    unlock(clone, key)
    return clone


def cache_of(project: Project) -> dict[str, bytes]:
    """What DVC's cache of a project holds, in whole files."""
    cache = project.folder / ".dvc" / "cache"
    return {
        str(path.relative_to(cache.parent)): path.read_bytes()
        for path in cache.rglob("*")
        if path.is_file()
    }


def runs_in(files: dict[str, bytes]) -> set[str]:
    """The notes of what a stage made of what: the run cache, wherever it lies."""
    return {path.partition("/runs/")[2] for path in files if "/runs/" in path}


@pytest.fixture(scope="module")
def shared(
    first_run: tuple[Project, set[str]],
    store: ObjectStore,
    tmp_path_factory: pytest.TempPathFactory,
) -> Project:
    """A project whose results were pushed to a bucket by the commands of docs/shared_results.md."""
    project = copy_of_run(first_run[0], tmp_path_factory.mktemp("shared") / "project")
    store.make_bucket("my-bucket")
    remote = ("dvc", "remote")
    project.run(*remote, "add", "--default", "shared", "s3://my-bucket/digits")
    project.run(*remote, "modify", "shared", "verify", "true")
    project.run(*remote, "modify", "shared", "endpointurl", store.url)
    project.run("git", "commit", ".dvc/config", "--message", "Share results")
    project.run(*remote, "modify", "--local", "shared", "access_key_id", ANY_KEY.identity)
    project.run(*remote, "modify", "--local", "shared", "secret_access_key", ANY_KEY.secret)
    project.run(*PUSH)
    return project


@pytest.fixture
def own(shared: Project, store: ObjectStore, tmp_path: Path) -> tuple[Project, str]:
    """The same project before it pushed anything, and the name of its empty bucket."""
    project = copy_of_run(shared, tmp_path / "project")
    bucket = f"bucket-{uuid4()}"
    store.make_bucket(bucket)
    redirect(project, "my-bucket", bucket)
    return project, bucket


def train_lenet_otherwise(params: dict[str, Any]) -> None:
    """An edit of one model."""
    params["models"]["lenet"]["training"]["learning_rate"] = 0.005


def test_a_clone_pulls_every_output_and_has_nothing_to_run(shared: Project, tmp_path: Path) -> None:
    clone = clone_of(shared, tmp_path / "clone")
    clone.run(*PULL)
    assert clone.results() == shared.results()
    assert clone.stages_run() == set()


def test_keys_are_in_no_file_that_git_carries(shared: Project) -> None:
    assert "secret_access_key" in (shared.folder / ".dvc" / "config.local").read_text()
    shared.run("git", "grep", "--quiet", "secret_access_key", "--", ".dvc", expect=1)
    assert shared.run("git", "status", "--porcelain").stdout == ""


@pytest.mark.soak
def test_an_edit_of_one_model_trains_that_one_alone_and_once_for_all(
    shared: Project, tmp_path: Path
) -> None:
    first, second = (clone_of(shared, tmp_path / name) for name in ("first", "second"))
    for clone in (first, second):
        clone.edit_params(train_lenet_otherwise)
    of_lenet = {f"{stage}@lenet" for stage in ("train", "evaluate", "visualize", "export")}
    assert first.stages_run("--pull") == of_lenet | {"report"}
    assert set(first.results()) == set(shared.results())
    first.run(*PUSH)
    # Trained already, by the other; and nothing comes that these two stages don't read.
    only = ("--pull", "--allow-missing", "evaluate@lenet")
    assert second.stages_run(*only) == {"evaluate@lenet"}
    path = "checkpoints/lenet/weights.safetensors"
    assert second.results()[path] == first.results()[path] != shared.results()[path]
    assert not (second.folder / "checkpoints" / "mlp_small").exists()


@pytest.mark.soak
def test_two_pushes_at_once_lose_nothing(
    own: tuple[Project, str], store: ObjectStore, tmp_path: Path
) -> None:
    project, bucket = own
    both = (project, copy_of_run(project, tmp_path / "other" / "project"))
    targets = ("dvc.yaml", "notes.txt.dvc")
    for number, each in enumerate(both):  # besides what both have, a file of each one's own
        each.append("notes.txt", f"number {number}\n" * 10_000)
        each.run("dvc", "add", "--quiet", "notes.txt")
        each.commit("Take notes")
    under_way = [each.start("dvc", "push", "--run-cache", *targets) for each in both]
    for each, push in zip(both, under_way, strict=True):
        said, _ = push.communicate(timeout=120)
        if "Internal Server Error" in said:  # moto fails where another one writes the same object
            each.run("dvc", "push", "--run-cache", *targets)
        else:
            assert push.returncode == 0, said
    contents = store.contents(bucket)
    assert misnamed(contents) == set()
    for number, each in enumerate(both):
        assert runs_in(contents) == runs_in(cache_of(each))
        clone = clone_of(each, tmp_path / f"clone {number}")
        clone.run("dvc", "pull", *targets)
        assert clone.results() == each.results()
        assert (clone.folder / "notes.txt").read_text() == f"number {number}\n" * 10_000


@pytest.fixture
def line(own: tuple[Project, str], store: ObjectStore) -> Iterator[CutLine]:
    """The line over which this project reaches the server."""
    with line_to(store.port) as opened:
        redirect(own[0], f":{store.port}", f":{opened.port}")
        yield opened


def assert_says_that_the_line_is_dead(finished: subprocess.CompletedProcess[str]) -> None:
    assert finished.returncode != 0
    assert "Traceback" not in finished.stderr
    assert "ERROR: failed to transfer" in finished.stderr
    assert "Connection was closed before we received a valid response" in finished.stderr


@pytest.mark.soak
def test_a_line_lost_in_a_push_leaves_whole_objects_and_the_next_push_completes(
    own: tuple[Project, str], line: CutLine, store: ObjectStore, tmp_path: Path
) -> None:
    project, bucket = own
    before = cache_of(project)
    line.cut_after(IN_THE_MIDDLE)
    assert_says_that_the_line_is_dead(project.run(*PUSH, expect=None))
    assert line.is_cut
    assert cache_of(project) == before
    arrived = store.contents(bucket)
    assert misnamed(arrived) == set()
    assert 0 < len(arrived) < len(before)

    line.mend()
    early = clone_of(project, tmp_path / "early")
    said = early.run(*PULL, expect=1).stderr
    assert "ERROR: failed to pull data from the cloud - Checkout failed for following" in said
    whole = project.results()
    assert all(whole[path] == content for path, content in early.results().items())

    project.run(*PUSH)
    assert runs_in(store.contents(bucket)) == runs_in(before)
    early.run(*PULL)
    assert early.results() == whole


@pytest.mark.soak
def test_a_line_lost_in_a_pull_leaves_whole_files_and_the_next_pull_completes(
    own: tuple[Project, str], line: CutLine, tmp_path: Path
) -> None:
    project, _ = own
    project.run(*PUSH)
    clone = clone_of(project, tmp_path / "clone")
    line.cut_after(IN_THE_MIDDLE)
    assert_says_that_the_line_is_dead(clone.run(*PULL, expect=None))
    arrived = cache_of(clone)
    assert 0 < len(arrived) < len(cache_of(project))
    assert misnamed(arrived) == set()
    line.mend()
    clone.run(*PULL)
    assert clone.results() == project.results()


Refusal = Callable[[Project, ObjectStore], object]

REFUSALS: dict[str, tuple[Refusal, str]] = {
    "no key": (
        lambda project, _: (project.folder / ".dvc" / "config.local").unlink(),
        "Unable to locate credentials",
    ),
    "an unknown key": (
        lambda project, _: unlock(project, Key("nobody", "knows")),
        "Forbidden: An error occurred (403) when calling the HeadObject operation: Forbidden",
    ),
    "a wrong secret": (
        lambda project, store: unlock(
            project, Key(store.key_for("forgetful", "s3:*").identity, "wrong")
        ),
        "Forbidden: An error occurred (403) when calling the HeadObject operation: Forbidden",
    ),
    "a key for reading": (
        lambda project, store: unlock(project, store.key_for("reader", *READING)),
        "Access Denied: An error occurred (AccessDenied) when calling the PutObject operation",
    ),
    "no bucket": (
        lambda project, store: (
            unlock(project, store.key_for("early", "s3:*")),
            redirect(project, "//bucket-", "//nowhere-"),
        ),
        "The specified bucket does not exist",
    ),
}
QUICK = {"a wrong secret", "a key for reading"}  # the others in make soak


@pytest.mark.parametrize(
    "what",
    [pytest.param(what, marks=() if what in QUICK else pytest.mark.soak) for what in REFUSALS],
)
def test_a_push_that_is_refused_says_why_and_changes_nothing(
    what: str, own: tuple[Project, str], store: ObjectStore
) -> None:
    project, bucket = own
    refusal, words = REFUSALS[what]
    refusal(project, store)
    before = cache_of(project)
    with store.locked():
        finished = project.run("dvc", "push", "evaluate@lenet", expect=None)
    assert finished.returncode != 0
    assert words in finished.stderr
    assert "Traceback" not in finished.stderr
    assert cache_of(project) == before
    assert store.contents(bucket) == {}


def test_a_key_for_reading_is_enough_to_pull(
    shared: Project, store: ObjectStore, tmp_path: Path
) -> None:
    clone = clone_of(shared, tmp_path / "clone", store.key_for("guest", *READING))
    with store.locked():
        clone.run("dvc", "pull", "evaluate@lenet")
    path = "predictions/lenet.safetensors"
    assert clone.results()[path] == shared.results()[path]


def test_an_object_that_was_spoilt_in_the_bucket_is_refused_until_it_is_pushed_anew(
    own: tuple[Project, str], store: ObjectStore, tmp_path: Path
) -> None:
    project, bucket = own
    target = "evaluate@lenet"
    project.run("dvc", "push", target)
    (path,) = store.contents(bucket)
    store.put(bucket, path, b"cut short")
    assert misnamed(store.contents(bucket)) == {path}
    clone = clone_of(project, tmp_path / "clone")
    said = clone.run("dvc", "pull", target, expect=1).stderr
    assert "predictions/lenet.safetensors" in said
    assert not (clone.folder / "predictions" / "lenet.safetensors").exists()
    store.remove(bucket, path)
    project.run("dvc", "push", target)
    clone.run("dvc", "pull", target)
    assert (
        clone.results()["predictions/lenet.safetensors"]
        == (project.results()["predictions/lenet.safetensors"])
    )


@pytest.mark.soak
def test_an_upload_in_parts_that_is_cut_leaves_no_object(
    own: tuple[Project, str], line: CutLine, store: ObjectStore, tmp_path: Path
) -> None:
    project, bucket = own
    large = random.Random(0).randbytes(110 << 20)  # noqa: S311 - no secret
    (project.folder / "large.bin").write_bytes(large)
    project.run("dvc", "add", "--quiet", "large.bin")
    project.commit("Something large")
    line.cut_after(70 << 20)
    assert_says_that_the_line_is_dead(project.run("dvc", "push", "large.bin", expect=None))
    assert store.contents(bucket) == {}
    line.mend()
    project.run("dvc", "push", "large.bin")
    assert misnamed(store.contents(bucket)) == set()
    clone = clone_of(project, tmp_path / "clone")
    clone.run("dvc", "pull", "large.bin")
    assert (clone.folder / "large.bin").read_bytes() == large
