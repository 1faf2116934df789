"""A class from its sources to its gradebook: what an earlier run has done is kept, and each end is written at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future

from autograder.batch.pool import grade_all
from autograder.batch.store import Store
from autograder.batch.worker import Fate, Finished, Job, Prior
from autograder.sandbox import Sandbox
from autograder.submissions.gather import Source


def grade_class(
    job: Job, sources: Sequence[Source], slots: int, store: Store, early: Future[Sandbox] | None = None
) -> Iterator[Finished]:
    """Grade what the store does not hold yet; each submission is in the store before it is given.

    In the end the gradebook has the submissions of `sources` in their order, and after them those of earlier runs.
    """

    def before(source: Source) -> Prior | None:
        entry = store.entry(source.slug)
        return None if entry is None else Prior(entry, store.packed(source.slug))

    for finished in grade_all(job, sources, slots, early, before):
        if finished.fate is not Fate.KEPT:
            store.put([(finished.entry, finished.packed)])
        yield finished
    store.place_in_order([source.slug for source in sources])
