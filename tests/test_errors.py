from __future__ import annotations

import inspect

import pytest

from ontology import errors


def tree(root: type[Exception]) -> list[type[Exception]]:
    return [root, *(leaf for child in root.__subclasses__() for leaf in tree(child))]


@pytest.mark.parametrize("error", tree(errors.ZhengmaiError), ids=lambda error: error.__name__)
def test_each_error_is_drawn_in_the_tree_of_the_docstring(error: type[Exception]) -> None:
    if error.__module__ == errors.__name__:
        assert error.__name__ in (errors.__doc__ or "")


def test_the_tree_of_the_docstring_draws_no_error_that_is_not_there() -> None:
    known = {name for name, _ in inspect.getmembers(errors, inspect.isclass)}
    words = (errors.__doc__ or "").replace("─", " ").split()
    drawn = {word for word in words if word.endswith("Error") or word in ("NotFound", "TextConflict")}
    assert drawn == known


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFound, 1), (errors.UsageError, 2), (errors.InputError, 3), (errors.ReportError, 3),
        (errors.ManifestError, 3), (errors.DataFileError, 3), (errors.LineError, 3), (errors.StoreError, 4),
    ],
)
def test_an_error_carries_its_exit_status(error: type[errors.ZhengmaiError], status: int) -> None:
    assert error("what, where, what to do").status == status
    assert f"exit status {status}" in (errors.__doc__ or "")
