"""Makes the register of 1,000 firms beside this file, all of them invented: ``python registry.py > registry.csv``.

Seeded, so that it always makes the same. Firms are held in layers, some in circles; some shares are disputed, and some
come from two reports that differ. No name is, or is meant to be, that of anybody.
"""

import csv
import sys
from random import Random

FIRMS, PEOPLE, LISTED = 1_000, 160, 12
FIRST = (
    "Ab",
    "Bo",
    "Cru",
    "Do",
    "Ez",
    "Fli",
    "Gro",
    "Hu",
    "Il",
    "Jo",
    "Ka",
    "Lu",
    "Mo",
    "Nu",
    "Ol",
    "Pi",
    "Qua",
    "Ro",
    "Su",
    "Tra",
)
LAST = (
    "bbleworth",
    "cklestone",
    "ddlefax",
    "fflebank",
    "gglemore",
    "llywick",
    "mblefort",
    "nklevale",
    "ppleton",
    "zzlebury",
)
TRADES = ("Sham Ships", "Mock Metals", "Toy Grain", "Fable Timber", "Sample Bank", "Nowhere Oil")
COLUMNS = (
    "type",
    "person",
    "by",
    "owner",
    "firm",
    "percent",
    "who",
    "how",
    "arrangement",
    "source",
    "source.date",
    "grade",
)


def shares(dice: Random) -> list[int]:
    """Whole percents held by a few owners, some of the firm left over."""
    left, found = 100, []
    for _ in range(dice.choice((1, 2, 2, 3, 3, 4))):
        if left < 5:
            break
        taken = dice.choice((left, left // 2, dice.randint(3, left), dice.choice((10, 25, 49, 50, 51))))
        found.append(max(1, min(taken, left)))
        left -= found[-1]
    return found


def ending(name: str) -> str:
    """How an invented name ends."""
    return next(each for each in LAST if each in name)


def register(seed: int = 50) -> list[dict[str, object]]:
    """The rows of the register."""
    dice = Random(seed)
    names = [f"{first}{last}" for first in FIRST for last in LAST]
    people = [f"{'Mr' if dice.random() < 0.5 else 'Ms'} {name}" for name in dice.sample(names, PEOPLE)]
    firms = [f"{dice.choice(names)} {dice.choice(TRADES)} {number}" for number in range(1, FIRMS + 1)]
    rows: list[dict[str, object]] = []
    for person in people[:LISTED]:
        lists = dice.sample(("us", "eu", "uk"), dice.randint(1, 3))
        rows += [{"type": "designated", "person": person, "by": each} for each in sorted(lists)]
    for at, firm in enumerate(firms):
        pool = people if at < 60 else [*people, *firms[max(0, at - 80) : at]]
        # No two that are called nearly alike: they would be taken for one, misspelt.
        owners = list({ending(owner): owner for owner in dice.sample(pool, 12)}.values())[:4]
        if at < 40 and dice.random() < 0.2:
            owners[-1] = firms[at + 25]  # a holding against the order of the layers, so that some firms hold each other
        for owner, percent in zip(owners, shares(dice), strict=False):
            low, high = max(0, percent - dice.randint(1, 8)), min(100, percent + dice.randint(1, 8))
            told = f"{low}..{high}" if dice.random() < 0.08 else str(percent)
            row = {"type": "holds", "owner": owner, "firm": firm, "source": "register", "source.date": "2025-01-15"}
            rows.append({**row, "percent": told, "grade": "A2"})
            if dice.random() < 0.03:
                paper = {"source": "newspaper", "source.date": "2025-03-02", "grade": "C3"}
                rows.append({**row, **paper, "percent": str(max(1, percent - dice.randint(1, 15)))})
        if dice.random() < 0.02:
            how = dice.choice(("appoints_majority", "votes_by_agreement", "dominant_influence", "in_fact"))
            rows.append({"type": "controls", "who": dice.choice(people[:LISTED]), "firm": firm, "how": how})
    return rows


if __name__ == "__main__":
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(register())
