"""The table of worked cases that every paragraph of the chapters has."""

from __future__ import annotations

import pytest

from support.worked import Worked


@pytest.fixture
def worked() -> Worked:
    return Worked()
