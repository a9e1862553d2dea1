"""What all tests share: the folder ../shared, golden files, and the rule that CI skips nothing."""

from __future__ import annotations

import os
import pathlib

import hypothesis
import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"

collect_ignore = ["bench_extraction.py", "bench_engines.py"]  # the first needs what `make bench` alone installs

hypothesis.settings.register_profile("project", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("project")


class Golden:
    """Compares a text with a committed file, or writes the file where `--golden` is given."""

    def __init__(self, rewrite: bool) -> None:
        self._rewrite = rewrite

    def check(self, name: str, text: str) -> None:
        path = GOLDEN / name
        if self._rewrite:
            GOLDEN.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        assert text == path.read_text(encoding="utf-8"), f"{name} differs: if that is meant, run make golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="rewrite the files of tests/golden")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """The golden files."""
    return Golden(bool(request.config.getoption("--golden")))


@pytest.fixture(scope="session")
def root() -> pathlib.Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> pathlib.Path:
    """The folder ../shared with the real reports and their annotations; skips where it is not there."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not there: the real reports are not read")
    return folder


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skip under CI=true fails the run: what CI does not see may be broken."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter is not None and len(reporter.stats.get("skipped", [])) > 0:
        reporter.write_line("")
        reporter.write_line("CI=true: a skipped test is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
