"""A backup opened again: nothing in it is trusted that its manifest does not vouch for."""

from __future__ import annotations

import hashlib
import shutil
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from certtrack.errors import Refused, refuse
from certtrack.store.backups.manifest import MANIFEST, Manifest, manifest_of
from certtrack.store.backups.packing import CHUNK

LONGEST_MANIFEST = 64 << 20
SMALL = 1 << 30
DENSEST = 200
"""Whatever unpacks to more than a gigabyte and to more than so many times its own size was
made to fill a disk."""

BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What reading an archive raises that is none, or no longer whole."""


class Archive:
    """A backup that is open.

    Args:
        file: The archive.
        where: What it is called.

    Raises:
        Refused: When it is none, is not whole, or holds what it may not.
    """

    def __init__(self, file: ZipFile, where: str) -> None:
        self._file, self._where = file, where
        entries = file.infolist()
        named = {entry.filename: entry for entry in entries}
        if MANIFEST not in named:
            raise refuse("this is not a certtrack backup", where=where)
        for entry in entries:
            self._must_be_plain(entry)
        if named[MANIFEST].file_size > LONGEST_MANIFEST:
            raise refuse("the backup's manifest cannot be read", where=where)
        self.manifest: Manifest = manifest_of(file.read(MANIFEST), where)
        if len(named) != len(entries) or named.keys() - {MANIFEST} != self.manifest.parts.keys():
            raise refuse("the backup does not hold what its manifest says", where=where)
        for name, part in self.manifest.parts.items():
            if named[name].file_size != part.size:
                raise self._changed(name)

    def must_fit(self, folder: Path, packed: int) -> None:
        """See that there is room for all that is in it.

        Args:
            folder: Where it will be unpacked.
            packed: The bytes of the backup itself.

        Raises:
            Refused: When there is none, or it was made to fill a disk.
        """
        size = self.manifest.size
        if size > max(SMALL, DENSEST * packed):
            raise refuse("the backup unpacks to far more than a store is", where=self._where)
        if size > (free := shutil.disk_usage(folder).free):
            what = f"there is no room: {size:,} bytes are needed, {free:,} are free"
            raise refuse(what, where=str(folder))

    def unpack(self, name: str, to: IO[bytes]) -> None:
        """Write a part into a file.

        Raises:
            Refused: When it is not what was packed.
        """
        part, size, content = self.manifest.parts[name], 0, hashlib.sha256()
        with self._file.open(name) as file:
            # Never more than was told, whatever the archive would give.
            while chunk := file.read(min(CHUNK, part.size - size + 1)):
                size += len(chunk)
                if size > part.size:
                    raise self._changed(name)
                content.update(chunk)
                to.write(chunk)
        if size != part.size or content.hexdigest() != part.sha256:
            raise self._changed(name)

    def _must_be_plain(self, entry: ZipInfo) -> None:
        kind = stat.S_IFMT(entry.external_attr >> 16)
        plain = kind in (0, stat.S_IFREG) and not entry.is_dir()
        if not plain or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            what = f"the backup holds something else than a plain file: {entry.filename[:80]!r}"
            raise refuse(what, where=self._where)

    def _changed(self, name: str) -> Refused:
        what = f"the backup is damaged or was changed: {name} is not what was packed"
        return refuse(what, where=self._where, hint="Nothing was changed. Take another backup.")


@contextmanager
def opened(path: Path, where: str) -> Iterator[Archive]:
    """A backup, to be read.

    Args:
        path: The archive; one that was encrypted must be decrypted.
        where: What it is called.

    Raises:
        Refused: When it is none, is not whole, or cannot be read.
    """
    try:
        with ZipFile(path) as file:
            yield Archive(file, where)
    except BROKEN as error:
        raise refuse(
            "the backup is damaged or cut short",
            where=where,
            hint="Nothing was changed. Take another backup.",
        ) from error
