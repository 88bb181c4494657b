"""Open a Spark session under a master's address, and see that its workers answer and see the working folder.

Only Spark's own processes work on rows: nothing of Python runs on a worker, so a cluster needs Spark and Java alone.
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.errors import EngineError

LOCAL = "local[2]"

#: Seconds to reach a master's port, and for a worker to take the first task.
REACH_SECONDS = 5.0
WAIT_SECONDS = 180.0

_STANDALONE = "spark://"
_MASTER = re.compile(r"local(\[.+\])?|spark://[^/:,]+:\d+(,[^/:,]+:\d+)*|yarn|k8s://.+")
_MASTERS = "Allowed: `local[2]` (this machine), `spark://HOST:PORT`, `yarn`, `k8s://https://HOST:PORT`."
_SETTING = re.compile(r"spark\.[A-Za-z0-9_.\-]+")


def read_settings(given: Sequence[str]) -> dict[str, str]:
    """Read settings of Spark written as ``key=value``.

    Raises:
        EngineError: ``spark-setting``: one has no ``=``, its key is none of Spark's, or a key is given twice.
    """
    settings: dict[str, str] = {}
    for each in given:
        key, equals, value = each.partition("=")
        key = key.strip()
        if not equals or not _SETTING.fullmatch(key) or key in settings:
            why = "is given twice" if key in settings else "is no setting of Spark"
            raise EngineError(
                "spark-setting",
                f"`{key if key in settings else each}` {why}. Allowed: `key=value` with a key that begins with "
                "`spark.`, each key once. Next: write for example `--set spark.executor.memory=4g`.",
            )
        settings[key] = value.strip()
    return settings


@contextlib.contextmanager
def open_spark(work: Path, master: str, settings: Mapping[str, str]) -> Iterator[Any]:
    """Open an Ibis backend on Spark; when it is closed, or work on it fails, Spark ends.

    Raises:
        EngineError: ``spark-failed``: Spark failed in a step; and what ``connect_spark`` raises.
    """
    con = connect_spark(work, master, settings)
    try:
        yield con
    except _spark_classes()[1] as error:
        raise EngineError(
            "spark-failed",
            f"Spark failed in a step: {_first_line(error)} Nothing was written. Next: read what Spark wrote above; see "
            "that all workers reach the evidence and the working folder, and have memory (docs/engines.md).",
        ) from error
    finally:
        con.disconnect()


def connect_spark(work: Path, master: str, settings: Mapping[str, str]) -> Any:
    """Open an Ibis backend on Spark.

    Args:
        work: the folder of intermediate tables; the workers of a cluster must see it under the same path.
        master: ``local[N]``, ``spark://HOST:PORT``, ``yarn`` or ``k8s://...``.
        settings: further settings of Spark.

    Raises:
        EngineError: ``spark-missing``, ``spark-master`` (no such form of address, or nothing answers there),
            ``spark-start``, ``spark-no-workers`` or ``spark-work-unseen``.
    """
    session_class, failures = _spark_classes()
    _check_master(master)
    options = {
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",  # the default, INT96, keeps no least and greatest
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        **({"spark.sql.shuffle.partitions": "4"} if is_local(master) else {}),  # a cluster keeps Spark's own number
        **settings,
    }
    builder = session_class.builder.master(master).appName("sojourn")
    for key, value in options.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except failures as error:
        raise EngineError(
            "spark-start",
            f"Spark did not start with the master `{master}`: {_first_line(error)} Allowed: a master of Spark 4 that "
            "runs, settings that it knows, Java 17 or later here. Next: see what Spark wrote above, try "
            "`--master 'local[2]'`, and read docs/engines.md.",
        ) from error
    if not is_local(master):
        try:
            check_workers(session, work)
        except EngineError:
            session.stop()
            raise
    return ibis.pyspark.connect(session)


def is_local(master: str) -> bool:
    """Tell whether a master is this process itself, so that there are no other machines."""
    return master.startswith("local")


def check_workers(session: Any, work: Path, seconds: float | None = None) -> None:
    """See that the workers take tasks, read what this process writes into a folder, and write what it can read.

    Without this a worker with a folder of its own under the same path would lose rows.

    Raises:
        EngineError: ``spark-no-workers``, ``spark-work-unseen``.
    """
    asked, told = work / "probe", work / "probed"
    asked.mkdir()
    files = max(2, min(64, session.sparkContext.defaultParallelism))  # a task each, so that most workers get one
    for number in range(files):
        pq.write_table(pa.table({"number": [number]}), asked / f"{number}.parquet")
    failed: list[BaseException] = []
    _, failures = _spark_classes()

    def copy() -> None:
        try:
            session.read.schema("number long").parquet(str(asked)).write.parquet(str(told))
        except failures as error:
            failed.append(error)

    job = threading.Thread(target=copy, daemon=True)
    job.start()
    wait = WAIT_SECONDS if seconds is None else seconds
    job.join(wait)
    if job.is_alive():
        session.sparkContext.cancelAllJobs()
        raise EngineError(
            "spark-no-workers",
            f"no worker of Spark took a task within {wait:.0f} seconds. Allowed: a master that has workers with free "
            "cores and memory, who can reach this machine. Next: look at the master's page, ask for less with "
            "`--set spark.executor.memory=1g`, or name this machine with `--set spark.driver.host=ADDRESS`.",
        )
    seen = sorted(_numbers(told)) if not failed else []
    if seen != list(range(files)):
        raise EngineError(
            "spark-work-unseen",
            f"the workers of Spark do not see the working folder under `{work.parent}` as this machine does. Allowed: "
            "a folder on storage that all machines share under one path, and that the workers' user may read and "
            "write. Next: name one with `--work DIR`; the evidence must lie on such storage too.",
        ) from (failed[0] if failed else None)


def _numbers(folder: Path) -> Iterator[int]:
    for path in folder.glob("*.parquet"):
        yield from map(int, pq.read_table(path)["number"].to_numpy())


def _check_master(master: str) -> None:
    if not _MASTER.fullmatch(master):
        raise EngineError("spark-master", f"`{master}` is no address of a master of Spark. {_MASTERS} Next: mend it.")
    if not master.startswith(_STANDALONE):
        return
    places = [place.rpartition(":") for place in master.removeprefix(_STANDALONE).split(",")]
    if not any(_answers(host, int(port)) for host, _, port in places):
        raise EngineError(
            "spark-master",
            f"nothing answers at the master `{master}`. {_MASTERS} "
            "Next: start the master, mend the address, or run here with `--master 'local[2]'`.",
        )


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), REACH_SECONDS):
            return True
    except (OSError, OverflowError):
        return False


def _spark_classes() -> tuple[Any, tuple[type[Exception], ...]]:
    """Give Spark's session and what its calls raise."""
    try:
        from py4j.protocol import Py4JError  # type: ignore[import-untyped]
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EngineError(
            "spark-missing",
            "the engine `spark` needs the package pyspark and Java 17 or later. "
            'Next: install the extra with `pip install "sojourn[spark]"`, or use `--engine duckdb`.',
        ) from error
    return SparkSession, (Py4JError, PySparkException)


def _first_line(error: BaseException) -> str:
    """Give what an error of Spark says first: of Java's, its own sentence without the trace."""
    java = getattr(error, "java_exception", None)
    said = str(java.getMessage() or java.toString()) if java is not None else str(error)
    line = next((line.strip() for line in said.splitlines() if line.strip()), type(error).__name__)
    return line if line.endswith(".") else f"{line}."
