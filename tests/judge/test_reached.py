"""What a function may use is found in the text, in whatever way a name is bound; what it cannot use is left out."""

from __future__ import annotations

import pytest

from autograder.judge.reached import reached

BACKWARD = "def backward(x, y):\n    return slope(x) * y\n"
USED = {
    "a helper": "def slope(x):\n    return HERE",
    "a helper's helper": "def slope(x):\n    return inner(x)\n\ndef inner(x):\n    return HERE",
    "a constant": "step = HERE\ndef slope(x):\n    return x + step",
    "one of several": "small, step = 1, HERE\ndef slope(x):\n    return x + step",
    "a chain": "step = h = HERE\ndef slope(x):\n    return x + h",
    "in parentheses": "(small, step) = 1, HERE\ndef slope(x):\n    return x + step",
    "a condition": "if True:\n    step = HERE\ndef slope(x):\n    return x + step",
    "a loop": "for step in (HERE,):\n    pass\ndef slope(x):\n    return x + step",
    "a walrus": "print(step := HERE)\ndef slope(x):\n    return x + step",
    "a lambda": "slope = lambda x: HERE",
    "a class": "class Net:\n    def f(self, x):\n        return HERE\nslope = Net().f",
    "an attribute": "class Net:\n    pass\nNet.f = HERE\nslope = lambda x: Net.f",
    "a dict": "F = {}\nF['slope'] = HERE\nslope = lambda x: F['slope']",
    "a list": "F = []\nF.append(HERE)\nslope = lambda x: F[0]",
    "a global": "step = 0\ndef install():\n    global step\n    step = HERE\ninstall()\nslope = lambda x: step",
    "globals()": "globals()['slope'] = HERE",
    "exec": "exec('slope = HERE')",
    "an import": "from cmath import HERE as slope",
    "everything of a module": "from HERE import *",
    "a decorator": "F = []\n@F.append\ndef other(x):\n    return HERE\nslope = lambda x: F[0](x)",
    "numpy itself": "np.other = HERE\nslope = lambda x: np.other",
    "below": "# a comment\n\n\nslope = HERE",
}
UNUSED = {
    "a function": "def other(x):\n    return HERE",
    "a class": "class Other:\n    step = HERE\n    def f(self, k):\n        return HERE",
    "a constant": "other = HERE",
    "roots that are printed": "import HERE\nroots = [HERE for k in range(5)]\nprint(sum(roots))\nroots[0] += HERE",
    "a picture": "import matplotlib.pyplot as plt\nplt.plot(HERE)\nplt.show()",
    "a loop": "for other in range(3):\n    print(other, HERE)",
    "a comparison": "assert slope == HERE",
}


@pytest.mark.parametrize("text", USED.values(), ids=USED)
def test_what_a_function_may_use_is_found(text: str) -> None:
    for code in ([BACKWARD, text], [text, BACKWARD], [f"{text}\n{BACKWARD}"]):
        assert "HERE" in reached({"backward"}, code)


@pytest.mark.parametrize("text", UNUSED.values(), ids=UNUSED)
def test_what_it_cannot_use_is_left_out(text: str) -> None:
    for code in ([BACKWARD, text], [text, BACKWARD], [f"{text}\n{BACKWARD}"]):
        assert "HERE" not in reached({"backward"}, code)


def test_all_is_used_where_a_function_is_bound_in_no_way_that_is_known() -> None:
    assert "HERE" in reached({"backward"}, ["other = HERE"])
