"""A strict mapping of params.yaml: no unknown key, no conversion of types, no NaN."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from digits.params.closest import did_you_mean


class Block(BaseModel):
    """Base of every mapping in params.yaml."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any) -> Any:  # noqa: ANN401 - before any validation
        # Pydantic's own message for an unknown key doesn't say which keys there are.
        if isinstance(data, dict):
            allowed = [field.alias or name for name, field in cls.model_fields.items()]
            for key in data:
                if key not in allowed:
                    meant = did_you_mean(str(key), allowed)
                    message = f"unknown key {key!r}; {meant}allowed: {', '.join(allowed)}"
                    # The message is handed over as a value: braces in a key are no template.
                    raise PydanticCustomError("unknown_key", "{message}", {"message": message})
        return data
