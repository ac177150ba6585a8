from __future__ import annotations

import pytest

from actions.field_answers import named_without_context


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("prob cs", ("computer_science",)),
        ("idk maybe math? or something w robots", ("math", "robotics")),
        ("i think statistics", ("statistics",)),
        ("it depends on me or you", ()),
        ("no idea", ()),
    ],
)
def test_a_subject_is_heard_in_words_that_mean_one_only_where_it_is_asked_for(
    text: str, fields: tuple[str, ...]
) -> None:
    assert named_without_context(text) == fields
