"""Two versions of a plan compared."""

from uuid import UUID

from app.domain.comparison import OUT_OF_ORDER, compare
from app.domain.contents.asking import refuse_if
from app.schemas.journal.comparison import ComparisonOut, DifferenceOut, WordsOut
from app.services.reading import read
from app.services.versions import stood
from app.services.work import Work


async def show(work: Work, plan_id: UUID, earlier: int | None, later: int | None) -> ComparisonOut:
    """The later is the present version unless one is named, and the earlier is the one before it.

    The first version has none before it: it is compared with itself, and nothing differs.
    """
    present = await read(work, plan_id)
    later = present.version if later is None else later
    earlier = max(1, later - 1) if earlier is None else earlier
    after = await stood(work, present, later)
    before = await stood(work, present, earlier)
    refuse_if(earlier > later, OUT_OF_ORDER, "from")
    return ComparisonOut(
        earlier=earlier,
        later=later,
        differences=[
            DifferenceOut(
                pointer=one.pointer,
                kind=one.kind,
                swedish=one.sentence.sv,
                english=one.sentence.en,
                before=one.before and WordsOut.of(one.before),
                after=one.after and WordsOut.of(one.after),
            )
            for one in compare(before, after)
        ],
    )
