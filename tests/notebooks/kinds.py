"""Kinds of what people do to notebooks. Each turns a solved notebook into another one that is just as right."""

from __future__ import annotations

import ast
import json
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Cell = dict[str, Any]


@dataclass
class HandIn:
    """A notebook as nbformat JSON, its functions' names in order, and the files beside it."""

    notebook: dict[str, Any]
    functions: list[str]
    files: dict[str, str] = field(default_factory=dict)

    @property
    def cells(self) -> list[Cell]:
        cells: list[Cell] = self.notebook["cells"]
        return cells

    def of(self, function: str) -> Cell:
        """Return the cell in which a function is written."""
        return next(c for c in self.cells if c.get("id") == f"write-{function}")

    @property
    def written(self) -> list[Cell]:
        return [self.of(f) for f in self.functions]

    @property
    def imports(self) -> Cell:
        """Return the cell that imports numpy."""
        return next(c for c in self.cells if c["cell_type"] == "code" and text(c).startswith("import numpy"))

    @property
    def last(self) -> str:
        return self.functions[-1]

    def before(self, cell: Cell, *new: Cell) -> None:
        at = self.cells.index(cell)
        self.cells[at:at] = new

    def after(self, cell: Cell, *new: Cell) -> None:
        at = self.cells.index(cell) + 1
        self.cells[at:at] = new

    def at_end(self, *sources: str) -> None:
        """Add scratch cells below the functions, above the last check."""
        at = next(i for i, c in enumerate(self.cells) if text(c) == "grader.check_all()")
        self.cells[at:at] = [code(s) for s in sources]


def text(cell: Cell) -> str:
    return "".join(cell["source"])


def put(cell: Cell, source: str) -> None:
    cell["source"] = source.splitlines(keepends=True)


def code(source: str, *tags: str) -> Cell:
    made: Cell = {
        "cell_type": "code",
        "metadata": {"tags": list(tags)} if tags else {},
        "execution_count": None,
        "outputs": [],
    }
    return made | {"source": source.splitlines(keepends=True)}


@dataclass(frozen=True)
class Kind:
    """One kind; `full`: whatever the kernel says at the end, every question is right in grading."""

    name: str
    does: str
    mutate: Callable[[HandIn], None]
    full: bool = False


KINDS: list[Kind] = []


def kind(does: str, *, full: bool = False) -> Callable[[Callable[[HandIn], None]], Callable[[HandIn], None]]:
    def add(mutate: Callable[[HandIn], None]) -> Callable[[HandIn], None]:
        KINDS.append(Kind(mutate.__name__, does, mutate, full))
        return mutate

    return add


def _each(change: Callable[[str, str], str]) -> Callable[[HandIn], None]:
    """Change the source of each written function."""

    def mutate(given: HandIn) -> None:
        for function, cell in zip(given.functions, given.written, strict=True):
            put(cell, change(text(cell), function))

    return mutate


def _body(source: str) -> tuple[str, str]:
    """Split a function into its head and its body."""
    node = ast.parse(source).body[0]
    assert isinstance(node, ast.FunctionDef)
    lines = source.splitlines(keepends=True)
    at = node.body[0].lineno - 1
    return "".join(lines[:at]), "".join(lines[at:])


# Cells: tags, splitting, merging, order.


@kind("a helper in a cell with a copied skip tag")
def tag_copied(given: HandIn) -> None:
    given.after(given.imports, code("def helper_of_mine(v):\n    return v", "skip-grading"))
    head, body = _body(text(given.of(given.functions[0])))
    put(given.of(given.functions[0]), head + "    helper_of_mine(1)\n" + body)


@kind("the import of numpy in the set-up cell")
def import_in_set_up(given: HandIn) -> None:
    given.cells.remove(given.imports)
    set_up = next(c for c in given.cells if "autograder.notebook import start" in text(c))
    put(set_up, "import numpy as np\n" + text(set_up))


