"""The contract's assertions explain themselves, though it lives beside the tests and not in one."""

import pytest

pytest.register_assert_rewrite("tests.support.contract")
