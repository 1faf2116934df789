"""What is wrong with a declaration by its words alone: questions, points, rules, named mistakes and their hints."""

from __future__ import annotations

import ast
import math
import re
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from autograder.author.complaint import Complaint, SolutionText
from autograder.declare.mistakes.vocabulary import NotationError, vocabulary
from autograder.declare.problem import Check, Misconception, Problem, Question, piece_names
from autograder.declare.reference import CourseError, Reference
from autograder.declare.rule import parameters
from autograder.plain.nearest import near
from autograder.plain.question_names import function_of

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ASSIGNMENT = re.compile(r"\b\w+\s*=\s*[^=,;?\s][^=,;?]*[-+*/@(]")
SHORTEST_HINT, LONGEST_HINT = 15, 300
SHORTEST_FORMULA = 6
"""Characters without blanks from which an expression of the reference is a formula: `(a-y)/m`, not `1/m`."""


def stated(reference: Reference, text: SolutionText) -> Iterator[Complaint]:
    """Yield what is wrong with the words of a declaration."""
    problem = reference.problem
    if not problem.title.strip():
        yield Complaint("the title is empty; it is the heading of the student's page", text.line("title="))
    yield from _names_twice(problem, text)
    yield from _questions(problem, text)
    yield from _order(problem, text)
    yield from _rules(reference, text)
    unread = tuple(_vocabulary(reference, text))
    yield from unread
    if unread:
        return
    formulas = tuple(_formulas(reference))
    for mistake in reference.mistakes:
        yield from _mistake(reference, mistake, formulas, text)
    for (function, old, new), times in Counter((m.function, m.old, m.new) for m in problem.misconceptions).items():
        if times > 1:
            words = f"{function}: {times} mistakes turn {old!r} into {new!r}; keep one of them"
            yield Complaint(words, text.line("Misconception(", function, last=True))


def _names_twice(problem: Problem, text: SolutionText) -> Iterator[Complaint]:
    for name, times in Counter(f.name for f in problem.functions).items():
        if times > 1:
            yield Complaint(f"the function {name} is declared {times} times", text.quoted(name, "Function(", last=True))
    for function in problem.functions:
        for name, times in Counter(function.args).items():
            if times > 1:
                words = f"{function.name} has {times} arguments named {name}"
                yield Complaint(words, text.quoted(function.name, "Function("))


def _questions(problem: Problem, text: SolutionText) -> Iterator[Complaint]:
    if not problem.questions:
        yield Complaint("there is no question; add some: questions=(Question(...),)", text.line("Problem("))
    functions = [f.name for f in problem.functions]
    for name, times in Counter(q.name for q in problem.questions).items():
        if times > 1:
            words = f"the question {name} stands there {times} times; its points would count {times} times"
            yield Complaint(words, text.quoted(name, "Question(", last=True))
    for question in dict.fromkeys(problem.questions):
        line = text.quoted(question.name, "Question(")
        if question.function not in functions:
            words = f'Question("{question.name}"): there is no function {question.function}'
            yield Complaint(words + near(question.function, functions), line)
            continue
        pieces = piece_names(problem.function(question.function))
        if question.check is Check.VALUE and question.piece and question.piece not in pieces:
            returned = f"{question.function} returns {', '.join(pieces) or 'one thing without a name'}"
            words = f'Question("{question.name}"): {returned}'
            yield Complaint(words + (near(question.piece, pieces) if pieces else ""), line)
        yield from _points(question, line)
    if problem.questions and not sum(q.points for q in problem.questions if _is_number(q.points)):
        yield Complaint("all questions together are worth 0 points", text.line("questions="))


def _is_number(points: object) -> bool:
    return isinstance(points, int | float) and not isinstance(points, bool) and math.isfinite(points)


def _points(question: Question, line: int) -> Iterator[Complaint]:
    if not _is_number(question.points) or question.points < 0:
        words = f'Question("{question.name}", points={question.points!r}): points are a number, 0 or more'
        yield Complaint(words, line)


def _order(problem: Problem, text: SolutionText) -> Iterator[Complaint]:
    """Complain of a question that comes before what it is computed from."""
    places = {f.name: i for i, f in enumerate(problem.functions)}
    lines = [(text.function(f.name), f.name) for f in problem.functions if not f.uses]
    for (line, first), (at, second) in pairwise([pair for pair in lines if pair[0]]):
        if at < line:
            words = f"{second} is declared after {first}, but the lesson has it before"
            yield Complaint(f"{words}; list the functions in its order", at)
    known = [q for q in problem.questions if q.function in places]
    for one, other in pairwise(known):
        if places[other.function] < places[one.function]:
            words = f"the question {other.name} comes after {one.name}, but its function is declared before"
            yield Complaint(f"{words}; list the questions in the order of computation", _at(other, text))
    for i, question in enumerate(known):
        used = {p.removeprefix("new_") for rule in problem.rules_of(question.name) for p in parameters(rule)}
        later = {q.piece for q in known[i + 1 :] if q.function == question.function and q.piece}
        given = set(problem.function(question.function).args)
        for piece in sorted(used & later - given):
            words = f"the question {question.name} comes before {question.function}.{piece}, from which it is computed"
            yield Complaint(f"{words}; list the questions in the order of computation", _at(question, text))


