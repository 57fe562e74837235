"""`leadquiz worker` and `leadquiz run --without-delivery`: the parts of the program apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.cli.test_serve import STARTS_WITHIN, started, status_of
from tests.servers import free_port


@pytest.mark.parametrize("argv", [["worker"], ["run", "--without-delivery"]], ids=" ".join)
def test_parts_of_the_program_do_not_share_an_sqlite_file(argv: list[str], tmp_path: Path) -> None:
    with started(tmp_path, *argv) as process:
        process.process.wait(STARTS_WITHIN)
        process.reader.join(5)
    assert process.process.returncode == 1
    assert "postgresql://" in process.lines[0] and "leadquiz run" in process.lines[0]


@pytest.mark.postgresql
@pytest.mark.redis
def test_a_worker_runs_beside_a_web_node_and_ends_when_asked(
    tmp_path: Path, postgresql_url: str, redis_url: str
) -> None:
    environ = {
        "LEADQUIZ_DATABASE_URL": postgresql_url,
        "LEADQUIZ_REDIS_URL": redis_url,
        "LEADQUIZ_HTTP_PORT": str(free_port()),
    }
    with (
        started(tmp_path, "run", "--without-delivery", environ=environ) as web,
        started(tmp_path, "worker", environ=environ) as worker,
    ):
        base = web.line("leadquiz is running: web. Web chat: (http://[^/]+)/chat")[1]
        worker.line("leadquiz worker is running: .*")
        assert status_of(f"{base}/health/ready") == 200
        assert worker.end() == 0 and web.end() == 0
    assert not [line for line in web.lines + worker.lines if "WARNING" in line or "ERROR" in line]
