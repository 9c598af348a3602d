"""Names that load late: none may be a module's too, which would take its place."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest


@pytest.mark.parametrize("package", ["jevons_sim", "jevons_sim.plots"])
def test_no_name_that_loads_late_is_also_a_modules(package):
    """Whoever imports the module sets the package's attribute to it, and the function is gone."""
    found = import_module(package)
    modules = {module.name for module in pkgutil.iter_modules(found.__path__)}
    assert modules
    assert modules.isdisjoint(found._HOMES)
    for name in found._HOMES:
        assert callable(getattr(found, name))
