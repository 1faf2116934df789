"""The kinds of mistakes that operators make: a name, and a hint that says where to think without a formula.

They are in the order in which they are preferred, because one wrong answer can be made in several ways.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MistakeKind:
    """A way to go wrong: the name that staff and students see, and the hint."""

    name: str
    hint: str


PRECEDENCE = MistakeKind("precedence", "Which operation comes first? Put parentheses around what belongs together.")
MEAN_MISSING = MistakeKind("missing-mean", "Is this a sum or a mean over the examples? What does that do to it?")
MEAN_TWICE = MistakeKind("mean-twice", "How often do you divide by the number of examples, from the start to here?")
SUM_FOR_MEAN = MistakeKind("sum-for-mean", "Would it grow if every example were there twice? Should it?")
MEAN_FOR_SUM = MistakeKind("mean-for-sum", "Is this a sum, or a mean? Is the division done already somewhere else?")
ANOTHER_AXIS = MistakeKind("another-axis", "Over which axis do you add up: that of the examples, or that of the units?")
AXIS_MISSING = MistakeKind("axis-missing", "You add up everything. Which axis should be left?")
KEEPDIMS = MistakeKind("axis-lost", "Which shape is asked for, and which axis does your sum drop?")
NOT_SUMMED = MistakeKind("not-summed", "Should there be one value for each example here, or one for all of them?")
TRANSPOSE = MistakeKind("transpose-missing", "Write the shapes below each factor. Which one has to be transposed?")
PRODUCTS = MistakeKind("other-product", "Is this a matrix product, or a product entry by entry?")
SWAPPED_FACTORS = MistakeKind("factors-swapped", "Does the order of the two factors matter here?")
DIFFERENCE = MistakeKind("difference-reversed", "Which of the two is subtracted from which?")
SIGN = MistakeKind("sign-flipped", "Is one sign the other way round?")
COMPLEMENT = MistakeKind("complement-left-out", "Do you need the value itself here, or what it lacks to 1?")
FACTOR = MistakeKind("factor-missing", "Write the formula out by hand. Is there a factor that your code does not have?")
DIVISOR = MistakeKind("divisor-missing", "Write the formula out by hand. What is divided by, and where?")
DIVISION = MistakeKind("division-upside-down", "What is divided by what here?")
FLOORED = MistakeKind("rounded-down", "Is something rounded down here that the formula does not round?")
TERM = MistakeKind("term-missing", "Write the formula out by hand. Is there a term that your code does not have?")
SQUARE = MistakeKind("square-missing", "Is something squared in the formula, and in your code?")
POWER = MistakeKind("power-missing", "What is raised to a power in the formula, and in your code?")
SQUARE_OUTSIDE = MistakeKind("square-outside-sum", "Which comes first: the squares, or the sum? Try it with 1 and -1.")
SUM_OUTSIDE = MistakeKind("function-inside-sum", "Which comes first: the sum, or the function? Try two numbers.")
FUNCTION_OUTSIDE = MistakeKind("function-outside-sum", "Which comes first: the function, or the sum? Try two numbers.")
EXPANSION = MistakeKind("square-expanded", "Multiply the bracket by itself on paper. Which terms does its square have?")
NEIGHBOUR = MistakeKind("neighbouring-example", "Do both factors of this product belong to the same example?")
RESHAPED = MistakeKind("another-order", "Is something reshaped that should be transposed? Follow one entry.")
RECYCLED = MistakeKind("recycled", "Which bias belongs to which row? Write the shapes below the sum.")
SUMS_MULTIPLIED = MistakeKind("sums-multiplied", "Which comes first for each example: the product, or the sum?")
STATEMENT = MistakeKind("statement-missing", "Is there a step that your code leaves out?")
AVERAGED = MistakeKind("averaged-too-early", "Is this what each entry has for itself, or a sum or mean of several?")
ALL_PAIRS = MistakeKind("all-pairs", "Does each example meet its own target, or all targets? Look at the shapes.")
CENTRED = MistakeKind(
    "mean-removed", "Does the formula take off the mean over the examples, or is it your code that does?"
)
CONDITION = MistakeKind("condition-off", "Which entries does your comparison choose, and what do the others become?")
RETURN_IN_LOOP = MistakeKind("return-in-loop", "How many turns does your loop make before the function returns?")
OVERWRITTEN = MistakeKind("last-example-only", "Does each turn of your loop add to the result, or replace it?")
LAST_DROPPED = MistakeKind("last-example-dropped", "Does every example have its part? Look at both ends.")
LAST_TERM = MistakeKind("last-term-only", "Does each turn of your loop add to the sum, or replace it?")
FIRST_TERM = MistakeKind("first-term-only", "How many turns does your loop make before it ends?")
TERM_DROPPED = MistakeKind("term-dropped", "Does your loop reach every entry? Look at both ends.")
STANDING_INDEX = MistakeKind("index-stands-still", "Does each index in this line change with the turns of its loop?")
OTHER_END = MistakeKind("other-end-cut-off", "At which end does the bias stand, and which end do you cut off?")
INDENTATION = MistakeKind("indentation", "Which lines belong to the loop? Look at how far they are indented.")
SWAPPED_ARGUMENTS = MistakeKind("arguments-swapped", "In which order do the arguments come, and which is which?")
SWAPPED_SIZES = MistakeKind("sizes-swapped", "Which size comes first in a shape: the rows, or the columns?")
TWICE = MistakeKind("factor-twice", "Does a factor come in twice?")
FUNCTION = MistakeKind("function-left-out", "Which function is applied to this value before it is used?")
FUNCTION_EXTRA = MistakeKind("function-extra", "Is a function applied here once more than the formula says?")
OTHER_DIVISOR = MistakeKind("another-divisor", "What is the sum divided by, and how many terms does it have?")
EXTRA_FACTOR = MistakeKind("factor-extra", "Is there a factor in your code that the formula does not have?")
EXTRA_TERM = MistakeKind("term-extra", "Is there a term in your code that the formula does not have?")
OTHER_FUNCTION = MistakeKind("another-function", "Is this the function that the formula names?")
ONE_SHORT = MistakeKind("one-step-short", "Count the turns of your loop for the smallest number of steps.")
ONE_MORE = MistakeKind("one-step-more", "Count the turns of your loop for the smallest number of steps.")
LAST_LEFT = MistakeKind("last-entry-empty", "How many losses are there, and is each entry of the list ever filled?")
OFF_BY_ONE = MistakeKind("off-by-one", "From which number do you count, and from which does the caller?")
OPERATION = MistakeKind("another-operation", "Is there a plus, a times or a power between the two in the formula?")
CONSTANT = MistakeKind("constant-off", "Compare the numbers in your code with those in the formula.")
WRONG_VARIABLE = MistakeKind("wrong-variable", "Go through the names in this line. Is each the one that you mean?")
INDEX_FOR_VALUE = MistakeKind("index-for-value", "Is this the value that is asked for, or where in the list it is?")
OTHER_ENTRY = MistakeKind("another-entry", "Which value is meant: one of the list, or all of them together?")
STALE = MistakeKind("stale-value", "Which value does each turn use: the newest, or that from before the loop?")
GROWING = MistakeKind("sum-not-reset", "Which of your sums starts at zero again, and when?")
COLLECTED = MistakeKind("steps-collected", "How many steps does one pass through your inner loop take?")
IN_GROUPS = MistakeKind("weighted-in-groups", "Does every example count the same, or does each group?")
OF_BATCHES = MistakeKind("loss-averaged-over-batches", "Do the losses of all batches belong to the same parameters?")
SUMMED_BATCHES = MistakeKind(
    "loss-summed-over-batches", "Over which examples is your loss a mean, at which parameters?"
)
ONE_BATCH = MistakeKind("loss-of-one-batch", "Over which examples is your loss taken, and with which parameters?")
RATE = MistakeKind("rate-changes", "By which rate is each step multiplied, from the first to the last?")
SAME_SLICE = MistakeKind("slice-of-another", "Which columns of which array does this batch take?")
ORDER = MistakeKind("order-of-statements", "In which order do the lines have to run, and which value is new by then?")
SWAPPED_RESULTS = MistakeKind("results-swapped", "In which order are the results returned, and under which names?")

KINDS = tuple(kind for kind in list(globals().values()) if isinstance(kind, MistakeKind))
"""All kinds, the preferred ones first."""
