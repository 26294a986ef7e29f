"""The system libraries that WeasyPrint needs, found as it finds them: by loading.

Imports nothing but the standard library: the set-up runs this before anything is
installed (`syllabus.jobs.system`), and a build runs it to word a failure.
"""

import ctypes
import ctypes.util
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import NamedTuple

from syllabus.errors import SyllabusError


class Library(NamedTuple):
    """A shared library.

    ``names`` are tried in turn, as WeasyPrint does (a test reads them in its source).
    """

    debian_package: str
    names: tuple[str, ...]
    required: bool = True


LIBRARIES = (
    Library(
        "libglib2.0-0",
        (
            "libgobject-2.0-0",
            "gobject-2.0-0",
            "gobject-2.0",
            "libgobject-2.0.so.0",
            "libgobject-2.0.0.dylib",
            "libgobject-2.0-0.dll",
        ),
    ),
    Library(
        "libpango-1.0-0",
        (
            "libpango-1.0-0",
            "pango-1.0-0",
            "pango-1.0",
            "libpango-1.0.so.0",
            "libpango-1.0.dylib",
            "libpango-1.0-0.dll",
        ),
    ),
    Library(
        "libharfbuzz0b",
        (
            "libharfbuzz-0",
            "harfbuzz",
            "harfbuzz-0.0",
            "libharfbuzz.so.0",
            "libharfbuzz.0.dylib",
            "libharfbuzz-0.dll",
        ),
    ),
    # Nearly halves the time of a small PDF; WeasyPrint 70 works without it.
    Library(
        "libharfbuzz-subset0",
        (
            "libharfbuzz-subset-0",
            "harfbuzz-subset",
            "harfbuzz-subset-0.0",
            "libharfbuzz-subset.so.0",
            "libharfbuzz-subset.0.dylib",
            "libharfbuzz-subset-0.dll",
        ),
        required=False,
    ),
    Library(
        "libfontconfig1",
        (
            "libfontconfig-1",
            "fontconfig-1",
            "fontconfig",
            "libfontconfig.so.1",
            "libfontconfig.1.dylib",
            "libfontconfig-1.dll",
        ),
    ),
    Library(
        "libpangoft2-1.0-0",
        (
            "libpangoft2-1.0-0",
            "pangoft2-1.0-0",
            "pangoft2-1.0",
            "libpangoft2-1.0.so.0",
            "libpangoft2-1.0.dylib",
            "libpangoft2-1.0-0.dll",
        ),
    ),
)

# One package brings all of them, but on Debian.
INSTALL_LINES = {
    "fedora": "sudo dnf install pango",
    "macos": "brew install pango",
    "windows": (
        "install MSYS2 and run `pacman -S mingw-w64-ucrt-x86_64-pango` in its shell"
    ),
}

# Where WeasyPrint looks on Windows.
WINDOWS_FOLDERS = (
    r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;"
    r"C:\Program Files\GTK3-Runtime Win64\bin"
)


class MissingLibrariesError(SyllabusError):
    """WeasyPrint cannot load what it needs, so no handout can be made."""

    def __init__(self, missing: Iterable[Library]) -> None:
        packages = [library.debian_package for library in missing]
        super().__init__(f"cannot load {', '.join(packages)}")
        self.add_note(f"to install: {install_line(system_kind(), packages)}")


def missing_libraries() -> list[Library]:
    """List the libraries that cannot be loaded, the optional one included."""
    _add_windows_folders()
    return [library for library in LIBRARIES if not _loads(library.names)]


@contextmanager
def loading_by_name_only() -> Iterator[None]:
    """Import WeasyPrint within this, and it takes half the time (Linux only).

    About each name that the loader does not know cffi asks `ctypes.util.find_library`,
    which starts ldconfig and a compiler: 22 times in one import of WeasyPrint, 0.24 of
    0.52 s measured. Names like ``libpango-1.0.so.0`` load without it. Where they do
    not, the import raises OSError here and still works outside.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005 (its name is part of the type)
    try:
        yield
    finally:
        ctypes.util.find_library = search


def install_line(kind: str, packages: Iterable[str]) -> str:
    """Say in one line how to install ``packages`` (Debian's names) on a system."""
    if kind == "debian":
        return f"sudo apt-get install {' '.join(packages)}"
    other = f"Pango, HarfBuzz and Fontconfig ({', '.join(packages)} on Debian)"
    return INSTALL_LINES.get(kind, f"with your package manager: {other}")


def system_kind(
    system: str = sys.platform, release: Mapping[str, str] | None = None
) -> str:
    """Name the system: debian, fedora, macos, windows, or "" for another.

    Args:
        system: As `sys.platform` has it.
        release: The fields of ``/etc/os-release``; read from there if not given.
    """
    if system in ("darwin", "win32"):
        return "macos" if system == "darwin" else "windows"
    if release is None:
        release = {}
        with suppress(OSError):
            release = platform.freedesktop_os_release()
    family = {release.get("ID", ""), *release.get("ID_LIKE", "").split()}
    if family & {"debian", "ubuntu"}:
        return "debian"
    return "fedora" if family & {"fedora", "rhel", "centos"} else ""


def _loads(names: tuple[str, ...]) -> bool:
    """Load the first of these names that can be."""
    for name in names:
        with suppress(OSError):
            ctypes.CDLL(name)
            return True
    # Slow, and so last: it starts other programs.
    for name in names:
        path = ctypes.util.find_library(name)
        if path:
            with suppress(OSError):
                ctypes.CDLL(path)
                return True
    return False


def _add_windows_folders() -> None:
    if sys.platform == "win32":
        folders = os.environ.get("WEASYPRINT_DLL_DIRECTORIES", WINDOWS_FOLDERS)
        for folder in folders.split(";"):
            with suppress(OSError):
                os.add_dll_directory(folder)