@kind("a constant below a check, in its cell")
def constant_in_check(given: HandIn) -> None:
    check = next(c for c in given.cells if text(c) == f'grader.check("{given.functions[0]}")')
    put(check, text(check) + "\nONE = 1")
    head, body = _body(text(given.of(given.last)))
    put(given.of(given.last), head + "    assert ONE == 1\n" + body)


@kind("a function written in a copy of a check cell")
def written_in_check(given: HandIn) -> None:
    for c in given.written:
        c["metadata"] = {"tags": ["skip-grading"]}


@kind("all functions in one cell")
def merged(given: HandIn) -> None:
    first, *rest = given.written
    put(first, "\n\n\n".join(text(c) for c in given.written))
    for c in rest:
        given.cells.remove(c)


@kind("everything in one cell, the imports included")
def all_in_one(given: HandIn) -> None:
    merged(given)
    put(given.of(given.functions[0]), text(given.imports) + "\n" + text(given.of(given.functions[0])))
    given.cells.remove(given.imports)


@kind("the functions in the opposite order")
def reversed_order(given: HandIn) -> None:
    cells = given.written
    for cell, source in zip(cells, [text(c) for c in cells][::-1], strict=True):
        put(cell, source)
    for cell, function in zip(cells, given.functions[::-1], strict=True):
        cell["id"] = f"write-{function}"


@kind("the import of numpy in the last cell, below the functions whose annotations mention it", full=True)
def import_at_the_end(given: HandIn) -> None:
    given.cells.remove(given.imports)
    given.at_end("import numpy as np")
    _each(lambda s, _: s.replace("):\n", ") -> np.ndarray | None:\n", 1))(given)


@kind("every function in its cell twice")
def written_twice(given: HandIn) -> None:
    _each(lambda s, f: f"def {f}(*args):\n    raise NotImplementedError\n\n\n{s}")(given)


@kind("stubs first, the functions in new cells below")
def below_the_stubs(given: HandIn) -> None:
    for function, cell in zip(given.functions, given.written, strict=True):
        given.after(cell, code(text(cell)))
        put(cell, f"def {function}(*args):\n    raise NotImplementedError")


@kind("the functions in new cells above, the empty stubs left below", full=True)
def above_the_stubs(given: HandIn) -> None:
    for function, cell in zip(given.functions, given.written, strict=True):
        given.before(cell, code(text(cell)))
        put(cell, f'def {function}(*args):\n    """To do."""\n    raise NotImplementedError')


@kind("the functions in one cell at the top, the notebook's empty cells left as they were", full=True)
def above_everything(given: HandIn) -> None:
    given.after(given.imports, code("\n\n\n".join(text(c) for c in given.written)))
    for cell in given.written:
        put(cell, "".join(_body(text(cell))[0]) + "    pass  # YOUR CODE HERE")


@kind("no tags, no metadata, no ids")
def metadata_gone(given: HandIn) -> None:
    for c in given.cells:
        c["metadata"] = {}
        c.pop("id", None)


@kind("sources as single strings, with Windows line ends")
def windows(given: HandIn) -> None:
    for c in given.cells:
        c["source"] = text(c).replace("\n", "\r\n")


@kind("tabs for indentation")
def tabs(given: HandIn) -> None:
    _each(lambda s, _: "".join(_tabbed(line) for line in s.splitlines(keepends=True)))(given)


