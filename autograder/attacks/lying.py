# ruff: noqa: E501 - an attack reads best on one line
"""Lying: answers that are not values, forged replies, numbers that equal everything."""

from __future__ import annotations

from functools import partial

from autograder.attacks.attack import Attack, AttackClass

_attack = partial(Attack, AttackClass.LYING)


def _answer(name: str, says: str, value: str, before: str = "") -> Attack:
    return _attack(name, says, cells=(f"{before}\ndef target(x):\n    return {value}\n",))


_FRAME = """\
def frame(structure, nonce=bytes(16), data=b'', size=None, magic=b'AGW3'):
    return magic + nonce + len(structure).to_bytes(4, 'little') + (len(data) if size is None else size).to_bytes(8, 'little') + structure + data
"""


def _forged(name: str, says: str, sent: str) -> Attack:
    return _attack(name, says, cells=(f"{_FRAME}\ndef target(x):\n    os.write(3, {sent})\n    return 0.0\n",))


_WORKER = "import gc\nworker = next(o for o in gc.get_objects() if type(o).__name__ == 'Worker')\n"

LYING = (
    _answer(
        "an array that equals everything",
        "returns a subclass whose == always agrees",
        "Same(())",
        "class Same(np.ndarray):\n    def __new__(cls, shape): return np.zeros(shape).view(cls)\n    def __eq__(self, other): return True\n    def __array_function__(self, *a, **k): return True\n    def __array_ufunc__(self, *a, **k): return np.zeros(())\n    def __sub__(self, other): return 0.0\n    __rsub__ = __sub__",
    ),
    _answer(
        "a number that equals everything",
        "returns a float whose == always agrees",
        "Same(1)",
        "class Same(float):\n    def __eq__(self, other): return True\n    def __sub__(self, other): return 0.0\n    __rsub__ = __float__ = __abs__ = lambda self, *a: 0.0\n    __hash__ = float.__hash__",
    ),
    _answer(
        "an object with an array inside",
        "returns an object that turns into an array when looked at",
        "Turning()",
        "class Turning:\n    def __array__(self, *a, **k): raise SystemExit\n    def __reduce__(self): return os.abort, ()",
    ),
    _answer(
        "a pickle",
        "returns an object whose unpickling runs code",
        "Pickled()",
        "class Pickled:\n    def __reduce__(self): return exec, ('raise SystemExit',)",
    ),
    _answer("an object array", "returns an array of objects", "np.array([object()])"),
    _answer("a structured array", "returns an array with fields", "np.zeros(1, [('a', 'f8')])"),
    _answer("nan", "returns nan", "float('nan')"),
    _answer("inf", "returns infinity", "float('inf')"),
    _answer("nan of every kind", "returns a signalling nan", "np.array(0x7ff0000000000001, 'u8').view('f8')"),
    _answer("a complex number", "returns a complex number", "1j"),
    _answer("a bool", "returns True", "True"),
    _answer("a string of digits", "returns a string", "'3.5'"),
    _answer("a huge integer", "returns an integer of a million digits", "10 ** 1_000_000"),
    _answer("two gigabytes", "returns an array of two gigabytes", "np.zeros(1 << 28)"),
    _answer(
        "a view of a trillion entries", "returns one number as a view of 10**12", "np.broadcast_to(1.0, (10**6, 10**6))"
    ),
    _answer(
        "a view that overlaps",
        "returns a view into memory that is not its own",
        "np.lib.stride_tricks.as_strided(np.zeros(1), (10**9,), (8,))",
    ),
    _answer("an endless generator", "returns a generator without an end", "(i for i in iter(int, 1))"),
    _answer("a list that holds itself", "returns a list that holds itself", "ring", "ring = []\nring.append(ring)"),
    _answer(
        "a dict that changes",
        "returns a dict that grows while it is read",
        "Growing(a=1)",
        "class Growing(dict):\n    def items(self):\n        while True: yield ('a', 1)\n    __iter__ = items",
    ),
    _answer("a key of any kind", "returns a dict with keys that collide", "{i * (2**61 - 1): i for i in range(4000)}"),
    _answer("an array of no size", "returns an array with axes of 10**12 and 0", "np.zeros((0, 10**12))"),
    _answer("many axes", "returns an array of 32 axes", "np.zeros((1,) * 32)"),
    _answer("its argument", "returns what it was given", "x"),
    _answer("the same for every call", "returns the same number for every call", "3.5"),
    _answer("all the numbers it may be", "returns every number at once", "np.linspace(3.0, 4.0, 10**5)"),
    _answer("a guess from the inputs", "guesses", "x * 3.0"),
    _attack(
        "changed arguments",
        "changes what it was given",
        cells=(
            "def target(x):\n    frame = sys._getframe()\n    while frame:\n        for value in frame.f_locals.values():\n            if isinstance(value, list): value.clear()\n        frame = frame.f_back\n    return 0.0\n",
        ),
        spares=False,
    ),
    _attack(
        "functions of numpy replaced",
        "replaces what a careless checker would call",
        cells=(
            "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\nnp.testing.assert_allclose = lambda *a, **k: None\ndef target(x): return 0.0",
        ),
    ),
    _attack(
        "functions of Python replaced",
        "replaces what everything calls",
        cells=(
            "import builtins\nbuiltins.isinstance = lambda *a: True\nbuiltins.abs = lambda *a: 0.0\ndef target(x): return 0.0",
        ),
        spares=False,
    ),
    _attack(
        "the encoder replaced",
        "replaces the function that packs its answers",
        cells=(_WORKER + "worker._pack = lambda reply, nonce: b'x' * 100\ndef target(x): return 0.0",),
        spares=False,
    ),
    _attack(
        "the watcher replaced",
        "says of itself that it did not stray",
        cells=(
            _WORKER
            + "import types\nworker._watched = lambda target, given, watch, nonce: worker._pack(('returned', 0.0, []), nonce)\ndef target(x): return 0.0",
        ),
    ),
    _attack(
        "the verdict itself",
        "answers with a verdict",
        cells=(
            _WORKER
            + "pack = type(worker)._pack\nworker._pack = lambda reply, nonce: pack(worker, ('correct', 1.0), nonce)\ndef target(x): return 0.0",
        ),
        spares=False,
    ),
    _forged(
        "a reply to every descriptor",
        "writes a well-formed reply wherever it can",
        'frame(b\'{"t":["returned",{"f":[]},{"l":[]}]}\', data=bytes(8))',
    ),
    _forged("a flood", "writes a hundred thousand replies", 'frame(b\'{"t":["returned",1,{"l":[]}]}\') * 100_000'),
    _forged("a header that lies", "declares 2**63 bytes of data", "frame(b'null', size=2**63)"),
    _forged(
        "a structure that lies",
        "declares a structure of four gigabytes",
        "b'AGW3' + bytes(16) + b'\\xff' * 4 + bytes(8)",
    ),
    _forged(
        "a shape that lies", "declares more entries than there are bytes", 'frame(b\'{"a":["<f8",0,1099511627775]}\')'
    ),
    _forged("a dtype that lies", "declares an array of objects", 'frame(b\'{"a":["|O",0,1]}\', data=bytes(8))'),
    _forged("another protocol", "speaks HTTP", "b'GET / HTTP/1.0\\r\\n\\r\\n'"),
    _forged("deep structure", "nests 100,000 lists", "frame(b'[' * 100_000)"),
    _forged("long numbers", "writes a number of a million digits", "frame(b'9' * 1_000_000)"),
    _forged("wide structure", "writes half a million empty lists", "frame(b'[' + b'[],' * 300_000 + b'[]]')"),
    _attack(
        "two replies for one call",
        "sends every answer twice",
        cells=(
            "import socket\nsend = socket.socket.sendall\nsocket.socket.sendall = lambda s, d: (send(s, d), send(s, d))\ndef target(x): return 0.0",
        ),
        spares=False,
    ),
    _attack(
        "no reply",
        "swallows its answers",
        cells=("import socket\nsocket.socket.sendall = lambda s, d: None\ndef target(x): return 0.0",),
        spares=False,
    ),
    _attack(
        "a reply to another question",
        "answers with the number of the next question",
        cells=(
            _WORKER
            + "pack = type(worker)._pack\nworker._pack = lambda reply, nonce: pack(worker, reply, nonce[:12] + bytes([1, 0, 0, 0]))\ndef target(x): return 0.0",
        ),
        spares=False,
    ),
    _attack(
        "its own problem",
        "is called like another problem and declares this one twice",
        cells=("def target(x): return 0.0", "# autograder: problem = honest"),
    ),
)
