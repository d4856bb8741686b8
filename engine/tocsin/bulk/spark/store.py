"""Files of a run on Spark: in whatever file system Spark itself writes to, whole or not there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tocsin.facts.json_values import canonical_json

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Store:
    """A folder: a path, or an address such as s3a://bucket/run. Names in it have slashes between their parts."""

    def __init__(self, session: SparkSession, folder: str) -> None:
        jvm: Any = session._jvm
        self._make: Any = jvm.org.apache.hadoop.fs.Path
        self._text: Any = jvm.org.apache.commons.io.IOUtils
        self._bytes: Any = jvm.java.lang.String
        root = self._make(folder)
        self._system: Any = root.getFileSystem(session._jsparkSession.sessionState().newHadoopConf())
        self._system.setWriteChecksum(False)
        self._system.setVerifyChecksum(False)
        self._root: Any = self._system.makeQualified(root)

    def address(self, name: str = "") -> str:
        """The address of a file or folder, for Spark."""
        return str(self._path(name).toString())

    def exists(self, name: str = "") -> bool:
        """True if there is such a file or folder."""
        return bool(self._system.exists(self._path(name)))

    def is_file(self) -> bool:
        """True if a file has the folder's name."""
        return self.exists() and not self._system.getFileStatus(self._root).isDirectory()

    def names(self, name: str = "") -> list[str]:
        """The names of what the folder holds, in order; none if there is no such folder."""
        if not self.exists(name):
            return []
        return sorted(str(each.getPath().getName()) for each in self._system.listStatus(self._path(name)))

    def read(self, name: str) -> Any:
        """The data of a JSON file; None if there is none, or it is none."""
        if not self.exists(name):
            return None
        stream = self._system.open(self._path(name))
        try:
            return json.loads(self._text.toString(stream, "UTF-8"))
        except ValueError:
            return None
        finally:
            stream.close()

    def write(self, name: str, text: str) -> None:
        """The file holds the text, in UTF-8."""
        folder, _, last = name.rpartition("/")
        partial = f"{folder}/.{last}.part" if folder else f".{last}.part"
        stream = self._system.create(self._path(partial), True)
        try:
            stream.write(bytearray(text.encode("utf-8")))
            stream.hsync()
        finally:
            stream.close()
        self.move(partial, name)

    def write_json(self, name: str, data: Any) -> None:
        """The file holds the data as canonical JSON."""
        self.write(name, canonical_json(data) + "\n")

    def move(self, name: str, target: str) -> None:
        """What was called ``name`` is called ``target``, in the place of what was called so. Raises OSError."""
        self.remove(target)
        self._system.mkdirs(self._path(target).getParent())
        if not self._system.rename(self._path(name), self._path(target)):
            raise OSError(f"{self.address(name)} could not be renamed to {self.address(target)}")

    def remove(self, name: str) -> None:
        """There is no file or folder of that name."""
        self._system.delete(self._path(name), True)

    def _path(self, name: str) -> Any:
        return self._make(self._root, name) if name else self._root
