"""What the domain is told and what it decides is never changed afterwards: its classes are frozen, and have no more
members than they name."""

import importlib
import pkgutil
from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

import app.domain
from app.domain.merkle import Peaks

# A tree that grows is what it is for.
GROWING = {Peaks}
CLASSES = {
    kind
    for module in pkgutil.walk_packages(app.domain.__path__, "app.domain.")
    for kind in vars(importlib.import_module(module.name)).values()
    if isinstance(kind, type) and is_dataclass(kind) and kind.__module__.startswith("app.domain")
}


@pytest.mark.parametrize("kind", sorted(CLASSES - GROWING, key=lambda kind: kind.__qualname__))
def test_no_value_of_the_domain_can_be_changed(kind: type) -> None:
    made = object.__new__(kind)
    assert not hasattr(made, "__dict__"), "it takes members that it does not name"
    for one in fields(kind):  # type: ignore[arg-type]
        with pytest.raises(FrozenInstanceError):
            setattr(made, one.name, None)


def test_they_are_looked_for() -> None:
    assert len(CLASSES) > 60
