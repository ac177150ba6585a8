"""Whole conversations with the real assistant and action server, over HTTP."""

from __future__ import annotations

import pytest

from tests.e2e.conversations import Conversation, hold, read_all


@pytest.mark.parametrize("conversation", read_all(), ids=lambda conversation: conversation.name)
def test_conversation(conversation: Conversation, servers) -> None:
    hold(conversation, servers.say)
