"""What the command line says of Spark: which master, which settings, which working folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from benchmarks.message_server import free_port
from sojourn.cli import main
from sojourn.engine import Engine, open_engine
from sojourn.errors import EngineError
from sojourn.spark import check_workers, read_settings


def told(tmp_path: Path, *options: str) -> Result:
    """Ask for a run with options; none of these reads its evidence."""
    asked = ["reconcile", str(tmp_path), "--law", "base", "--as-of", "2026-12-01", "--out", str(tmp_path / "out")]
    return CliRunner().invoke(main, [*asked, *options])


@pytest.mark.parametrize("given", [("--master", "local[1]"), ("--set", "spark.ui.enabled=true")])
def test_what_is_for_another_engine_is_refused(given: tuple[str, str], tmp_path: Path) -> None:
    result = told(tmp_path, *given)
    assert (result.exit_code, "[spark-only]" in result.output) == (2, True)


@pytest.mark.parametrize("setting", ["spark.executor.memory", "executor.memory=1g", "=1g", "spark.=1"])
def test_a_malformed_setting_is_quoted(setting: str, tmp_path: Path) -> None:
    result = told(tmp_path, "--engine", "spark", "--set", setting)
    assert (result.exit_code, "[spark-setting]" in result.output) == (2, True)
    assert f"`{setting}`" in result.output


def test_a_setting_given_twice_is_refused() -> None:
    with pytest.raises(EngineError, match="twice"):
        read_settings(["spark.x=1", "spark.x=2"])


def test_a_value_may_hold_an_equals_sign() -> None:
    assert read_settings(["spark.driver.extraJavaOptions=-Da=b"]) == {"spark.driver.extraJavaOptions": "-Da=b"}


def test_a_malformed_master_is_refused_on_spark(tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    result = told(tmp_path, "--engine", "spark", "--master", "here:7077")
    assert (result.exit_code, "[spark-master]" in result.output, "`here:7077`" in result.output) == (2, True, True)


def test_an_unreachable_master_is_told_at_once_on_spark(tmp_path: Path) -> None:
    pytest.importorskip("pyspark")
    result = told(tmp_path, "--engine", "spark", "--master", f"spark://127.0.0.1:{free_port()}")
    assert (result.exit_code, "[spark-master]" in result.output, "Next:" in result.output) == (2, True, True)


@pytest.mark.spark
def test_spark_that_sees_another_folder_under_the_path_is_found(spark_engine: Engine, tmp_path: Path) -> None:
    session = spark_engine.con._session.newSession()
    session.conf.set("fs.defaultFS", "viewfs://elsewhere/")
    session.conf.set("fs.viewfs.mounttable.elsewhere.linkFallback", (tmp_path / "other").as_uri())
    (tmp_path / "other").mkdir()
    (tmp_path / "work").mkdir()
    with pytest.raises(EngineError) as error:
        check_workers(session, tmp_path / "work", 60)
    assert error.value.code == "spark-work-unseen"


@pytest.mark.spark
def test_spark_that_sees_the_folder_is_accepted(spark_engine: Engine, tmp_path: Path) -> None:
    check_workers(spark_engine.con._session, tmp_path, 60)
    assert sum(len(list((tmp_path / name).glob("*.parquet"))) > 0 for name in ("probe", "probed")) == 2


def test_the_working_folder_is_made_where_it_is_said(tmp_path: Path) -> None:
    with open_engine("duckdb", threads=1, work=tmp_path / "new" / "work") as engine:
        assert engine.work.parent == (tmp_path / "new" / "work").resolve()
    assert list((tmp_path / "new" / "work").iterdir()) == []


def test_a_working_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError) as error, open_engine("duckdb", work=tmp_path / "file"):
        pass
    assert error.value.code == "work-folder"
