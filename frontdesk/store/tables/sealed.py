"""Types of columns that lie encrypted: names, numbers, addresses, and what is said beside them.

Code reads and writes plain values. What such a column can not do is refused where the question is
put together, for the database would answer it wrongly without a word: a `Sealed` column is only
asked whether it is there, a `Findable` one also for equality.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import JSON, ColumnElement, Dialect, String, type_coerce
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator, TypeEngine

from frontdesk.sealed import field_seal

_THERE = (operators.is_, operators.is_not)


class NotAskable(TypeError):
    """A question that the database can not answer of a column it can not read."""


class AnySealed(TypeDecorator[Any]):
    """What they share: each knows the column it is for, and what is sealed opens nowhere else."""

    impl: type[TypeEngine[Any]] = String
    cache_ok = True

    def __init__(self, place: str) -> None:
        """Args: place: `table.column`."""
        super().__init__()
        self.place = place

    def opened(self, kept: str) -> Any:
        """The plain value of what the database holds. Raises `CannotOpen`."""
        return field_seal().opened(kept, self.place)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """From the database."""
        return None if value is None else self.opened(value)

    class Comparator(TypeDecorator.Comparator[Any]):
        """Whether it is there, and nothing else."""

        def operate(self, op: Any, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
            """Refuse what can not be told. Raises `NotAskable`."""
            there = op in _THERE or (op in (operators.eq, operators.ne) and other == (None,))
            if not there:
                raise NotAskable(f"{self.expr}: sealed, so it can not be asked {op.__name__}")
            return super().operate(op, *other, **kwargs)

    comparator_factory = Comparator


class Sealed(AnySealed):
    """A text that is only read: each time it is written it looks different."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else field_seal().sealed(value, self.place)


class Findable(AnySealed):
    """A text that is found by equality, such as a number (E.164)."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else field_seal().findable(value, self.place)

    class Comparator(AnySealed.Comparator):
        """Equality, with each of the keys: a row may not be sealed anew yet."""

        def operate(self, op: Any, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
            """Answer `==` and `in_`. Raises `NotAskable` for the rest."""
            if op is operators.eq and isinstance(other[0], str):
                return self._one_of(other)
            if op is operators.in_op:
                return self._one_of(other[0])
            return super().operate(op, *other, **kwargs)

        def _one_of(self, values: Iterable[str | None]) -> ColumnElement[bool]:
            seal, place = field_seal(), cast(AnySealed, self.expr.type).place
            kept = [k for v in values if v is not None for k in seal.findables(v, place)]
            return type_coerce(self.expr, String).in_(kept)

    comparator_factory = Comparator


class SealedJson(AnySealed):
    """A JSON value: the database holds a JSON text, which is the sealed value."""

    impl: type[TypeEngine[Any]] = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """To the database."""
        if value is None:
            return None
        return field_seal().sealed(json.dumps(value, ensure_ascii=False), self.place)

    def opened(self, kept: str) -> Any:
        """The value. Raises `CannotOpen`."""
        return json.loads(super().opened(kept))
