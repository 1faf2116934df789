"""Roles are declared: nothing hangs on the names of functions, arguments and values, or on the order of arguments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any

import pytest

from autograder.author.gradients import gradients
from autograder.author.inside import rewritten, trial, with_functions
from autograder.author.public import public_spec
from autograder.declare.problem import Check
from autograder.declare.reference import Reference
from autograder.declare.roles import Batching, Operation, Optimizer, Roles
from autograder.grading import examine, judge
from autograder.judge.probes import draw_cases, plan
from autograder.judge.student_calls import Recorder, one_by_one
from autograder.plain.evidence import Answer, Cell, Evidence, Probe
from autograder.report.picture import Graph
from autograder.report.report import ProblemReport
from autograder.report.status import Status
from autograder.sandbox import Isolation, Sandbox
from autograder.staff.policy import Policy
from autograder.student.checks import check_all, open_desk
from autograder.student.finding import CheckFinding
from autograder.student.kernel import Kernel
from autograder.student.public import from_text
from autograder.student.undisturbed import undisturbed
from autograder.submissions.submission import Document
from tests.corpus import LIMITS
from tests.diagnose.test_not_analytic import DIFFERENCES
from tests.renamed import MARK, Renamed, new, original
from tests.sample import WHOLE, sample
from tests.solutions.common import NETWORKS, reference

pytestmark = pytest.mark.slow

EACH = 1 if WHOLE else 8
"""One mistake in so many is graded."""
A_FEW = 1
"""Mistakes of each function in the notebook, where each takes a tenth of a second and more."""
SEED = 3


@cache
def renamed(name: str, further: str = "") -> Renamed:
    return Renamed(reference(name), further)


def students(one: Renamed) -> Iterator[tuple[str, Reference, Reference]]:
    """Students under the old and the new names, with the function that they have wrong: first a right one."""
    yield "", one.of, one.reference
    for i, mistake in one.mistakes.items():
        old = one.of.mistakes[i]
        yield old.function, one.of.edited(old), one.reference.edited(mistake)


def report(of: Reference, student: Reference) -> ProblemReport:
    """All that grading says of a student, but for the names of groups, which are digests of other names."""
    probes = [p.probe for p in plan(of.problem, draw_cases(of.problem, SEED))]
    evidence = Evidence(of.problem.name, SEED, (), tuple(Answer(p, student.outcome(p)) for p in probes))
    found = judge(Document("", of.problem.name, ()), of, evidence, Policy(), Recorder(one_by_one(student.outcome)))
    return replace(found, verdicts=tuple(replace(v, group="") for v in found.verdicts))


def checked(of: Reference, student: Reference) -> tuple[CheckFinding, ...]:
    """What the notebook's checks say of a student, by what travels to the notebook alone."""
    env: dict[str, object] = {}
    exec("import numpy as np\n" + "\n".join(student.sources.values()), env)
    with undisturbed():
        return tuple(map(_in_one_order, check_all(open_desk(from_text(public_spec(of)), Kernel(env), {}))))


def _in_one_order(finding: CheckFinding) -> CheckFinding:
    """Sort the inputs that are shown, but for `mode`: they come in the order of the arguments, another one here."""
    if finding.numbers is None:
        return finding
    inputs = tuple(sorted((i for i in finding.numbers.inputs if i[0] != "mode"), key=lambda one: repr(one[1])))
    return replace(finding, numbers=replace(finding.numbers, inputs=inputs))


@pytest.mark.parametrize("name", NETWORKS)
def test_no_old_name_and_no_old_order_is_left(name: str) -> None:
    one = renamed(name)
    for f, old in zip(one.problem.functions, one.of.problem.functions, strict=True):
        assert all(n.startswith(MARK) for n in (f.name, *f.args, *f.pieces))
        assert f.args == tuple(new(a) for a in reversed(old.args))
    assert len(one.mistakes) >= 0.9 * len(one.of.mistakes)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", NETWORKS)
def test_grading_says_the_same_under_other_names(name: str) -> None:
    """Verdicts, follow-through, names of mistakes, relations, the first wrong values, notes and pictures."""
    first_wrong = compared = 0
    for _, old, other in islice(students(renamed(name)), 0, None, EACH):
        found = report(renamed(name).of, old)
        assert original(repr(report(renamed(name).reference, other))) == repr(found)
        first_wrong += bool(found.first_wrong)
        compared += 1
    assert first_wrong > compared / 2


