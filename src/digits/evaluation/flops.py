"""Counting what a computation multiplies."""

from collections.abc import Callable
from typing import Any

from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry


class CountedFlops(TorchDispatchMode):
    """Counts floating-point operations inside the block, by torch's own formulas.

    As torch's `FlopCounterMode` does, which takes a second longer: it imports the compiler, only to
    keep it out of here.

    Attributes:
        count: of convolutions and products of matrices; a multiply-add is two.
    """

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        return False

    def __torch_dispatch__(
        self,
        func: OpOverload,
        types: object,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> object:
        """Run one operation and count; torch calls this."""
        del types
        result = func(*args, **(kwargs or {}))
        formula: Callable[..., int] | None = flop_registry.get(func.overloadpacket)
        if formula:
            self.count += formula(*args, **(kwargs or {}), out_val=result)
        return result
