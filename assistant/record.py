"""Record: the base of every value that passes between packages.

Frozen, so a value that was checked stays what it was; unknown keys are refused, so a typo in a data file is an error
and not a silent default.
"""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
