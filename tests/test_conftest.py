"""The nets under all tests hold: a blocked loop and a way out of the machine are both caught."""

import asyncio
import socket
import time
from pathlib import Path
from types import ModuleType

import pytest
from blockbuster import BlockBuster, BlockingError
from pytest_socket import SocketConnectBlockedError

import bot

# Of the addresses set aside for documentation: it leads nowhere even if the net had a hole.
ELSEWHERE = ("192.0.2.1", 443)


@pytest.fixture
def blocking() -> ModuleType:
    """A function that sleeps the wrong way, compiled as if it were a file of the product."""
    module = ModuleType("blocking")
    path = str(Path(bot.__path__[0]) / "blocking.py")
    source = "import time\ndef blocks():\n    time.sleep(0.001)\n"
    exec(compile(source, path, "exec"), module.__dict__)  # noqa: S102  the text stands one line above
    return module


async def test_a_blocked_event_loop_fails_the_test(blocking: ModuleType) -> None:
    """One slow call in the product cannot freeze every conversation unseen."""
    with pytest.raises(BlockingError):
        blocking.blocks()


async def test_a_thread_may_block(blocking: ModuleType) -> None:
    """Work that was moved off the loop is not reported."""
    await asyncio.to_thread(blocking.blocks)


async def test_the_tests_themselves_may_block(blockbuster: BlockBuster) -> None:
    """A test may read a file to compare it: only the product is watched."""
    time.sleep(0.001)  # noqa: ASYNC251  this is what is tested
    assert blockbuster.functions["time.sleep"].activated


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_nothing_reaches_beyond_the_machine() -> None:
    """A test that forgot its loopback server fails instead of calling somebody's real service."""
    with socket.socket() as door, pytest.raises(SocketConnectBlockedError):
        door.connect(ELSEWHERE)


def test_loopback_is_open() -> None:
    """Real servers on free ports of this machine are how tests talk."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
