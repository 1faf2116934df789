"""A class from its sources to its gradebook: what an earlier run has done is kept, and each end is written at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from autograder.batch.pool import Before
from autograder.batch.store import Store
from autograder.batch.worker import Fate, Finished, Job, Prior
from autograder.submissions.gather import Source


def grade_class(
    job: Job,
    sources: Sequence[Source],
    store: Store,
    grade: Callable[[Job, Sequence[Source], Before], Iterator[Finished]],
) -> Iterator[Finished]:
    """Grade what the store does not hold yet; each submission is in the store before it is given.

    `grade` does it: the pool of this machine or a cluster.

    In the end the gradebook has the submissions of `sources` in their order, and after them those of earlier runs.
    """

    def before(source: Source) -> Prior | None:
        entry = store.entry(source.slug)
        return None if entry is None else Prior(entry, store.packed(source.slug))

    for finished in grade(job, sources, before):
        if finished.fate is not Fate.KEPT:
            store.put([(finished.entry, finished.packed)])
        yield finished
    store.place_in_order([source.slug for source in sources])
