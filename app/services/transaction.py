"""How whatever works by itself, or for long, begins a transaction: one after the other, none held open meanwhile."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from sqlalchemy.ext.asyncio import AsyncConnection

Begin = Callable[[], AbstractAsyncContextManager[AsyncConnection]]
