"""A class from its sources to its gradebook: what an earlier run has done is kept, and each end is written at once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import TypeAlias

from autograder.batch.pool import Before
from autograder.batch.store import Store
from autograder.batch.worker import Fate, Finished, Job, Prior
from autograder.submissions.gather import Source

Way: TypeAlias = Callable[[Job, Sequence[Source], Before], Generator[Sequence[Finished], None, None]]


def grade_class(
    job: Job,
    sources: Sequence[Source],
    store: Store,
    grade: Way,
) -> Iterator[Finished]:
    """Grade what the store does not hold yet; each submission is in the store before it is given.

    `grade` does it: the pool of this machine or a cluster. It gives together what has to be on the disk at one time.

    In the end the gradebook has the submissions of `sources` in their order, and after them those of earlier runs.
    """
    known = frozenset(store.slugs())

    def before(source: Source) -> Prior | None:
        entry = store.entry(source.slug) if source.slug in known else None
        return None if entry is None else Prior(entry, store.packed(source.slug))

    with closing(grade(job, sources, before)) as groups:
        for group in groups:
            new = [(f.entry, f.packed) for f in group if f.fate is not Fate.KEPT]
            if new:
                store.put(new)
            yield from group
    store.place_in_order([source.slug for source in sources])
