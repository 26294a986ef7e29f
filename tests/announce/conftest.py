"""The post office that the tests of mail share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.announce.postoffice import post_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.announce.postoffice import PostOffice


@pytest.fixture(scope="session")
def running_office() -> Iterator[PostOffice]:
    """A post office, started once."""
    with post_office() as office:
        yield office


@pytest.fixture
def office(running_office: PostOffice) -> PostOffice:
    """The post office with empty mailboxes."""
    running_office.settle()
    running_office.empty()
    return running_office
