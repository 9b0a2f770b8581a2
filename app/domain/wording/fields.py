"""What every field of a plan and its parts is called, or why a change of it is not told.

A field is either a `Field` with its words, or `Bookkeeping` with a written reason; a test fails for one that is
neither, so that nothing can be added to a plan that a comparison passes over in silence.
"""

from collections.abc import Mapping

from app.domain.wording import people, process, work
from app.domain.wording.field import Bookkeeping, Field

WORDS: dict[type, Mapping[str, Field | Bookkeeping]] = {**process.WORDS, **people.WORDS, **work.WORDS}
