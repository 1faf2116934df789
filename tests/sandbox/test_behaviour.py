# ruff: noqa: E501 - a case reads best on one line
"""What a student may rely on, and what is told of what went wrong."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.plain.evidence import Absent, Location, Opaque, Outcome, Probe, Raised, Returned, Rng, TooLarge
from autograder.sandbox import Run, Sandbox
from autograder.sandbox.inside.unavailable import message

Ask = Callable[..., Outcome]
Open = Callable[..., Run]


def value(outcome: Outcome) -> Any:
    assert isinstance(outcome, Returned), outcome
    return outcome.value


def raised(outcome: Outcome) -> Raised:
    assert isinstance(outcome, Raised), outcome
    return outcome


def test_cells_share_one_name_space_and_an_error_in_one_does_not_stop_the_next(opened: Open) -> None:
    run = opened("a = 1", "b = 2\n1/0\nc = 3", "d = a + b\nassert __name__ == '__main__'\ndef f(): return [a, b, d]")
    assert [cell.index for cell in run.cells] == [0, 1, 2]
    assert run.cells[0].trouble is None
    assert run.cells[1].trouble == Raised("ZeroDivisionError", "division by zero", Location(1, 2, "<module>"))
    assert run.cells[2].trouble is None
    assert value(run.ask([Probe("f", ())])[0]) == [1, 2, 3]


def test_a_syntax_error_names_its_cell_and_line(opened: Open) -> None:
    trouble = opened("x = 1", "y = (\nz ==== 2\n").cells[1].trouble
    assert isinstance(trouble, Raised)
    assert trouble.type_name == "SyntaxError"
    assert trouble.where is not None
    assert trouble.where.cell == 1


def test_output_is_captured_and_capped(opened: Open) -> None:
    run = opened("import sys\nprint('out')\nprint('err', file=sys.stderr)", "print('x' * 10**7)")
    assert run.output.startswith("out\nerr\nxxx")
    assert len(run.output) == 8000


def test_the_last_definition_counts_and_anything_callable_will_do(opened: Open) -> None:
    run = opened("def f(): return 1", "f = lambda: 2\nclass g:\n    pass\nh = 3")
    outcomes = run.ask([Probe("f", ()), Probe("h", ()), Probe("nope", ())])
    assert value(outcomes[0]) == 2
    assert outcomes[1:] == (Absent(), Absent())


@pytest.mark.parametrize(
    ("source", "type_name", "message"),
    [
        ("def f(): raise NotImplementedError", "NotImplementedError", ""),
        ("def f(): raise SystemExit(3)", "SystemExit", "3"),
        ("def f(): exit()", "SystemExit", ""),
        ("def f():\n import sys\n sys.exit('bye')", "SystemExit", "bye"),
        ("def f(): raise KeyboardInterrupt", "KeyboardInterrupt", ""),
        ("def f(): return f()", "RecursionError", "maximum recursion depth exceeded"),
        ("def f(): raise ValueError('x' * 9999)", "ValueError", "x" * 500),
        ("class E(Exception):\n def __str__(self): raise E\ndef f(): raise E", "E", ""),
        ("class E(Exception):\n def __str__(self): return 5\ndef f(): raise E", "E", ""),
        ("class E(Exception):\n def __str__(self): raise SystemExit\ndef f(): raise E", "E", ""),
        ("class S(str):\n def __getitem__(self, i): 1/0\ndef f(): raise ValueError(S('s'))", "ValueError", "s"),
        ("E = type('E' * 5000, (Exception,), {})\ndef f(): raise E", "E" * 100, ""),
        ("class M(type):\n __name__ = 5\nclass E(Exception, metaclass=M): pass\ndef f(): raise E", "E", ""),
        ("def f(): raise ValueError('\\ud800')", "ValueError", "?"),
    ],
)
def test_exceptions_are_told_in_plain_words(ask: Ask, source: str, type_name: str, message: str) -> None:
    outcome = raised(ask(source))
    assert outcome.type_name == type_name
    assert outcome.message.startswith(message)
    assert len(outcome.message) <= 500
    assert "None" not in outcome.message
    assert outcome.where is not None
    assert outcome.where.cell == 0


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("a, b = {'w': 1, 'b': 2}, {}; return a['W']", "'W' (a has 'w', 'b')"),
        ("a, b = {'w': 1}, {'z': 1}; return a['x'] + b['x']", "'x' (a has 'w'; b has 'z')"),
        ("a, b = {'w': 1}, {'z': 1}; return a['z'] + b['x']", "'z' (a has 'w')"),
        ("a = {'w': 1}; return [a.pop('x') for _ in 'a']", "'x' (a has 'w')"),
        ("a = {i: 1 for i in range(3)}; return a['x']", "'x'"),
        ("a = {str(i): 1 for i in range(100)}; return a['x']", "'x'"),
        ("return __import__('os').environ['no such variable']", "'no such variable'"),
        ("a = {'w': 1}; return a[3]", "3"),
        ("a = {'w': 1}; raise KeyError('one', 'two')", "('one', 'two')"),
    ],
)
def test_a_missing_key_is_told_with_the_keys_that_are_there(ask: Ask, body: str, message: str) -> None:
    assert raised(ask(f"def f():\n    {body}")) == Raised("KeyError", message, Location(0, 2, "f"))


def test_an_exception_is_placed_in_the_last_frame_of_the_students_own_code(opened: Open) -> None:
    run = opened(
        "import numpy as np",
        "def helper(a):\n    return np.linalg.inv(a)\n\ndef f():\n    return helper(np.zeros((2, 2)))",
    )
    assert raised(run.ask([Probe("f", ())])[0]).where == Location(1, 2, "helper")


@pytest.mark.parametrize("body", ["[1 / k for k in [0]]", "{k: 1 / k for k in [0]}", "max(1 / k for k in [0])"])
def test_an_exception_in_a_comprehension_is_placed_in_the_function_around_it(ask: Ask, body: str) -> None:
    assert raised(ask(f"def f():\n    return {body}")).where == Location(0, 2, "f")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("open('/tmp/x.txt', 'w')", "writing files is switched off while grading: '/tmp/x.txt'"),
        ("open('../x.txt', 'w')", "writing files is switched off while grading: '../x.txt'"),
        ("import numpy as np; np.save('/tmp/x.npy', np.ones(3))", "writing files is switched off while grading: '/tmp/x.npy'"),
        ("import os; os.mkdir('x')", "writing files is switched off while grading: 'x'"),
        ("open('/etc/hostname')", "reading files is switched off while grading: '/etc/hostname'"),
        ("import threading; threading.Thread(target=print).start()", "threads and subprocesses are switched off while grading"),
        ("import subprocess; subprocess.run(['ls'])", "threads and subprocesses are switched off while grading"),
        ("import os; os.fork()", "threads and subprocesses are switched off while grading"),
        ("import socket; socket.socket()", "network is switched off while grading"),
        ("import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')", "network is switched off while grading"),
        ("import urllib.request; urllib.request.urlopen('http://example.org')", "network is switched off while grading"),
    ],
)  # fmt: skip
def test_what_is_switched_off_says_so(ask: Ask, body: str, message: str) -> None:
    assert raised(ask(f"def f():\n    {body}")).message == message


@pytest.mark.parametrize("stop", ["breakpoint()", "import pdb; pdb.set_trace()", "x = input('how many? ')"])
def test_what_waits_for_a_person_waits_for_nobody(opened: Open, stop: str) -> None:
    run = opened(f"def f(n):\n    {stop}\n    return n + 1", f"{stop}\ny = 2")
    assert [cell.trouble for cell in run.cells] == [None, None]
    assert [value(o) for o in run.ask([Probe("f", (1,)), Probe("f", (2,))])] == [2, 3]


def test_asyncio_works(opened: Open) -> None:
    run = opened(
        "import asyncio\nawait asyncio.sleep(0.001)\nx = await asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0, 2))",
        "async def g(): return 7\ndef f(): return [x, asyncio.run(g())]",
    )
    assert [cell.trouble for cell in run.cells] == [None, None]
    assert value(run.ask([Probe("f", ())])[0]) == [[1, 2], 7]


MAGICS = [
    ("%matplotlib inline\nx = 1", 1),
    ("%%time\nx = 2", 2),
    ("%%timeit -n 1\nx = 3", 3),
    ("%%capture\nx = 4", 4),
    ("%%prun\nx = 5", 5),
    ("%time x = 6", 6),
    ("x = %time 3 + 4", 7),
    ("x = 8\n!ls\nfiles = !ls\n?x\nx?\n%load_ext autoreload", 8),
    ("%%bash\nx = 1\nrm -rf /", 0),
    ("%%html\n<b>", 0),
    ("%%writefile f.py\nx = 1", 0),
    ("%%javascript\nalert(1)", 0),
    ("%%time\n%%time\nx = 9", 9),
    ("x = (10\n     % 11)", 10),
    ("s = '''\n%%time\n!x\n'''\nx = len(s)", 11),
    ("get_ipython().run_line_magic('matplotlib', 'inline'); display(1); x = 12", 12),
]


@pytest.mark.parametrize(("source", "expected"), MAGICS, ids=[m[0][:20] for m in MAGICS])
def test_magics_run_their_body_or_do_nothing(opened: Open, source: str, expected: int) -> None:
    run = opened("x = 0", source, "def f(): return x")
    assert run.cells[1].trouble is None
    assert value(run.ask([Probe("f", ())])[0]) == expected


@pytest.mark.parametrize(
    "source", ["\n\n%%time\ny = 1\n1/0", "!ls\n\n\n\n1/0", "\n\n\n\n%time 1/0", "%%time\n%%time\n\n\n1/0"]
)
def test_magics_keep_line_numbers(opened: Open, source: str) -> None:
    trouble = opened(source).cells[0].trouble
    assert isinstance(trouble, Raised)
    assert trouble.where == Location(0, 5, "<module>")


INERT = [
    "import matplotlib\nmatplotlib.use('Agg')",
    "import matplotlib.pyplot as plt\nplt.figure(figsize=(3, 4)); plt.plot([1], label='a'); plt.legend(); plt.show()",
    "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nline, = ax.plot([1])\nax.set(xlabel='x')",
    "import matplotlib.pyplot as plt\nfig, axes = plt.subplots(2, 2)\naxes[0, 1].plot([1])\nfor a in axes.flatten(): a.grid()",
    "import matplotlib.pyplot as plt\nfig, (a, b, c) = plt.subplots(1, 3)\nfig, ((p, q), (r, s)) = plt.subplots(2, 2)",
    "import matplotlib.pyplot as plt\nn, bins, patches = plt.hist([1])",
    "import matplotlib.pyplot as plt\nwith plt.style.context('dark'):\n    x = float(plt.gca()) + 1 + plt.x * 2 - 1",
    "from matplotlib import cm, colors\nfrom mpl_toolkits.mplot3d import Axes3D\nimport seaborn as sns\nsns.set()",
    "import numpy as np, matplotlib.pyplot as plt\nnp.ones(3) * plt.x; np.asarray(plt.x); len(plt.x)",
    "import otter\ngrader = otter.Notebook('a.ipynb')\ngrader.check('q1')\ngrader.check_all()",
    "from IPython.display import display, HTML, clear_output\nfrom IPython import get_ipython\ndisplay(HTML('x'))",
    "from google.colab import drive\ndrive.mount('/content/drive')",
    "import ipywidgets as widgets\n@widgets.interact\ndef g(x=1): return x\nassert g(3) == 3",
    "import autograder\nfrom autograder import notebook\nautograder.check('x')",
    "assert input('name? ') == ''",
]


@pytest.mark.parametrize("source", INERT)
def test_plots_widgets_and_other_graders_are_inert(opened: Open, source: str) -> None:
    assert opened(source).cells[0].trouble is None


OLDER = {  # what numpy had under this name, in today's words
    **dict.fromkeys(("Inf", "Infinity", "infty", "PINF"), "np.inf"),
    **{kind: kind for kind in ("int", "float", "complex", "str", "object")},
    "NINF": "-np.inf",
    "float_": "np.float64",
    "complex_": "np.complex128",
    "unicode_": "np.str_",
    "math": "math",
    "product": "np.prod",
    "cumproduct": "np.cumprod",
    "alltrue": "np.all",
    "sometrue": "np.any",
    "mat": "np.asmatrix",
}
OLDER_CALLS = {
    "np.in1d([[1, 2], [3, 4]], [2, 3])": [False, True, True, False],
    "np.in1d([1, 2], [2], invert=True)": [True, False],
    "np.msort(np.array([[3, 1], [2, 4]]))": [[2, 1], [3, 4]],
    "np.asfarray([1, 2])": [1.0, 2.0],
    "np.trapz([1.0, 3.0], dx=2.0)": 4.0,
    "np.row_stack(([1], [2]))": [[1], [2]],
    "np.round_(2.567, 1)": 2.6,
    "np.NaN != np.NaN": True,
}


def test_names_that_newer_numpys_do_not_have_mean_what_they_meant(ask: Ask) -> None:
    same = " and ".join(f"np.{old} == {new}" for old, new in OLDER.items())
    assert ask(f"import math\nimport numpy as np\ndef f(): return bool({same})") == Returned(value=True)
    calls = ", ".join(f"np.asarray({call}).tolist()" for call in OLDER_CALLS)
    assert ask(f"import numpy as np\ndef f(): return [{calls}]") == Returned(list(OLDER_CALLS.values()))


ONES = (
    "x[:1]",
    "x[:1, :1]",
    "x[:1] @ x[:1].T",
    "x.sum(axis=(0, 1), keepdims=True)",
    "p['w'] * 1.0",
    "np.dot(p['w'], x[:1, :1])",
)
NUMBERS: dict[str, Callable[[float], object]] = {
    "float({})": float,
    "int({})": int,
    "math.exp({})": math.exp,
    "'%.3f' % {}": "{:.3f}".format,
    "complex({})": complex,
}


@pytest.mark.parametrize("number", NUMBERS)
def test_arrays_of_one_entry_are_numbers_with_any_version_of_numpy(opened: Open, number: str) -> None:
    """Up to numpy 2.3 they are."""
    functions = [f"def f{i}(x, p): return {number.format(f'({one})')}" for i, one in enumerate(ONES)]
    run = opened("import math\nimport numpy as np\n", *functions, f"def f(x, p): return {number.format('x')}")
    arguments = (np.full((1, 1), 2.0), {"w": np.array([[2.0]])})
    for one, outcome in zip(ONES, run.ask([Probe(f"f{i}", arguments) for i in range(len(ONES))]), strict=True):
        assert outcome == Returned(NUMBERS[number](4.0 if "@" in one or "dot" in one else 2.0)), one
    (several,) = run.ask([Probe("f", (np.ones((2, 3)), {}))])
    assert raised(several).type_name in ("TypeError", "ValueError")


REFUSED = "TypeError('only 0-dimensional arrays can be converted to Python scalars')"


def test_arguments_that_a_call_changes_as_an_older_numpy_would_are_noticed(opened: Open) -> None:
    first = f"calls = []\ndef again():\n    calls.append(1)\n    if len(calls) % 2: raise {REFUSED}"
    run = opened(first, "def f(p, q, r, s): again(); p['w'] = 5.0; q += 1; r.append(2)\ndef g(*args): again()")
    arguments = ({"w": np.ones(2)}, np.ones(2), [np.ones(1)], {"w": np.ones(2), "v": (np.ones(2), [1.0])})
    changing, keeping = run.ask([Probe("f", arguments), Probe("g", arguments)])
    assert changing == Returned(None, (0, 1, 2))
    assert keeping == Returned(None)


@pytest.mark.parametrize(
    "error",
    [
        "class E(TypeError):\n    def __str__(self): raise KeyboardInterrupt",
        "class S(str):\n    def startswith(self, *_): raise SystemExit\ndef E(): return TypeError(S('x'))",
        "class E(Exception):\n    @property\n    def __class__(self): raise RuntimeError",
    ],
)
def test_an_exception_that_raises_when_it_is_looked_at_is_one_that_was_raised(opened: Open, error: str) -> None:
    odd, next_one = opened(f"{error}\ndef f(): raise E()\ndef g(): return 1").ask([Probe("f", ()), Probe("g", ())])
    assert isinstance(odd, Raised)
    assert value(next_one) == 1


@pytest.mark.parametrize("module", ["psutil", "pytest", "jedi", "tkinter.nope", "no_such_module_at_all"])
def test_other_packages_cannot_be_imported_and_say_so(ask: Ask, module: str) -> None:
    outcome = raised(ask(f"def f():\n    import {module}"))
    assert outcome.type_name in ("ModuleNotFoundError", "ImportError")
    assert module.partition(".")[0] in outcome.message


def test_an_installed_package_that_is_closed_is_told_apart_from_a_missing_one(ask: Ask) -> None:
    assert raised(ask("def f(): import hypothesis")).message == message("hypothesis")
    assert raised(ask("def f(): import no_such_module")).message == "No module named 'no_such_module'"


def test_the_standard_library_can_be_imported_late(ask: Ask) -> None:
    modules = (
        "colorsys wave sched csv json decimal fractions statistics numpy.polynomial numpy.fft heapq _bisect unittest"
    )
    assert value(
        ask(
            f"def f():\n    import importlib\n    return [importlib.import_module(m).__name__ for m in {modules.split()}]"
        )
    )


def test_modules_are_preloaded_where_no_file_can_be_opened(without_landlock: Sandbox) -> None:
    from autograder.plain.evidence import Cell

    source = "import csv, decimal, statistics, asyncio, numpy.polynomial\ndef f(): import turtle\ndef g(): return open('/etc/passwd')"
    with without_landlock.open([Cell(0, source)]) as run:
        assert run.cells[0].trouble is None
        first, second = run.ask([Probe("f", ()), Probe("g", ())])
    assert raised(first).message == message("turtle")
    assert raised(second).message == "reading files is switched off while grading: '/etc/passwd'"


def test_arguments_are_fresh_for_each_call_and_changes_are_noticed(opened: Open) -> None:
    run = opened(
        "def f(x, p):\n    x += 1\n    p['new'] = 1\n    return x\n"
        "def g(x, p): p['w'] *= 2.0\n"
        "def h(x, p): p['b'] = 3.0\n"
        "def k(x, p): x.shape = (-1,)\n"
        "def keep(x, p):\n    x = x + 1\n    p = {**p, 'w': 0}\n    return x.flags.writeable and x.dtype == 'f8'\n"
    )
    args = (np.zeros((1, 3)), {"w": np.ones(2), "b": 0.5})
    outcomes = run.ask([Probe(name, args) for name in ("f", "f", "g", "h", "k", "keep")])
    assert [o.changed for o in outcomes if isinstance(o, Returned)] == [(0, 1), (0, 1), (1,), (1,), (0,), ()]
    assert np.array_equal(value(outcomes[1]), np.ones((1, 3)))
    assert args[0].sum() == 0.0


def test_a_generator_as_argument_has_drawn_what_it_should(ask: Ask) -> None:
    expected = np.random.default_rng(7)
    expected.permutation(3)
    assert np.array_equal(
        value(ask("def f(rng): return rng.permutation(5)", "f", Rng(7, (3,)))), expected.permutation(5)
    )


def test_other_real_numbers_travel_as_floats(ask: Ask) -> None:
    back = value(ask("from fractions import Fraction\nclass F(float): pass\ndef f(): return [Fraction(1, 4), F(2.5)]"))
    assert back == [0.25, 2.5]


def test_a_future_import_holds_for_later_cells_and_not_for_other_submissions(opened: Open) -> None:
    uses = "def f(x: Missing): return f.__annotations__['x']"
    assert opened("from __future__ import annotations", uses).ask([Probe("f", (1,))]) == (Returned("Missing"),)
    trouble = opened("x = 1", uses).cells[1].trouble
    assert trouble is not None


def test_numpy_scalars_keep_their_dtype(ask: Ask) -> None:
    back = value(ask("import numpy as np\ndef f(): return [np.float32(1), np.int64(2), np.bool_(True), 1.0]"))
    assert [type(v) for v in back] == [np.float32, np.int64, np.bool_, float]


def test_one_bad_entry_costs_only_itself(ask: Ask) -> None:
    back = value(
        ask("import numpy as np\ndef f(): return {'a': np.matrix([[1]]), 'b': np.ones(2), 'c': (i for i in [])}")
    )
    assert back["a"] == Opaque("numpy.matrix")
    assert back["b"].tolist() == [1.0, 1.0]
    assert back["c"] == Opaque("generator")


@pytest.mark.parametrize(
    "body",
    [
        "np.zeros(10**6)",
        "np.broadcast_to(1.0, (10**6, 10**6))",
        "list(range(10**5))",
        "'x' * 10**7",
        "[[0] * 100] * 100",
    ],
)
def test_an_answer_that_is_too_large_says_so_and_the_next_call_works(opened: Open, body: str) -> None:
    run = opened(f"import numpy as np\ndef f(): return {body}\ndef g(): return 1")
    outcomes = run.ask([Probe("f", ()), Probe("g", ())])
    assert outcomes[0] == TooLarge(4 << 20)
    assert value(outcomes[1]) == 1


def test_random_numbers_and_hashes_are_the_same_in_every_process(sandbox: Sandbox) -> None:
    from autograder.plain.evidence import Cell

    source = "import random, numpy as np\ndef f(): return [random.random(), np.random.rand(2), hash('x'), list(map(str, {'a', 'b', 'c'}))]"
    answers = []
    for _ in range(2):
        with sandbox.open([Cell(0, source)]) as run:
            answers.append(repr(run.ask([Probe("f", ())])))
    with Sandbox() as other, other.open([Cell(0, source)]) as run:
        answers.append(repr(run.ask([Probe("f", ())])))
    assert len(set(answers)) == 1


WRITES = """
import io, json, logging, os, pathlib, pickle
import numpy as np
logging.basicConfig(filename="train.log", level=logging.INFO, force=True)
def f():
    logging.info("step")
    with open("notes.txt", "w") as file:
        file.write("one\\n")
    with open("notes.txt", "a") as file:
        file.write("two\\n")
    np.savez("state.npz", w=np.arange(3.0))
    np.save("w.npy", np.arange(2.0))
    pathlib.Path("sub/p.json").write_text(json.dumps([1]))
    pickle.dump({"a": 1}, open("p.pkl", "wb"))
    lines = open("notes.txt").read().split()
    back = [float(np.load("state.npz")["w"][2]), float(np.load("w.npy")[1])]
    return [*lines, *back, json.load(open("sub/p.json")), open("train.log").read(), os.path.exists("notes.txt"), os.path.isfile("none")]
"""


def test_what_code_writes_is_kept_in_memory_and_reads_back(opened: Open) -> None:
    run = opened(WRITES)
    assert run.cells[0].trouble is None
    assert value(run.ask([Probe("f", ())])[0]) == ["one", "two", 2.0, 1.0, [1], "INFO:root:step\n", True, False]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("open('none.txt')", "FileNotFoundError"),
        ("open('none.txt', 'r+')", "FileNotFoundError"),
        ("open('a', 'w').close(); open('a', 'x')", "FileExistsError"),
        ("open('a', 'q')", "ValueError"),
        ("open('a', 'rw')", "ValueError"),
        ("open('a', 'wbt')", "ValueError"),
        ("open(7.5)", "TypeError"),
        ("open('a', 'w').close(); open('a').write('x')", "UnsupportedOperation"),
    ],
)
def test_a_file_in_memory_fails_as_one_on_a_disk_does(opened: Open, source: str, kind: str) -> None:
    assert raised(opened(f"def f():\n    {source}").ask([Probe("f", ())])[0]).type_name.endswith(kind)
