"""A training by two processes that was interrupted ends as if it never had been."""

from torch import Tensor

Found = list[dict[str, Tensor]]


def test_ends_with_the_same_bits_though_each_process_draws_its_own_dropout(
    two_processes: Found,
) -> None:
    for found in two_processes:
        names = [name for name in found if name.startswith("interrupted/whole/")]
        assert names
        for name in names:
            assert found[name].equal(found[name.replace("/whole/", "/resumed/")]), name


def test_the_state_has_the_generator_of_each_process(two_processes: Found) -> None:
    first, second = (found["interrupted/generators"] for found in two_processes)
    assert first.equal(second)
    assert len(first) == 2
    assert not first[0].equal(first[1])


def test_each_process_has_a_seed_of_its_own(two_processes: Found) -> None:
    first, second = (found["interrupted/seed"] for found in two_processes)
    assert first != second


def test_all_agree_though_a_signal_has_reached_only_one(two_processes: Found) -> None:
    for found in two_processes:
        assert found["agreed"].tolist() == [15, 0, 1]
