"""What the readers of publishers' files share."""

from __future__ import annotations

import pytest

from quarterbook.publishers.layouts.areas import add_codes, read_areas
from quarterbook.publishers.reading.layout import (
    AreaCodes,
)
from support.real_files import COUNCILS, IN_NEED, real


@pytest.fixture(scope="module")
def england() -> AreaCodes:
    """Every area of England, with the Department's numbers."""
    areas = add_codes(read_areas(real(COUNCILS)), real(IN_NEED))
    return AreaCodes(areas)
