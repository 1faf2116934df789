"""The public part of a problem: enough for the checks, nothing of the solution, the same text each time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.author.public import public_spec, stale_specs, write_specs
from autograder.author.rounding import block, rounded_input
from autograder.declare.course import Course, open_course
from autograder.declare.problem import Check
from autograder.plain.evidence import Probe, Rng
from autograder.student.codec import PublicError, value_from_json, value_to_json
from autograder.student.known_mistakes import KnownMistakes
from autograder.student.public import SHIPPED, from_text, shipped, shipped_names, to_text
from tests.student.common import PROBLEMS, public, reference, spec

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def course() -> Course:
    return open_course(ROOT / "solutions")


def test_what_comes_with_the_package_is_not_stale(course: Course) -> None:
    assert stale_specs(course, course.names) == (), "run autograder build --package"
    assert shipped_names() == PROBLEMS
    assert {p.name for p in SHIPPED.iterdir()} == {f"{name}.public.json" for name in PROBLEMS}


def test_a_stale_file_is_seen_and_written_anew(course: Course, tmp_path: Path) -> None:
    assert len(write_specs(course, tmp_path)) == len(PROBLEMS)
    assert write_specs(course, tmp_path) == ()
    path = tmp_path / "optimizers.public.json"
    path.write_text(path.read_text("utf-8").replace("0.", "1.", 1), "utf-8")
    assert stale_specs(course, course.names, tmp_path) == ("optimizers",)
    assert write_specs(course, tmp_path) == (path,)


@pytest.mark.parametrize("name", PROBLEMS)
def test_text_is_one_plain_line_and_comes_back_the_same(name: str) -> None:
    text = spec(name)
    assert text == public_spec(reference(name)), "stale: run autograder build --package"
    assert text.isascii()
    assert not set(text) & set("\n'\\")
    assert to_text(from_text(text)) == text
    assert shipped(name) is not None


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_question_has_a_public_check(name: str) -> None:
    held = public(name)
    for q in held.problem.questions:
        kinds = {e.call.check for e in held.examples if e.call.function == q.function}
        assert q.check in kinds, q.name


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_part_for_one_function_is_enough_for_its_check(name: str) -> None:
    for function in reference(name).problem.functions:
        part = from_text(public_spec(reference(name), function.name))
        assert part.problem.questions == public(name).problem.questions
        assert part.of(function.name) or part.of(function.name, longer=True)
        assert len(to_text(replace(part, known=KnownMistakes()))) < 16_000
        assert len(to_text(part)) < 50_000  # most of it digests of known mistakes


def numbers(value: Any) -> Iterator[float]:
    match value:
        case dict():
            for entry in value.values():
                yield from numbers(entry)
        case list() | tuple():
            for entry in value:
                yield from numbers(entry)
        case bool() | str() | None:
            return
        case _:
            yield float(value)


@pytest.mark.parametrize("name", [n for n in PROBLEMS if reference(n).problem.roles.network is not None])
def test_no_gradient_of_a_network_is_public(name: str) -> None:
    held = public(name)
    assert all(e.value is None for e in held.examples if e.call.function in ("backward", "train"))
    written = set(numbers(json.loads(spec(name))))
    for example in held.of("backward"):
        x, y, params, _ = example.call.args
        cache = reference(name).answer(Probe("forward", (x, params)))
        grads = reference(name).answer(Probe("backward", (x, y, params, cache)))
        for gradient in grads.values():
            values = {*np.ravel(gradient).tolist(), *np.ravel(block(np.asarray(gradient))).tolist()}
            assert not written & (values - {0.0, 1.0})


def test_the_search_for_gradients_would_find_one() -> None:
    held = public("two_layer_linear")
    assert set(np.ravel(held.of("forward")[0].value["y_hat"]).tolist()) <= set(
        numbers(json.loads(spec("two_layer_linear")))
    )


def test_no_slope_of_an_operation_is_public() -> None:
    held = public("scalar_operations")
    undone = {operation.backward for operation in held.problem.roles.operations}
    assert len(undone) == 11
    assert all((e.value is None) == (e.call.function in undone) for e in held.examples)


@pytest.mark.parametrize("name", PROBLEMS)
def test_no_text_of_the_solution_is_public(name: str) -> None:
    text, of = spec(name), reference(name)
    for m in of.mistakes:
        assert m.hint not in text
        assert f'"{m.name}"' not in text
    for source in of.sources.values():
        for line in source.splitlines()[1:]:
            assert len(line.strip()) < 12 or line.strip() not in text


def test_a_goal_is_what_the_reference_reaches_from_the_public_start() -> None:
    (example,) = public("two_layer_perceptron").of("train", longer=True)
    assert example.call.check is Check.REFERENCE_LOSS
    x, y, *_ = example.call.args
    of = reference("two_layer_perceptron")
    trained, _ = of.answer(Probe("train", example.call.args))
    loss = of.answer(Probe("loss", (of.answer(Probe("forward", (x, trained)))["y_hat"], y)))
    assert example.call.goal == pytest.approx(loss, rel=1e-5)


@pytest.mark.parametrize(
    "value",
    [None, True, 3, 0.1, "v", [1, 2.5], (1, (2.0, [])), {"a": {"b": 1}}, Rng(7, (3,)), {}],
)
def test_values_come_back_as_they_were(value: Any) -> None:
    back = value_from_json(json.loads(json.dumps(value_to_json(value))))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("kind", ["float64", "int64", "bool"])
@pytest.mark.parametrize("shape", [(3, 4), (5,), (2, 1, 3)])
def test_arrays_come_back_to_the_last_bit(kind: str, shape: tuple[int, ...]) -> None:
    array = (3 * np.random.default_rng(0).standard_normal(shape)).astype(kind)
    back = value_from_json(json.loads(json.dumps(value_to_json(array))))
    assert back.dtype == kind
    assert (back == array).all()


def _kept(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    rounded: NDArray[np.float64] = rounded_input({"x": numbers})["x"]
    return rounded


@pytest.mark.parametrize("seed", range(10))
def test_a_law_of_the_sums_of_an_input_is_one_of_the_public_input(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((4, 5))
    shares = np.exp(x) / np.exp(x).sum(axis=seed % 2, keepdims=True)
    centred = x - x.mean(axis=seed % 2, keepdims=True)
    turned = np.linalg.qr(rng.standard_normal((4, 4)))[0]
    assert np.allclose(_kept(shares).sum(axis=seed % 2), 1, rtol=0, atol=1e-10)
    assert np.allclose(_kept(rng.dirichlet(np.ones(5))).sum(), 1, rtol=0, atol=1e-10)
    assert np.allclose(_kept(centred).sum(axis=seed % 2), 0, rtol=0, atol=1e-10)
    assert np.allclose(_kept(turned) @ _kept(turned).T, np.eye(4), rtol=0, atol=1e-10)
    assert all(len(f"{v:.12g}".lstrip("-0.").replace(".", "")) <= 4 for v in _kept(x).ravel())


@pytest.mark.parametrize("value", [float("nan"), np.array(1j), object(), {1, 2}])
def test_what_does_not_travel_is_refused(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        json.dumps(value_to_json(value), allow_nan=False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "7",
        "{}",
        '{"schema":"autograder-public/1"}',
        '{"schema":"autograder-public/2"}',
        "[" * 100_000,
        pytest.param("function", id="function that is not declared"),
        pytest.param("array", id="array of words"),
        pytest.param("nan", id="nan"),
        pytest.param("form", id="unknown form"),
        pytest.param("check", id="unknown check"),
        pytest.param("deep form", id="form inside a number"),
        pytest.param("role", id="role of a function that is not declared"),
        pytest.param("words", id="role that is no name"),
        pytest.param("no roles", id="no roles"),
    ],
)
def test_hostile_text_is_refused_in_words(text: str) -> None:
    good = json.loads(spec("univariate_regression"))
    match text:
        case "function":
            good["examples"][0]["function"] = "open"
        case "array":
            good["examples"][0]["args"][0] = {"array": [["x"]]}
        case "nan":
            good["examples"][0]["args"][0] = {"array": [float("nan")]}
        case "form":
            good["functions"][0]["result"] = ["Pickle", "x"]
        case "check":
            good["questions"][0]["check"] = "__class__"
        case "role":
            good["roles"]["network"]["forward"] = "open"
        case "words":
            good["roles"]["network"]["gradients"] = {"dw": ["w"]}
        case "no roles":
            del good["roles"]
        case "deep form":
            good["functions"][0]["result"] = ["Fields", [["Fields", [], ""]], ""]
    hostile = json.dumps(good) if good != json.loads(spec("univariate_regression")) else text
    with pytest.raises(PublicError):
        from_text(hostile)


def test_a_notebook_of_the_first_version_is_checked_by_what_comes_with_the_package() -> None:
    old = json.loads(spec("two_layer_linear")) | {"schema": "autograder-public/1"}
    assert to_text(from_text(json.dumps(old))) == spec("two_layer_linear")
    with pytest.raises(PublicError, match="another version"):
        from_text(json.dumps(old | {"problem": "somebody_elses"}))
