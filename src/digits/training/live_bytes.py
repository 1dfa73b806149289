"""How many bytes tensors hold while a computation runs."""

import weakref
from collections.abc import Callable, Iterable

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode


class LiveBytes(TorchDispatchMode):
    """Counts, after every operation inside the block, the bytes of the tensors that it made.

    A view holds no bytes of its own; scratch space inside an operation isn't seen.

    Attributes:
        counts: one per operation, backward ones too.
    """

    def __init__(self, held: Iterable[Tensor]) -> None:
        """Leave out tensors that are there before."""
        super().__init__()
        self._held = weakref.WeakSet(tensor.untyped_storage() for tensor in held)
        self._made: weakref.WeakSet[torch.UntypedStorage] = weakref.WeakSet()
        self.counts: list[int] = []

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False  # torch would import its compiler, a second, only to keep it out of here

    def __torch_dispatch__(
        self,
        func: Callable[..., object],
        types: object,
        args: tuple[object, ...] = (),
        kwargs: dict[str, object] | None = None,
    ) -> object:
        """Run one operation and count; torch calls this."""
        del types
        result = func(*args, **(kwargs or {}))
        for each in result if isinstance(result, tuple | list) else [result]:
            if isinstance(each, Tensor) and each.untyped_storage() not in self._held:
                self._made.add(each.untyped_storage())
        self.counts.append(sum(storage.nbytes() for storage in self._made))
        return result
