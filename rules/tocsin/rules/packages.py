"""Packs that installed packages bring, by the entry point ``tocsin.packs``: found without running any code of theirs.

The value of an entry point names a folder in the package: ``oil-cap = "my_package.packs.oil_cap"``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.problems import Place, Problem, ProblemError

ENTRY_POINTS: Final = "tocsin.packs"
OTHER_DIGEST: Final = "T761"
NOT_USABLE: Final = "T762"
LEADS_OUT: Final = "T763"
CODES: Final = {
    OTHER_DIGEST: "another pack than the one that is pinned",
    NOT_USABLE: "a pack of an installed package that cannot be used",
    LEADS_OUT: "a file of a pack that lies elsewhere",
}
"""Each code with its title."""
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_PINNED: Final = re.compile(r"(?P<name>.+)@(?P<digest>sha256:[0-9a-f]{64})")


@dataclass(frozen=True)
class InstalledPack:
    """A pack that a package brings: its name, the package with its version, and the folder (None: there is none).

    ``others`` are further packages that bring a pack of that name.
    """

    name: str
    package: str
    folder: Path | None
    others: tuple[str, ...] = ()

    def fault(self, shipped: tuple[str, ...]) -> Problem | None:
        """Why it cannot be used; None if it can."""
        if _NAME.fullmatch(self.name) is None:
            message, hint = "is no name for a pack", "use letters, digits, dots, dashes and underscores"
        elif self.name in shipped:
            message, hint = f"is a shipped one; that of {self.package} is never used", "its package must rename it"
        elif self.others:
            message = f"is brought by {self.package} and by {', '.join(self.others)}"
            hint = "uninstall all but one of them"
        elif self.folder is None:
            message, hint = f"is named by {self.package}, which has no such folder", "install the package anew"
        else:
            return None
        return Problem(NOT_USABLE, f"the pack {self.name} {message}", None, hint)

    def usable(self, shipped: tuple[str, ...]) -> Path:
        """Its folder. Raises ProblemError if it cannot be used."""
        fault = self.fault(shipped)
        if fault is not None:
            raise ProblemError([fault])
        assert self.folder is not None
        return self.folder


def installed_packs() -> tuple[InstalledPack, ...]:
    """What installed packages bring, by name; nothing of theirs is imported."""
    from importlib.metadata import entry_points

    found: dict[str, list[InstalledPack]] = {}
    for each in entry_points(group=ENTRY_POINTS):
        package = "?" if each.dist is None else f"{each.dist.name} {each.dist.version}"
        found.setdefault(each.name, []).append(InstalledPack(each.name, package, _folder(each.value)))
    return tuple(_one(sorted(several, key=lambda pack: pack.package)) for _, several in sorted(found.items()))


def _one(several: list[InstalledPack]) -> InstalledPack:
    first, *others = several
    named = tuple(dict.fromkeys(each.package for each in others if each.package != first.package))
    return InstalledPack(first.name, first.package, first.folder, named)


def _folder(value: str) -> Path | None:
    """The folder that a dotted name means. Only the top of the name is looked for, which imports nothing."""
    from importlib.util import find_spec

    top, *rest = value.split(".")
    if not all(part.isidentifier() for part in (top, *rest)):
        return None
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):
        return None
    for place in [] if spec is None else spec.submodule_search_locations or []:
        folder = Path(place, *rest)
        if folder.is_dir():
            return folder
    return None


def pinned(name: str | Path) -> tuple[str | Path, str | None]:
    """The name, and the digest that it is to have if it says one: ``NAME@sha256:…``.

    Raises ProblemError for a digest that is not whole.
    """
    text = str(name)
    found = _PINNED.fullmatch(text)
    if found is not None:
        return found["name"], found["digest"]
    if "@sha256:" in text:
        message = f"the digest in {text!r} is not whole"
        hint = "a digest is sha256: and 64 digits; tocsin packs list prints it"
        raise ProblemError([Problem(OTHER_DIGEST, message, Place(text), hint)])
    return name, None


def require_digest(name: str | Path, digest: str, wanted: str) -> None:
    """Nothing happens if the pack has the digest that is wanted. Raises ProblemError if it is another."""
    if wanted != digest:
        message = f"the pack {name} is not the one that is pinned: it has the digest {digest}"
        hint = f"get the one that was meant; if this one is, pin it: {name}@{digest}"
        raise ProblemError([Problem(OTHER_DIGEST, message, Place(str(name)), hint)])
