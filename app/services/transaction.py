"""How whatever works by itself, or for long, begins a transaction: one after the other, none held open meanwhile.

And how it knows what time it is: it asks in each, for what it writes there is of then and not of when it set out.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

Begin = Callable[[], AbstractAsyncContextManager[AsyncConnection]]
Now = Callable[[], datetime]