def _tabbed(line: str) -> str:
    spaces = len(line) - len(line.lstrip(" "))
    return "\t" * (spaces // 4) + " " * (spaces % 4) + line[spaces:]


@kind("empty cells and comments everywhere")
def empty_cells(given: HandIn) -> None:
    for c in given.written:
        given.before(c, code(""), code("# TODO\n"), code("\n\n"))
        given.after(c, code("   "))


# Pasted text: prompts, indentation.


@kind("cells pasted with `>>> ` prompts")
def prompts(given: HandIn) -> None:
    _each(
        lambda s, _: "".join(f"{'>>> ' if i == 0 else '... '}{x}" for i, x in enumerate(s.splitlines(keepends=True)))
    )(given)


@kind("cells pasted with `In [3]: ` prompts")
def ipython_prompts(given: HandIn) -> None:
    _each(
        lambda s, _: "".join(
            f"{'In [3]: ' if i == 0 else '   ...: '}{x}" for i, x in enumerate(s.splitlines(keepends=True))
        )
    )(given)


@kind("indented cells")
def indented(given: HandIn) -> None:
    _each(lambda s, _: textwrap.indent(s, "    "))(given)


@kind("a one-line assignment with a prompt")
def prompted_line(given: HandIn) -> None:
    given.after(given.imports, code("In [7]: ONE = 1"))
    _uses(given, "ONE")


def _uses(given: HandIn, name: str) -> None:
    """Have the last function use a name of another cell."""
    head, body = _body(text(given.of(given.last)))
    put(given.of(given.last), f"{head}    {name}\n{body}")


# Names: aliases, wrappers, values over names.


@kind("functions under other names, with aliases")
def aliases(given: HandIn) -> None:
    _each(lambda s, f: s.replace(f"def {f}(", f"def my_{f}(", 1) + f"\n\n{f} = my_{f}\n")(given)


@kind("functions wrapped by a decorator")
def decorated(given: HandIn) -> None:
    given.after(
        given.imports,
        code(
            "import functools\ndef logged(f):\n    @functools.wraps(f)\n    def inner(*a, **k):\n"
            "        return f(*a, **k)\n    return inner"
        ),
    )
    _each(lambda s, _: "@logged\n" + s)(given)


@kind("functions as partials")
def partials(given: HandIn) -> None:
    _each(lambda s, f: s + f"\n\nimport functools\n{f} = functools.partial({f})\n")(given)


@kind("functions as methods of an object")
def methods(given: HandIn) -> None:
    _each(
        lambda s, f: (
            "class Own_:\n    def __call__(self, *a):\n        return self.f(*a)\n\n"
            + s
            + f"\n\n_o = Own_()\n_o.f = {f}\n{f} = _o\n"
        )
    )(given)


@kind("parameters renamed")
def parameters_renamed(given: HandIn) -> None:
    def change(source: str, function: str) -> str:
        return (
            f"def {function}(*arguments_of_mine):\n    return _own_{function}(*arguments_of_mine)\n\n\n"
            + source.replace(f"def {function}(", f"def _own_{function}(", 1)
        )

    _each(change)(given)


@kind("a value over a function's name in a scratch cell", full=True)
def value_over_name(given: HandIn) -> None:
    given.at_end(*(f"{f} = 0.5" for f in given.functions))


@kind("a value over a function's name in its own cell", full=True)
def value_over_name_in_cell(given: HandIn) -> None:
    put(given.of(given.last), text(given.of(given.last)) + f"\n\n{given.last} = 3\n")


@kind("a loop variable over a function's name", full=True)
def loop_over_name(given: HandIn) -> None:
    given.at_end(f"for i, {given.functions[0]} in enumerate([1.0, 2.0]):\n    pass")


@kind("a result over a function's name", full=True)
def result_over_name(given: HandIn) -> None:
    given.at_end(f"{given.last} = [len('ab')]", f"print({given.last})")


@kind("`from math import *` in a later cell", full=True)
def star_import(given: HandIn) -> None:
    given.at_end("from math import *")


@kind("`from numpy import *` in a later cell")
def numpy_star(given: HandIn) -> None:
    given.at_end("from numpy import *")


@kind("a function deleted at the end", full=True)
def deleted(given: HandIn) -> None:
    given.at_end(f"del {given.last}")


# Imports that are not there, and other statements that fail.


@kind("`import pandas as pd, numpy as np`", full=True)
def two_imports(given: HandIn) -> None:
    put(given.imports, "import a_package_not_there as pd, numpy as np")


@kind("a dead import above that of numpy, in its cell", full=True)
def dead_import_above(given: HandIn) -> None:
    put(given.imports, "import a_package_not_there\n" + text(given.imports))


@kind("a dead import above each function, in its cell", full=True)
def dead_import_in_cell(given: HandIn) -> None:
    _each(lambda s, _: f"from a_package_not_there import thing, other\n{s}")(given)


@kind("`import torch` above the functions", full=True)
def torch(given: HandIn) -> None:
    _each(lambda s, _: f"import torch\nimport torch.nn as nn\n{s}")(given)


@kind("a package that is mentioned in an annotation", full=True)
def mentioned(given: HandIn) -> None:
    put(given.imports, text(given.imports) + "\nimport pandas as pd")
    _each(lambda s, _: s.replace("):\n", ") -> pd.DataFrame | None:\n", 1))(given)


@kind("calls of a package that is not there, whose values nobody uses, and its decorators", full=True)
def logging_elsewhere(given: HandIn) -> None:
    put(
        given.imports,
        text(given.imports) + "\nimport wandb\nfrom torch.utils import tensorboard as tb\n_writer = tb.Log('x')",
    )

    def change(source: str, _: str) -> str:
        head, body = _body(source)
        calls = "    wandb.config.x = wandb.log({'a': 1})\n    with _writer.profile() as _span:\n        _span.add(1)\n"
        return f"import torch\n@torch.no_grad()\n{head}{calls}{body}"

    _each(change)(given)


@kind("names that newer versions of numpy do not have", full=True)
def older_numpy(given: HandIn) -> None:
    def change(source: str, _: str) -> str:
        head, body = _body(source)
        uses = (
            "np.product((2, np.float_(np.int(2.5)))) == 4 and np.alltrue(np.mat(1) < np.Inf) and np.trapz([1, 1]) == 1"
        )
        return f"{head}    assert {uses}\n{body}"

    _each(change)(given)


@kind("a guarded import")
def guarded_import(given: HandIn) -> None:
    put(given.imports, "try:\n    import a_package_not_there as np\nexcept ImportError:\n    import numpy as np")


@kind("a dead import above that of numpy, both in a `try`", full=True)
def dead_import_in_try(given: HandIn) -> None:
    below = textwrap.indent(f"import a_package_not_there\n{text(given.imports)}", "    ")
    put(given.imports, f"try:\n{below}\nexcept Exception as error:\n    print(error)")


@kind("a dead import above the functions, all in an `if`", full=True)
def dead_import_in_if(given: HandIn) -> None:
    _each(lambda s, _: "if True:\n" + textwrap.indent(f"import a_package_not_there\n{s}", "    "))(given)


@kind("the import of numpy in a `with` whose file is not there", full=True)
def import_behind_a_file(given: HandIn) -> None:
    put(given.imports, f"with open('notes.txt') as file:\n{textwrap.indent(text(given.imports), '    ')}")


@kind("a data file that is not there", full=True)
def data_file(given: HandIn) -> None:
    put(given.imports, text(given.imports) + "\ndata = np.load('data/train.npy')\nprint(data.shape)")
    given.before(given.written[0], code("import os\nos.chdir('drive/MyDrive')\nONE = 1"))


@kind("a data file read above the functions, in their cell", full=True)
def data_in_cell(given: HandIn) -> None:
    merged(given)
    cell = given.of(given.functions[0])
    put(cell, "rows = open('houses.csv').read().split()\n" + text(cell))


@kind("Colab's drive")
def drive(given: HandIn) -> None:
    given.before(
        given.imports,
        code(
            "try:\n    from google.colab import drive\n    drive.mount('/content/drive')\nexcept ImportError:\n    pass"
        ),
    )


@kind("an assertion that fails in a scratch cell")
def failing_assertion(given: HandIn) -> None:
    given.at_end("assert 1 == 2, 'check this'", "ONE = 1")


@kind("a scratch cell that is no Python")
def no_python(given: HandIn) -> None:
    given.at_end("this is a thought, not code", "x = (1 +", "def broken(:\n    pass")


@kind("an unfinished line below a function, in its cell", full=True)
def unfinished_line(given: HandIn) -> None:
    put(given.of(given.last), text(given.of(given.last)) + "\n\nx = (1 +\n")


@kind("`exit()` in the last cell", full=True)
def leaving(given: HandIn) -> None:
    given.at_end("import sys\nif 'ipykernel' not in sys.modules:\n    sys.exit()")


@kind("a question to the reader")
def asking(given: HandIn) -> None:
    given.at_end("if False:\n    input('go on?')")


# Progress bars, magics, output.


@kind("a progress bar around a loop")
def progress(given: HandIn) -> None:
    put(given.imports, text(given.imports) + PROGRESS.format("tqdm"))
    _loops(given, "tqdm")


@kind("`trange` and `tqdm.notebook`")
def progress_of_notebook(given: HandIn) -> None:
    put(given.imports, text(given.imports) + PROGRESS.format("tqdm.notebook"))
    _loops(given, "tqdm")


PROGRESS = """
try:
    from {0} import tqdm, trange
except ImportError:
    tqdm, trange = (lambda items, **_: items), range
"""


def _loops(given: HandIn, name: str) -> None:
    def change(source: str, _: str) -> str:
        return source.replace("in range(steps):", f"in {name}(range(steps), desc='steps'):")

    _each(change)(given)


@kind("`%matplotlib inline` and pictures")
def pictures(given: HandIn) -> None:
    put(given.imports, "%matplotlib inline\n" + text(given.imports))
    given.at_end("import matplotlib.pyplot as plt\nfig, ax = plt.subplots(1, 2)\nax[0].plot([1, 2])\nplt.show()")


@kind("`%%time` above each function")
def timed(given: HandIn) -> None:
    _each(lambda s, _: "%%time\n" + s)(given)


@kind("`%%capture` above each function")
def captured(given: HandIn) -> None:
    _each(lambda s, _: "%%capture out\n" + s)(given)


@kind("line magics, shell commands and help")
def magics(given: HandIn) -> None:
    put(
        given.imports,
        "%load_ext autoreload\n%autoreload 2\n" + text(given.imports) + "\n!echo hello\nnp.dot?\n%timeit -n 1 -r 1 1+1",
    )
    given.at_end("cd .", "pip list", "files = !ls", "%%bash\necho hello", "%%html\n<b>hello</b>", "?np.sum")


@kind("`%pylab inline` for numpy")
def pylab(given: HandIn) -> None:
    put(given.imports, "%pylab inline")


@kind("prints in every function")
def prints(given: HandIn) -> None:
    def change(source: str, function: str) -> str:
        head, body = _body(source)
        return f"{head}    print('in {function}', flush=True)\n{body}"

    _each(change)(given)


@kind("outputs of a long session")
def outputs(given: HandIn) -> None:
    for c in given.written:
        c["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["line\n"] * 2000}]
        c["execution_count"] = 71


# Files beside the notebook.


@kind("helpers in a file beside the notebook")
def helper_file(given: HandIn) -> None:
    given.files["my_helpers.py"] = "import numpy as np\n\n\ndef same(value):\n    return value\n"
    put(given.imports, text(given.imports) + "\nfrom my_helpers import same")
    _uses(given, "same(1)")


@kind("helpers in a folder beside the notebook")
def helper_folder(given: HandIn) -> None:
    given.files["tools/__init__.py"] = ""
    given.files["tools/more.py"] = "from . import base\nsame = base.same\n"
    given.files["tools/base.py"] = "def same(v):\n    return v\n"
    put(given.imports, text(given.imports) + "\nfrom tools.more import same")
    _uses(given, "same(1)")


@kind("helpers in a folder that is put on sys.path")
def folder_on_path(given: HandIn) -> None:
    given.files["src/my_helpers.py"] = "from my_base import same\n"
    given.files["src/my_base.py"] = "def same(v):\n    return v\n"
    path = 'import os, sys\nsys.path.append(os.path.join(os.getcwd(), "src"))\nsys.path.insert(0, "./src")'
    put(given.imports, f"{text(given.imports)}\n{path}\nfrom my_helpers import same")
    _uses(given, "same(1)")


@kind("helpers in a file that a cell writes")
def written_file(given: HandIn) -> None:
    given.before(given.written[0], code("%%writefile written_here.py\ndef same(value):\n    return value\n"))
    given.before(given.written[0], code("from written_here import *"))
    _uses(given, "same(1)")


@kind("functions that write files")
def writing_functions(given: HandIn) -> None:
    more = "import json, logging, pathlib\nlogging.basicConfig(filename='steps.log', force=True)"
    put(given.imports, f"{text(given.imports)}\n{more}")
    _uses(given, "open('log.txt', 'a').write('a line\\n')")
    _uses(given, "np.savez('state.npz', steps=np.arange(3.0)), np.load('state.npz')")
    _uses(given, "pathlib.Path('seen.json').write_text(json.dumps([1])), logging.warning('a step')")


@kind("helpers in a notebook beside it, which it runs")
def helper_notebook(given: HandIn) -> None:
    other = {
        "cells": [code("def same(value):\n    return value\n")],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    given.files["my_helpers.ipynb"] = json.dumps(other)
    put(given.imports, text(given.imports) + "\n%run my_helpers.ipynb")
    _uses(given, "same(1)")


@kind("the functions themselves in a file beside the notebook")
def functions_in_file(given: HandIn) -> None:
    whole = text(given.imports) + "\n\n" + "\n\n\n".join(text(c) for c in given.written)
    given.files["work_of_mine.py"] = whole
    for function, cell in zip(given.functions, given.written, strict=True):
        put(cell, f"from work_of_mine import {function}")


# Python of all sorts.


@kind("`from __future__ import annotations` at the top")
def future(given: HandIn) -> None:
    put(given.imports, "from __future__ import annotations\n" + text(given.imports))
    _each(lambda s, _: s.replace("):\n", ") -> Undefined[name]:\n", 1))(given)


@kind("several statements on one line")
def semicolons(given: HandIn) -> None:
    put(given.imports, text(given.imports) + "; ONE = 1; TWO = 2")
    _uses(given, "ONE; TWO")


@kind("await at the top of a cell")
def awaits(given: HandIn) -> None:
    given.before(given.written[0], code("import asyncio\nawait asyncio.sleep(0)\nONE = 1"))
    _uses(given, "ONE")


@kind("other settings of numpy")
def settings(given: HandIn) -> None:
    put(
        given.imports,
        text(given.imports) + "\nnp.set_printoptions(precision=2)\nnp.random.seed(1)\nnp.seterr(all='ignore')",
    )


@kind("warnings of their own")
def warns(given: HandIn) -> None:
    put(given.imports, text(given.imports) + "\nimport warnings\nwarnings.filterwarnings('ignore')")
    _uses(given, "warnings.warn('careful')")


@kind("names of other alphabets")
def unicode_names(given: HandIn) -> None:
    given.before(given.written[0], code("η = 0.1\nλ_ = 'größe 😀'"))
    _uses(given, "η; λ_")


@kind("a main guard around a trial")
def main_guard(given: HandIn) -> None:
    put(
        given.of(given.last),
        text(given.of(given.last)) + "\n\nif __name__ == '__main__':\n    print('trial')\n    1 / 0\n",
    )


@kind("functions inside `if True:`")
def conditional(given: HandIn) -> None:
    _each(lambda s, _: "if True:\n" + textwrap.indent(s, "    "))(given)


@kind("state in a global that a function changes")
def counted(given: HandIn) -> None:
    given.before(given.written[0], code("CALLS = 0"))
    head, body = _body(text(given.of(given.last)))
    put(given.of(given.last), head + "    global CALLS\n    CALLS += 1\n" + body)
