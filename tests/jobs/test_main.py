"""What `make repro JOBS=…` takes for a number of jobs."""

import pytest

from digits.jobs.__main__ import JobsError, number_of_jobs


@pytest.mark.parametrize("text", ["0", "-1", "abc", "1.5", "", "²", "1 2", "0x2"])
def test_what_is_no_number_of_jobs_is_quoted(text: str) -> None:
    with pytest.raises(JobsError) as refused:
        number_of_jobs(text)
    assert str(refused.value).startswith(f"JOBS: found {text!r}; should be a whole number, 1 or")
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("16", 16), ("007", 7)])
def test_whole_numbers_are_numbers_of_jobs(text: str, number: int) -> None:
    assert number_of_jobs(text) == number
