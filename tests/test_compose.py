"""The compose file starts PostgreSQL, Redis and two nodes behind a balancer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

COMPOSE = Path(__file__).parent.parent / "docker-compose.yml"


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = YAML(typ="safe").load(COMPOSE)["services"]
    return found


def test_the_compose_file_meets_the_compose_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_two_nodes_share_postgresql_and_redis_behind_a_balancer() -> None:
    all_of = services()
    nodes = [service for name, service in all_of.items() if name.startswith("node")]
    assert len(nodes) == 2
    for node in nodes:
        assert node["environment"]["LEADQUIZ_DATABASE_URL"].startswith("postgresql://")
        assert node["environment"]["LEADQUIZ_REDIS_URL"].startswith("redis://")
        assert {what["condition"] for what in node["depends_on"].values()} == {"service_healthy"}
    assert set(all_of["balancer"]["depends_on"]) == {"node1", "node2"}


def test_every_service_has_a_health_check_and_the_stores_keep_their_data() -> None:
    for name, service in services().items():
        assert service["healthcheck"]["test"], name
    assert services()["database"]["volumes"] and services()["redis"]["volumes"]
