"""A pytest plugin for continuous integration: a test that was skipped is a test that was not passed.

Only data that is read where it happens to lie beside the project may be missing; the reason of such a skip ends in NOT_HERE.
"""

import pytest

NOT_HERE = "not here"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    every = reporter.stats.get("skipped", []) if reporter else []
    skipped = [report for report in every if NOT_HERE not in str(report.longrepr)]
    if skipped and session.exitstatus == pytest.ExitCode.OK:
        for report in skipped:
            reporter.write_line(f"SKIPPED, which counts as failed here: {report.nodeid}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
