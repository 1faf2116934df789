# ruff: noqa: E501 - a case reads best on one line
"""A cell runs statement by statement: one that fails costs what it defines, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.plain.evidence import (
    Absent,
    Cell,
    Crashed,
    Outcome,
    OwnFile,
    Probe,
    Program,
    Raised,
    Replaced,
    Returned,
    TimedOut,
)
from autograder.sandbox import Limits, Run, Sandbox
from autograder.sandbox.inside.statements import statements

Start = Callable[..., Run]
QUICK = Limits(cell_seconds=0.5, call_seconds=60.0, submission_seconds=60.0)


@pytest.fixture
def start(sandbox: Sandbox) -> Iterator[Start]:
    """Run sources as cells, with files beside them; `f` and `g` are the functions that are called."""
    runs: list[Run] = []

    def run(*sources: str, **files: str) -> Run:
        own = tuple(OwnFile(f"{name.replace('__', '/')}.py", source) for name, source in files.items())
        program = Program(tuple(Cell(i, source) for i, source in enumerate(sources)), own, ("f", "g"))
        runs.append(sandbox.open(program))
        return runs[-1]

    yield run
    for one in runs:
        one.close()


def f(run: Run, name: str = "f") -> Outcome:
    return run.ask([Probe(name, ())])[0]


def lines(run: Run, cell: int = 0) -> list[tuple[int, int]]:
    return [(failure.first, failure.last) for failure in run.cells[cell].failures]


@pytest.mark.parametrize(
    ("source", "failed"),
    [
        ("import no_such_package, math\ndef f(): return math.floor(1.5)", [(1, 1)]),
        ("from math import no_such_name, floor\ndef f(): return floor(1.5)", [(1, 1)]),
        ("1/0\ndef f(): return 1\n1/0\n", [(1, 1), (3, 3)]),
        ("x = 1; 1/0; y = 1\ndef f(): return x * y", [(1, 1)]),
        ("if True:\n    x = 1\n    1/0\ndef f(): return x", [(1, 3)]),
        ("def f(): return 1\nthis is prose\n", [(2, 2)]),
        ("x = (1 +\ndef f(): return 1\n", [(1, 1)]),
        ("def g(:\n    pass\ndef f(): return 1\n", [(1, 2)]),
        ("<<<<<<< HEAD\ndef f(): return 1\n=======\n>>>>>>> theirs\n", [(1, 1), (3, 3), (4, 4)]),
        ("x = [\n1,\n2]\ny = ]\nt = '''\ny = ]\n'''\ndef f(): return len(t.split()) - x[0] - 1\n", [(4, 4)]),
        ("@1/0\ndef g(): pass\ndef f(): return 1", [(1, 2)]),
        ("raise SystemExit\ndef f(): return 1", [(1, 1)]),
        ("import asyncio\nawait asyncio.sleep(0)\n1/0\ndef f(): return 1", [(3, 3)]),
        ("from __future__ import annotations\n1/0\ndef f(x: nothing = 1): return x", [(2, 2)]),
    ],
)
def test_a_statement_that_fails_costs_only_itself(start: Start, source: str, failed: list[tuple[int, int]]) -> None:
    run = start(source)
    assert f(run) == Returned(1)
    assert lines(run) == failed


BROKEN = ("1/0", "import no_such_package", "what is this", "y = (", "def g(:\n    pass", "x = ]", "while:\n    pass")
SOUND = (
    "a = 1",
    "def h(x):\n    return [\n        x\n    ]",
    "b = '''\nx = ]\n'''",
    "c = [\n1,\n]",
    "# a note\n",
    "class K:\n\n    z = 1",
)


@given(st.lists(st.sampled_from(SOUND + BROKEN), max_size=8))
@settings(max_examples=60, deadline=None)
def test_sound_statements_between_broken_ones_are_all_found(parts: list[str]) -> None:
    source = "\n".join(parts) + "\n"
    found = [s for s in statements(source, "<cell>", 0) if not isinstance(s.node, SyntaxError)]
    texts = ["\n".join(source.splitlines()[s.start[0] - 1 : s.end[0]]) for s in found]
    for part in set(parts) & set(SOUND[:2]):
        assert texts.count(part) == parts.count(part)


def test_names_of_a_failed_import_can_be_mentioned_and_say_what_they_are_when_used(start: Start) -> None:
    run = start(
        "import no_such_package as nsp\nfrom no_such_package.sub import Thing",
        "def f(x: nsp.Array | None = None, y: Thing[int] = None): return 1\nclass K(Thing): pass",
    )
    assert f(run) == Returned(1)
    assert run.cells[1].failures == ()


THINGS = ("nsp", "nsp.tensor([1.0])", "Thing(3).detach().cpu()", "nsp.grad(len)", "nsp.data[0]")
NEEDED = (
    *("{}", "({}, [1.0])", "[{}]", "dict(a={})", "dict(a=dict(b={}))", "{} + 1", "1.0 - {}", "np.ones((2, 2)) @ {}"),
    *("np.asarray({})", "np.exp({})", "float({})", "int({})", "range({})", "list({})", "len({})", "1 if {} else 2"),
    *("{} < 1", "sum({})", "max({}, 1)", "3 in {}", "-{}", "[1, 2][{}]", "[*{}]", "np.mean({}) ** 2"),
)


@pytest.mark.parametrize("thing", THINGS)
def test_what_is_made_of_a_failed_import_says_so_where_its_value_is_needed(start: Start, thing: str) -> None:
    """Calls whose values nobody uses, as in `wandb.log(loss)`, are no loss."""
    functions = [f"def f{i}(): return {use.format(thing)}" for i, use in enumerate(NEEDED)]
    passing = f"def f(x=1):\n    {thing}\n    nsp.log(x)\n    nsp.config.rate = 0.1\n    with Thing.run() as r: r.add(x)\n    return x"
    both = "import numpy as np\nimport no_such_package as nsp\nfrom no_such_package.sub import Thing"
    run = start(both, "\n".join((*functions, passing)), f"@nsp.no_grad()\ndef g(): return 2\nh = {thing}")
    assert (f(run), f(run, "g")) == (Returned(1), Returned(2))
    for i, use in enumerate(NEEDED):
        told = f(run, f"f{i}")
        assert isinstance(told, Raised), use
        assert (told.type_name, told.message) == ("ModuleNotFoundError", "No module named 'no_such_package'"), use


def test_a_failed_import_still_raises_and_hides_no_name_that_was_there(start: Start) -> None:
    run = start(
        "try:\n    import no_such_package as m\nexcept ImportError:\n    import math as m",
        "import no_such_package as m",
        "def f(): return m.floor(1.5)",
    )
    assert f(run) == Returned(1)


# Names of functions that stand for something else later.


@pytest.mark.parametrize(
    ("later", "kind"),
    [
        ("f = 0.5", "float"),
        ("for i, f in enumerate([1.0]): pass", "float"),
        ("f = f()", "int"),
        ("del f", ""),
        ("from math import floor as _, inf as f", "float"),
        ("try:\n    pass\nfinally:\n    f = None", "NoneType"),
    ],
)
@pytest.mark.parametrize("together", [False, True])
def test_the_last_callable_counts(start: Start, later: str, kind: str, *, together: bool) -> None:
    first = "def f(): return 1"
    run = start(f"{first}\n{later}") if together else start(first, later)
    assert f(run) == Returned(1)
    assert run.cells[-1].replaced == (Replaced("f", kind),)


def test_a_function_that_calls_another_finds_it_again(start: Start) -> None:
    run = start("def f(): return 1\ndef g(): return f()\nf = g()")
    assert f(run, "g") == Returned(1)


def test_a_star_import_does_not_replace_what_the_student_wrote(start: Start) -> None:
    names = "def f(): return 1\ndef g(): return f()"
    for run in (
        start(names, "import sys, types\nm = types.ModuleType('m')\nm.f = len\nsys.modules['m'] = m\nfrom m import *"),
        start(
            f"import sys, types\nm = types.ModuleType('m')\nm.f = len\nsys.modules['m'] = m\n{names}\nfrom m import *"
        ),
    ):
        assert f(run) == Returned(1)
        assert f(run, "g") == Returned(1)
        assert [r.name for r in run.cells[-1].replaced] == ["f"]


def test_a_later_definition_counts_after_a_star_import_too(start: Start) -> None:
    assert f(start("def f(): return 1", "from math import *", "def f(): return 2")) == Returned(2)
    assert f(start("def f(): return 1", "from mine import *", mine="def f(): return 3")) == Returned(3)


def test_what_was_never_callable_is_missing(start: Start) -> None:
    run = start("f = 3")
    assert f(run) == Absent()
    assert run.cells[0].replaced == ()


# Files of the student's own.


def test_files_beside_the_notebook_can_be_imported_with_folders(start: Start) -> None:
    run = start(
        "import tools\nfrom tools.more import same\nimport tools.more as m\nfrom lib.inner import deep",
        "def f(): return same(1) + m.same(0) + deep - 3",
        tools____init__="",
        tools__more="from .base import same\nimport no_such_package\n",
        tools__base="def same(v): return v\n",
        lib__inner="deep = 3",
    )
    assert f(run) == Returned(1)
    assert [c.cause.message for c in run.cells[0].failures] == [  # type: ignore[union-attr]
        "No module named 'no_such_package' (tools/more.py, line 2)"
    ]


def test_an_exception_in_an_own_file_names_its_line(start: Start) -> None:
    told = f(start("from mine import h\ndef f(): return h()", mine="def h():\n    return 1/0"))
    assert isinstance(told, Raised)
    assert told.message == "division by zero (mine.py, line 2)"
    assert told.where is not None
    assert (told.where.cell, told.where.line) == (0, 2)


def test_files_that_a_cell_writes_can_be_imported_and_run(start: Start) -> None:
    run = start(
        "%%writefile made.py\nx = 1\n",
        "%%writefile -a made.py\ny = x\n",
        "from made import y\n%run made.py\ndef f(): return x * y",
    )
    assert f(run) == Returned(1)
    assert [c.failures for c in run.cells] == [(), (), ()]


def test_own_files_hide_no_module_and_none_of_another_student_is_left(start: Start) -> None:
    assert f(start("import numpy, random\ndef f(): return random.random() < 2", numpy="1/0", random="1/0")) == Returned(
        value=True
    )
    assert f(start("def f():\n    import left_over", left_over="x = 1")) == Returned(None)
    told = f(start("def f():\n    import left_over"))
    assert isinstance(told, Raised)
    assert told.message == "No module named 'left_over'"


# Progress bars and magics.


@pytest.mark.parametrize(
    "source",
    [
        "from tqdm import tqdm\ndef f(): return len([i for i in tqdm(range(1), desc='steps', total=1)])",
        "from tqdm import trange\ndef f(): return len(list(trange(2, 3)))",
        "from tqdm.auto import tqdm, trange\ndef f(): return sum(tqdm([1]))",
        "import tqdm\ndef f(): return sum(tqdm.tqdm([1])) * sum(tqdm.notebook.trange(2))",
        "import tqdm.notebook as tn\nbar = tn.tqdm(range(1))\ndef f():\n    for i in bar:\n        bar.set_description('x')\n        bar.set_postfix(loss=1.0)\n    return len(bar)",
        "from tqdm import tqdm\ndef f():\n    with tqdm(total=3) as bar:\n        bar.update(1)\n        tqdm.write('x')\n    return 1",
        "from fastprogress import progress_bar\ndef f(): return sum(progress_bar([1]))",
        "from numba import njit, prange\n@njit\ndef f(): return sum(i for i in prange(2))",
        "from numba import jit\n@jit(nopython=True)\ndef f(): return 1",
        "%%time\n1/0\ndef f(): return 1",
        "%%capture out\ndef f(): return 1",
        "%pylab inline\ndef f(): return float(array([1.0])[0] * np.ones(1)[0])",
        "x = %timeit -n 1 -o 1\n%time y = 1\nfiles = !ls\n?y\ndef f(): return y",
        "In [3]: def f():\n   ...:     return 1",
        "In [3]: x = 1\nIn [4]: def f(): return x",
        ">>> x = 1\n>>> def f():\n...     return x",
        "    def f():\n        return 1",
    ],
)
def test_what_people_type_runs(start: Start, source: str) -> None:
    told = f(start(source))
    assert isinstance(told, Returned), told
    assert told.value == 1


# Time and crashes.


@pytest.fixture(scope="module")
def quick() -> Iterator[Sandbox]:
    with Sandbox(QUICK, slot=2) as one:
        yield one


def run_of(sandbox: Sandbox, *sources: str) -> Run:
    return sandbox.open(Program(tuple(Cell(i, s) for i, s in enumerate(sources)), (), ("f", "g")))


@pytest.mark.parametrize("endless", ["while True: pass", "import time; time.sleep(600)", "sum(range(10**12))"])
def test_a_slow_statement_is_stopped_and_the_rest_runs(quick: Sandbox, endless: str) -> None:
    with run_of(quick, f"x = 1\ndef f(): return x + y\n{endless}\ny = 0\n") as run:
        pid = run.pid
        causes = [failure.cause for failure in run.cells[0].failures]
        assert causes == [TimedOut(QUICK.cell_seconds, "cell")]
        assert f(run) == Returned(1)
        assert run.pid == pid, "the same process goes on"


def test_a_statement_that_was_stopped_is_not_run_again_in_a_fresh_process(quick: Sandbox) -> None:
    endless = "for seen in [1]:\n    while True: pass"
    with run_of(
        quick, f"import os\ndef f(): os._exit(0)\ndef g(): return 'seen' in globals()\n{endless}\nx = 1\n"
    ) as run:
        stopped = run.cells[0].failures
        assert f(run, "g") == Returned(value=True)
        assert isinstance(f(run), Crashed)
        assert f(run, "g") == Returned(value=False)
        assert run.cells[0].failures == stopped


STUBBORN = "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass"


@pytest.mark.parametrize(
    ("lethal", "kind"), [("import os\nos._exit(0)", Crashed), (STUBBORN, TimedOut)], ids=["leaves", "does not stop"]
)
def test_of_a_cell_that_ends_the_process_the_definitions_are_used(quick: Sandbox, lethal: str, kind: type) -> None:
    with run_of(quick, f"import math\nx = [1]\ndef f(): return math.floor(x[0])\n{lethal}\ndef g(): return 2") as run:
        assert isinstance(run.cells[0].trouble, kind)
        assert f(run) == Returned(1)
        assert f(run, "g") == Returned(2)


def test_a_cell_whose_definitions_end_the_process_is_left_out(quick: Sandbox) -> None:
    ends = "class K:\n    import os\n    os._exit(0)\ndef f(): return 1"
    with run_of(quick, ends, "def g(): return 2") as run:
        assert isinstance(run.cells[0].trouble, Crashed)
        assert f(run) == Absent()
        assert f(run, "g") == Returned(2)


def test_signs_of_failure_are_capped(start: Start) -> None:
    run = start("1/0\n" * 100)
    assert len(run.cells[0].failures) == 20
    assert f(start("1/0\n" * 100 + "def f(): return 1")) == Returned(1)
