"""What a name means: folders of installed packages, and what lies in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autograder.submissions.names import environments, is_in

PATHS = st.lists(st.lists(st.sampled_from(["a", "a!", "b", "ab", "a0"]), min_size=1, max_size=4), max_size=8)


@given(PATHS, st.lists(st.sampled_from(["a", "a!", "b", "ab", "x"]), min_size=1, max_size=5))
def test_environments_are_the_outermost_folders_and_hold_what_is_below_them(
    roots: list[list[str]], path: list[str]
) -> None:
    marked = {"/".join(root) + "/" for root in roots}
    outer = environments(f"{root}pyvenv.cfg" for root in marked)
    assert list(outer) == sorted(one for one in marked if not any(one != o and one.startswith(o) for o in marked))
    name = "/".join(path)
    assert is_in(name, outer) == name.startswith(outer)