def _at(question: Question, text: SolutionText) -> int:
    return text.quoted(question.name, "Question(")


def _rules(reference: Reference, text: SolutionText) -> Iterator[Complaint]:
    problem = reference.problem
    asked = [q.name for q in problem.questions]
    answers = {f"{f.name}.{piece}" for f in problem.functions for piece in f.pieces} | set(reference.sources)
    for name in problem.rules:
        if name not in asked:
            way = f'; add Question("{name}") or remove the rule' if name in answers else near(name, asked)
            yield Complaint(f"a rule for {name}, but no question asks it{way}", text.quoted(name, last=True))
    for question in problem.questions:
        if question.check is not Check.VALUE or question.name in problem.rules:
            continue
        if function_of(question.name) not in reference.sources:
            continue
        helpers = reference.helpers(question.function)
        if helpers:
            words = f"{question.function} calls {' and '.join(helpers)}, but {question.name} has no rule"
            way = f'a mistake there would be paid for here again; add "{question.name}" to `rules`'
            yield Complaint(f"{words}: {way}", _at(question, text))


def _vocabulary(reference: Reference, text: SolutionText) -> Iterator[Complaint]:
    """Complain of what is not in the notation, and of operators beside the problem that change nothing in it.

    What is said of several functions at once has to change one of them.
    """
    names = {m.name for m in reference.problem.misconceptions}
    try:
        found = {(m.function, m.name) for m in reference.mistakes}
        own = [vocabulary(words) for words in reference.problem.vocabulary if "\n" in words]
    except (CourseError, NotationError) as error:
        line = text.line("MISTAKES") or text.line("mistakes=")
        yield Complaint(str(error).rpartition("vocabulary: ")[2].strip(), line)
        return
    sections = [section for words in own for section in words.sections.items()]
    fitting = {o for function, operators in sections for o in operators if (function, o.name) in found}
    for function, operators in sections:
        if function not in reference.sources:
            yield Complaint(f"a section of mistakes for {function}{near(function, reference.sources)}", 0)
            continue
        for operator in operators:
            if operator not in fitting and operator.name not in names:
                words = f"{function}/{operator.name}: no pattern of it fits the function; compare it with the code"
                yield Complaint(words, text.line(operator.changes[0].old))


def _mistake(
    reference: Reference, mistake: Misconception, formulas: Sequence[str], text: SolutionText
) -> Iterator[Complaint]:
    line = text.quoted(mistake.name, "Misconception(") or text.quoted(mistake.name)
    label = f"{mistake.function}/{mistake.name}"
    home, functions = reference.home(mistake), [f.name for f in reference.problem.functions]
    if mistake.function not in functions:
        words = f"{label}: there is no function {mistake.function}{near(mistake.function, functions)}"
        yield Complaint(words, line)
        return
    if not NAME.fullmatch(mistake.name):
        yield Complaint(f"{label}: a name is lower-case words joined by hyphens, such as missing-mean", line)
    source = reference.sources[home]
    times = source.count(mistake.old) if mistake.old else 0
    if times != 1:
        found = f"its old text {mistake.old!r} stands in {home} {times} times, not once"
        way = "add a neighbouring word" if times > 1 else f"copy it from the function{_nearest(mistake.old, source)}"
        yield Complaint(f"{label}: {found}; {way}", line)
    yield from _hint(mistake, formulas, label, line)


def _nearest(old: str, source: str) -> str:
    lines = [line.strip() for line in source.splitlines()]
    match = near(old.strip(), lines)
    return f", where a line is {match[len('; did you mean ') : -1]!r}" if "did you mean" in match else ""


def _hint(mistake: Misconception, formulas: Sequence[str], label: str, line: int) -> Iterator[Complaint]:
    hint = mistake.hint.strip()
    if len(hint) < SHORTEST_HINT and not ASSIGNMENT.search(hint):
        yield Complaint(f"{label}: its hint is {mistake.hint!r}; write a question that says where to think", line)
    elif len(hint) > LONGEST_HINT:
        yield Complaint(f"{label}: its hint has {len(hint)} characters; {LONGEST_HINT} are read at most", line)
    squeezed = re.sub(r"\s", "", hint)
    told = next((f for f in formulas if f in squeezed), None)
    if told is not None:
        yield Complaint(f"{label}: its hint gives {told} away, which is in the solution; say where to think", line)
    elif ASSIGNMENT.search(hint):
        yield Complaint(f"{label}: its hint is a formula ({hint!r}); say where to think, not what to write", line)


def _formulas(reference: Reference) -> Iterator[str]:
    """Yield the computed expressions of the reference without blanks, the longest first."""
    found = set[str]()
    for source in reference.sources.values():
        for node in ast.walk(ast.parse(textwrap.dedent(source))):
            if isinstance(node, ast.BinOp) and len({n.id for n in ast.walk(node) if isinstance(n, ast.Name)}) > 1:
                found.add(re.sub(r"\s", "", ast.unparse(node)))
    yield from sorted((f for f in found if len(f) >= SHORTEST_FORMULA), key=len, reverse=True)
