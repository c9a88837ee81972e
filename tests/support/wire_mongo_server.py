"""A MongoDB on the wire for the tests: a Java process on loopback over one file, which can be killed and revived.

Its jars come by Maven, with the exact versions of wire_mongo/pom.xml, into build/, once.
"""

import os
import selectors
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "wire_mongo"
JARS = Path(__file__).parents[2] / "build" / "wire_mongo" / "lib"
SECONDS_TO_START = 60
SECONDS_TO_FETCH = 300


def needed() -> None:
    """Skips the test where Java or Maven is missing; where CI=true it fails, because there it must run."""
    missing = [command for command in ("java", "mvn") if shutil.which(command) is None]
    if not missing:
        return
    sentence = f"the tests over the wire need {' and '.join(missing)}"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


def jars() -> Path:
    """The folder of the jars, fetched when the pom is newer than they are."""
    pom = HERE / "pom.xml"
    if JARS.exists() and JARS.stat().st_mtime >= pom.stat().st_mtime:
        return JARS
    fetched = JARS.with_name(f"fetched-by-{os.getpid()}")
    command = ["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={fetched}"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=SECONDS_TO_FETCH)
    shutil.rmtree(JARS, ignore_errors=True)
    fetched.rename(JARS)
    return JARS


class WireServer:
    """One database file; at most one process serves it, always on the same port."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "mongo.h2"
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"mongodb://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Returns once it listens."""
        # One compiler, one collector thread and little memory: it shares the machine with the tests.
        limits = ["-Xmx384m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
        source = str(HERE / "WireMongo.java")
        self._process = subprocess.Popen(
            ["java", *limits, "-cp", f"{jars()}/*", source, str(self._port), str(self._file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._port = int(self._first_line().removeprefix("ready "))

    def pause(self) -> None:
        """It accepts what is sent and does nothing."""
        self._running().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._running().send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """As a power cut would: no word of farewell."""
        process = self._running()
        process.kill()
        process.wait()
        for end in (process.stdin, process.stdout):
            if end is not None:
                end.close()
        self._process = None

    def stop(self) -> None:
        if self._process is not None:
            self.kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the server is not running")
        return self._process

    def _first_line(self) -> str:
        output = self._running().stdout
        if output is None:
            raise RuntimeError("the server's output is not read")
        with selectors.DefaultSelector() as selector:
            selector.register(output, selectors.EVENT_READ)
            if not selector.select(SECONDS_TO_START):
                raise TimeoutError("the server does not start")
        return output.readline().decode().strip()