def test_what_is_not_declared_is_not_guessed() -> None:
    """Without its layers a network has no relations, without roles nothing of a network, whatever its names are."""
    of = reference("two_layer_nonlinear")
    student = rewritten(of, "backward", of.sources["backward"].replace("dz1 @ x.T", "-2 * m * dz1 @ x.T"))
    net = of.problem.network
    short = tuple(q for q in of.problem.questions if q.check is Check.VALUE)

    def said(roles: Roles) -> ProblemReport:
        problem = replace(of.problem, roles=roles, questions=short, cases=lambda rng: of.problem.cases(rng)[:-1])
        return report(replace(of, problem=problem), student)

    whole, flat, none = said(Roles(net)), said(Roles(replace(net, layers=()))), said(Roles())
    message = "dW1 is exactly -2 * m times the true gradient"
    assert [any(message in v.message for v in one.verdicts) for one in (whole, flat, none)] == [True, False, False]
    assert [bool(one.first_wrong) for one in (whole, flat, none)] == [True, True, False]
    assert [any(isinstance(p, Graph) for p in one.pictures) for one in (whole, flat, none)] == [True, True, False]
    assert [v.status for v in whole.verdicts] == [v.status for v in flat.verdicts]


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_are_proven_under_other_names(name: str) -> None:
    one = renamed(name)
    draw = trial(one.reference, SEED)
    right = gradients(one.reference, [draw])
    assert right.good == right.tried == len(one.problem.network.gradients)
    net = one.problem.network
    (off, *_) = net.gradients

    def backward(*args: Any) -> dict[str, Any]:
        grads: dict[str, Any] = one.reference.answer(Probe(net.backward, args))
        return {**grads, off: 1.000001 * grads[off]}

    (fault,) = gradients(with_functions(one.reference, **{net.backward: backward}), [draw]).faults
    assert fault.startswith(f"{net.backward}.{off}: off from the derivative")


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", sample(NETWORKS, 2))
def test_the_notebook_says_the_same_under_other_names(name: str) -> None:
    seen = Counter[str]()
    for function, old, other in students(renamed(name)):
        seen[function] += 1
        if seen[function] <= A_FEW:
            found = checked(renamed(name).of, old)
            assert original(repr(checked(renamed(name).reference, other))) == repr(found)
            assert all(f.passed for f in found) == (not function)
    assert set(seen) >= {"", "forward", "loss", "backward", "train"}


@pytest.mark.parametrize("name", ["two_layer_nonlinear"])
def test_a_further_argument_changes_nothing(name: str) -> None:
    """It reaches each function, whoever calls it; only the graph shows one more input of the loss."""
    one, seen = renamed(name, "mode"), Counter[str]()
    for function, old, other in students(one):
        seen[function] += 1
        if seen[function] <= A_FEW:
            made = [replace(report(*each), pictures=()) for each in ((one.of, old), (one.reference, other))]
            assert original(repr(made[1])) == repr(made[0])
            assert original(repr(checked(one.reference, other))) == repr(checked(one.of, old))
    assert not gradients(one.reference, [trial(one.reference, SEED)]).faults


def test_a_backward_that_differences_is_seen_under_other_names() -> None:
    one = renamed("two_layer_nonlinear")
    net = one.problem.network
    sources = {**one.reference.sources, net.backward: one.source(DIFFERENCES["central"])}
    cell = Cell(0, "\n".join(["import numpy as np", *sources.values()]))
    with Sandbox(LIMITS, Isolation.BEST_EFFORT) as sandbox:
        found, _ = examine(Document("", one.problem.name, (cell,)), one.reference, sandbox, SEED, Policy())
    seen = {v.status for v in found.verdicts if v.question.startswith(net.backward)}
    assert seen == {Status.NOT_ANALYTIC}


NET = reference(NETWORKS[0]).problem.network
NO_ROLE = [
    (Roles(network=replace(NET, forward="f")), "no function 'f' is declared"),
    (Roles(network=replace(NET, y="t")), "loss has no argument 't'"),
    (Roles(network=replace(NET, y_hat="p")), "forward returns no 'p'"),
    (Roles(network=replace(NET, losses="l")), "train returns no 'l'"),
    (
        Roles(network=replace(NET, gradients={"dq": "q"})),
        "backward returns no 'dq'",
    ),
    (Roles(operations=(Operation("sigmoid", "backward", "dz", {}),)), "backward has no argument 'dz'"),
    (Roles(optimizers=(Optimizer("train", grads="grads"),)), "train has no argument 'grads'"),
    (Roles(batchings=(Batching("forward"),)), "forward has no argument 'y'"),
]


@pytest.mark.parametrize(("roles", "said"), NO_ROLE, ids=[said for _, said in NO_ROLE])
def test_roles_that_do_not_fit_the_functions_are_refused(roles: Roles, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        replace(reference(NETWORKS[0]).problem, roles=roles)


def test_a_question_about_a_training_of_no_network_is_noticed() -> None:
    problem = reference(NETWORKS[0]).problem
    assert problem.trained_by_nobody is None
    assert replace(problem, roles=Roles()).trained_by_nobody == "train.converges"
