"""A session of Spark: found in order, or opened for a run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tocsin.bulk import codes
from tocsin.bulk.extras import need
from tocsin.facts.problems import Problem, ProblemError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

MASTER: Final = "local[*]"
"""Where Spark runs unless it is told: in this machine's cores."""
JAVA: Final = 17
"""The first version of Java that Spark 4 runs on."""
_SETTINGS: Final = {
    # An overflow is an error and never another number.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "false",
    # In Spark 4 this rule loses the columns of a query in the place of a value, over a union.
    "spark.sql.optimizer.excludedRules": "org.apache.spark.sql.catalyst.optimizer.PushProjectionThroughUnion",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
_LOGGING: Final = Path(__file__).with_name("log4j2.properties")
_QUIET: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}",
}


def open_session(master: str = MASTER, memory: int | None = None, settings: dict[str, str] | None = None) -> Any:
    """A session of Spark on the cluster that ``master`` names, to be stopped by the caller.

    ``memory`` is the driver's in bytes (None: half of this machine's), of which Java gets two thirds and DuckDB the
    rest; ``settings`` are Spark's own. Raises ProblemError (T516, T520, T521) without pyspark, without Java 17, or if
    Spark does not start.
    """
    need("spark")
    check_java()
    # Tables go to and from Spark by Arrow alone, whichever pandas there is.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("tocsin bulk run")
    # Spark's own default, one GiB, is little for a driver that is also the worker.
    memory = memory or (_half() if master.startswith("local") else None)
    own = {} if memory is None else {"spark.driver.memory": f"{memory * 2 // 3 // 2**20}m"}
    for name, value in {**_QUIET, **own, **(settings or {})}.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        message = f"Spark does not start at {master}: {lines[0][:300] if lines else type(error).__name__}"
        hint = "check --master: local[*], local-cluster[2,1,1024], spark://host:7077, yarn, k8s://…"
        raise ProblemError([Problem(codes.NO_SPARK, message, None, hint)]) from None
    if master.startswith("local") and "PYSPARK_PYTHON" not in os.environ:
        session.sparkContext.pythonExec = sys.executable
    return session


def _half() -> int:
    """Half of this machine's memory, in bytes, and two GiB where that cannot be told."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (AttributeError, OSError, ValueError):
        return 2**31


def check_java() -> None:
    """Nothing happens if there is a Java that Spark runs on. Raises ProblemError (T520) if there is none."""
    version = _java()
    if version is None or version < JAVA:
        found = "no Java was found" if version is None else f"the Java found is version {version}"
        hint = f"install Java {JAVA} or later and put it on PATH or in JAVA_HOME; --on duckdb needs none"
        raise ProblemError([Problem(codes.NO_JAVA, f"Spark needs Java {JAVA} or later; {found}", None, hint)])


def _java() -> int | None:
    """The version of Java that Spark would start; None if there is none."""
    home = os.environ.get("JAVA_HOME")
    command = os.path.join(home, "bin", "java") if home else shutil.which("java")
    if command is None:
        return None
    try:
        told = subprocess.run([command, "-version"], capture_output=True, text=True, timeout=60, check=True).stderr
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r'version "(?:1\.)?([0-9]+)', told)
    return int(found[1]) if found else None


def working_session(session: Any) -> SparkSession:
    """A session beside the one given: the same cluster, settings and tables of its own.

    Raises ProblemError (T522) for a session of Spark Connect, which keeps no tables on the workers.
    """
    if not hasattr(session, "newSession") or not hasattr(session, "_jsparkSession"):
        message = "the session is one of Spark Connect, which cannot keep tables on the workers"
        raise ProblemError(
            [Problem(codes.SESSION, message, None, "give a session that has its driver in this process")]
        )
    found: SparkSession = session.newSession()
    for name, value in _SETTINGS.items():
        found.conf.set(name, value)
    return found
