"""The texts around a lesson in every notebook for students, ours and Otter's: none of it is a student's own."""

from __future__ import annotations

from autograder.declare.problem import Written

ANSWER = "_Type your answer here, replacing this text._"
PACKAGE = "backprop-autograder"
SET_UP = """\
# @title Set-up: run this cell first
try:
    from autograder.notebook import start
except ImportError:
    %pip install --quiet {where}
    from autograder.notebook import start
grader = start("{name}", "{digest}"{packed})"""
WELCOME = """\
**How this notebook works.** Run the set-up cell below. Write the functions where it says `raise NotImplementedError`.
Run the check cell under each of them as often as you like: it says what is right, what is not, and where to think.
Checking changes nothing of yours, and nobody sees it.

On Colab everything else is ready. On your own computer, once: `pip install {where}`. The
pictures need `matplotlib` too."""
HOW_TO_SUBMIT = (
    "The zip file is written beside this notebook. On Colab, choose *File > Download > Download .ipynb* instead, and "
    "hand in that file."
)
GUARD = """\
except NotImplementedError:
    print("This picture is drawn with your functions, and one of them is not written yet.")
except ModuleNotFoundError:
    print("The pictures need matplotlib: pip install matplotlib")
except Exception as error:
    print(f"This is made with your functions, and one of them does not work yet: {type(error).__name__}: {error}")"""
SKIP = "skip-grading"
"""The tag of cells that grading skips as long as they are as handed out."""
DERIVATION_FOLDER = "derivations"
"""The folder beside the solutions in which the derivations are."""
DERIVATION = "# @title The derivation: run this cell after you have tried to write {function}"
DERIVATION_SUMMARY = "The derivation"
RATES = "# Gradient descent with your functions at several learning rates. Which one is too small, which one too large?"
EXAMPLE = "One example on its way through the network"
"""What the picture of a worked example is called."""
DRAWING = (
    "# One example on its way through your functions: every number, forward and backward, one step after the other."
)
EXPORT = (
    "Submission Make sure you have run all cells in your notebook in order before running the cell below, so that all "
    "images/graphs appear in the output. The cell below will generate a zip file for you to submit. Please save "
    f"before exporting! {HOW_TO_SUBMIT}"
)
OTTER = (
    "To double-check your work, the cell below will rerun all of the autograder tests.",
    EXPORT,
    "Save your notebook first, then run this cell to export your submission.",
)
"""What Otter Assign writes at the end of a notebook."""


def worth(question: Written) -> str:
    """Return the line below a written question."""
    return f"_For a person to read: {question.points:g} {'point' if question.points == 1 else 'points'}._"
