"""Who acts: states by ISO 3166-1 alpha-3 code, and the blocs and organisations that act as one.

Names are understood and stored as codes: official, short and former ones, and those of other languages.
Codes that ISO 3166-1 leaves to its users (AAA to AAZ, QMA to QZZ, XAA to XZZ, ZZA to ZZZ) are known too, so that an
actor without an official code can be named; nothing proposes them.
"""

from collections.abc import Iterator
from pathlib import Path
from string import ascii_uppercase
from typing import Annotated

from tocsin.facts.names import Names
from tocsin.facts.restrictions import Codes

_STATE_CODES = """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR
BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL
COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK
FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV
HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO
LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG
MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN
PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE
SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO
TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE
"""

# WEST is the loose grouping that analysts write about, not an organisation; MSMT is the Multilateral Sanctions
# Monitoring Team of October 2024.
_BLOC_CODES = "ASEAN AU AUKUS BRICS CSTO EAEU EU G7 G20 GCC IAEA MSMT NATO OSCE QUAD SCO UN WEST"


def _user_assigned() -> Iterator[str]:
    letters = ascii_uppercase
    yield from (f"AA{third}" for third in letters)
    yield from (f"Q{second}{third}" for second in letters[letters.index("M") :] for third in letters)
    yield from (f"X{second}{third}" for second in letters for third in letters)
    yield from (f"ZZ{third}" for third in letters)


STATES = frozenset(_STATE_CODES.split())
BLOCS = frozenset(_BLOC_CODES.split())
_PRIVATE = frozenset(_user_assigned()) - {"XKX"}
_HERE = Path(__file__).parent
NAMES = Names(_HERE / "common_names.txt", _HERE / "english_names.txt")
Actor = Annotated[str, Codes("actor", STATES | BLOCS | {"XKX"} | _PRIVATE, NAMES, _PRIVATE)]
