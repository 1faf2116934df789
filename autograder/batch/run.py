"""Grade a class into its gradebook: results of an earlier run are kept, and each new one is written at once."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import TypeAlias

from autograder.batch.pool import Before
from autograder.batch.store import Setting, Store
from autograder.batch.worker import Fate, Finished, Job, Prior
from autograder.submissions.source import Source

Way: TypeAlias = Callable[[Job, Sequence[Source], Before], Generator[Sequence[Finished], None, None]]


def grade_class(
    job: Job,
    sources: Sequence[Source],
    store: Store,
    grade: Way,
    *,
    again: bool = False,
) -> Iterator[Finished]:
    """Grade what the store does not contain yet; each result is yielded after it has been stored.

    `grade` does the work, with the pool of this machine or a cluster; each group that it yields is stored at once.

    In the end the gradebook has the submissions of `sources` in their order, followed by those of earlier runs. With
    `again`, everything is run again, and stays where it is in the gradebook.
    """
    order = store.slugs()
    if not again:
        store.forget(Setting.COMPLETE)
    known = frozenset() if again else frozenset(order)

    def before(source: Source) -> Prior | None:
        entry = store.entry(source.slug) if source.slug in known else None
        return None if entry is None else Prior(entry, store.packed(source.slug))

    with closing(grade(job, sources, before)) as groups:
        for group in groups:
            new = [(f.entry, f.packed) for f in group if f.fate is not Fate.KEPT]
            if new:
                store.put(new)
            yield from group
    if not again:
        store.remember(Setting.COMPLETE, "yes")
    store.place_in_order(order if again else [source.slug for source in sources])
