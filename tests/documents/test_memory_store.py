"""The contract of the store, over memory."""

import pytest

from tests.support.contract import Processes, StoreContract
from tests.support.memory_store import Memory, MemoryStore


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def processes(self) -> Processes:
        memory = Memory()
        return lambda: MemoryStore(memory)
