"""Names of states, blocs and organisations: every right one is understood, and no hint leads to another."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.facts.names_table import digest, lines_of_table

from tocsin.engine import Case, load_pack
from tocsin.facts import registered
from tocsin.facts.converting import KindError
from tocsin.facts.vocabularies.geopolitics.actors import BLOCS, NAMES, STATES

ACTOR = registered("geopolitics").type("troop_deployment").by_name["sender"]
PRIVATE = re.compile(r"\b(?:AA[A-Z]|Q[M-Z][A-Z]|X[A-Z]{2}|ZZ[A-Z])\b")

UNDERSTOOD = {
    "RUS": "RUS; rus; RU; ru; Russia; russia; RUSSIA; Russian Federation; the Russian Federation; Россия; Russland;"
    " Russie; Rusia; Rosja; 俄罗斯; ロシア; 러시아",
    "PRK": "PRK; prk; KP; North Korea; north korea; DPRK; D.P.R.K.; Democratic People's Republic of Korea;"
    " Democratic People\u2019s Republic of Korea; Korea, Democratic People's Republic of; Korea (North); Nordkorea;"
    " Corée du Nord; КНДР; 北朝鮮; 朝鲜; 북한",
    "KOR": "KOR; KR; South Korea; Republic of Korea; Korea, Republic of; ROK; Korea (South); Südkorea; 韩国; 대한민국",
    "USA": "USA; US; United States; United States of America; the United States; U.S.; U.S.A.; Estados Unidos;"
    " États-Unis",
    "GBR": "GBR; GB; UK; uk; U.K.; United Kingdom; Great Britain; Britain; Royaume-Uni; Vereinigtes Königreich;"
    " United Kingdom of Great Britain and Northern Ireland",
    "UKR": "UKR; UA; Ukraine; the Ukraine; Україна; Украина",
    "CHN": "CHN; CN; China; People's Republic of China; PRC; 中国",
    "TWN": "TWN; TW; Taiwan; Republic of China; Chinese Taipei; Formosa",
    "IRN": "IRN; IR; Iran; Islamic Republic of Iran; Iran (Islamic Republic of); Iran, Islamic Republic of; Persia",
    "MMR": "MMR; MM; Myanmar; Burma; Birma; Birmanie",
    "SWZ": "SWZ; SZ; Eswatini; Swaziland; Kingdom of Eswatini",
    "CZE": "CZE; CZ; Czechia; Czech Republic; Tschechien",
    "MKD": "MKD; MK; North Macedonia; Macedonia; FYROM; Former Yugoslav Republic of Macedonia",
    "CIV": "CIV; CI; Côte d'Ivoire; Cote d'Ivoire; Côte d\u2019Ivoire; Ivory Coast; Elfenbeinküste",
    "COD": "COD; CD; DRC; DR Congo; Democratic Republic of the Congo; Congo (Kinshasa); Zaire;"
    " Congo, Democratic Republic of the",
    "COG": "COG; CG; Republic of the Congo; Congo (Brazzaville); Congo-Brazzaville",
    "TUR": "TUR; TR; Turkey; Türkiye; Turkiye; Republic of Türkiye",
    "CPV": "CPV; CV; Cabo Verde; Cape Verde",
    "TLS": "TLS; TL; Timor-Leste; East Timor",
    "LKA": "LKA; LK; Sri Lanka; Ceylon",
    "THA": "THA; TH; Thailand; Siam",
    "BFA": "BFA; BF; Burkina Faso; Upper Volta",
    "BEN": "BEN; BJ; Benin; Dahomey",
    "ZWE": "ZWE; ZW; Zimbabwe; Rhodesia",
    "KHM": "KHM; KH; Cambodia; Kampuchea",
    "NLD": "NLD; NL; Netherlands; the Netherlands; Holland; Niederlande",
    "VAT": "VAT; VA; Holy See; Vatican City",
    "PSE": "PSE; PS; Palestine; State of Palestine",
    "SYR": "SYR; SY; Syria; Syrian Arab Republic",
    "VNM": "VNM; VN; Vietnam; Viet Nam",
    "LAO": "LAO; LA; Laos; Lao People's Democratic Republic; Lao PDR",
    "TZA": "TZA; TZ; Tanzania; United Republic of Tanzania; Tanzania, United Republic of",
    "MDA": "MDA; MD; Moldova; Republic of Moldova; Moldova, Republic of; Moldavia",
    "BOL": "BOL; BO; Bolivia; Bolivia (Plurinational State of); Plurinational State of Bolivia",
    "VEN": "VEN; VE; Venezuela; Bolivarian Republic of Venezuela; Venezuela (Bolivarian Republic of)",
    "ARE": "ARE; AE; United Arab Emirates; UAE",
    "SAU": "SAU; SA; Saudi Arabia; KSA",
    "GMB": "GMB; GM; Gambia; The Gambia",
    "DEU": "DEU; DE; Germany; Federal Republic of Germany; Deutschland; Allemagne",
    "GRC": "GRC; GR; Greece; Hellenic Republic; Griechenland",
    "LCA": "LCA; LC; St. Lucia; Saint Lucia; St Lucia",
    "AUT": "AUT; AT; Austria; Österreich",
    "AUS": "AUS; Australia; Commonwealth of Australia",
    "NER": "NER; NE; Niger",
    "NGA": "NGA; NG; Nigeria",
    "MLI": "MLI; ML; Mali",
    "MWI": "MWI; MW; Malawi",
    "IRL": "IRL; IE; Ireland; Republic of Ireland",
    "ISL": "ISL; IS; Iceland",
    "SVK": "SVK; SK; Slovakia; Slovak Republic",
    "SVN": "SVN; SI; Slovenia",
    "GEO": "GEO; GE; Georgia",
    "XKX": "XKX; Kosovo",
    "NATO": "NATO; nato; North Atlantic Treaty Organization; North Atlantic Treaty Organisation; OTAN",
    "EU": "EU; European Union",
    "UN": "UN; United Nations; the United Nations; U.N.",
    "AU": "AU; African Union",
    "ASEAN": "ASEAN; Association of Southeast Asian Nations",
    "CSTO": "CSTO; Collective Security Treaty Organization",
    "SCO": "SCO; Shanghai Cooperation Organisation; Shanghai Cooperation Organization",
    "G7": "G7; Group of Seven",
    "IAEA": "IAEA; International Atomic Energy Agency",
    "OSCE": "OSCE; Organization for Security and Co-operation in Europe",
}
WRITTEN = [(name.strip(), code) for code, names in UNDERSTOOD.items() for name in names.split(";")]
# No state of today, or none at all: nothing may be proposed for them.
NO_HINT = (
    "USSR; Soviet Union; Yugoslavia; Czechoslovakia; East Germany; GDR; South Yemen; America; Wagner; Hamas; Hezbollah;"
    " Chechnya; Crimea; Scotland; England; South Ossetia; Abkhazia; RSU; RU1; XQ; xaa; ZZ; Q; Houthis; Kurdistan;"
    " DPRKK; PKR; NKO; SKO; Europe; Asia; Somaliland; Tigray; Ruritania; Atlantis"
)
LIKE = {
    "Ukrane": ["UKR"],
    "Russa": ["RUS"],
    "Northe Korea": ["PRK"],
    "Belarusia": ["BLR"],
    "Palestin": ["PSE"],
    "Afghanistn": ["AFG"],
    "Phillipines": ["PHL"],
    "Austrla": ["AUS", "AUT"],
    "Korea": ["KOR", "PRK"],
    "Congo": ["COD", "COG"],
    "Virgin Islands": ["VGB", "VIR"],
}


def refused(text):
    with pytest.raises(KindError) as caught:
        ACTOR.convert(text)
    return caught.value


@pytest.mark.parametrize("written,code", WRITTEN)
def test_a_right_name_is_understood_and_stored_as_the_code(written, code):
    assert code == ACTOR.convert(written)


def test_there_are_two_hundred_of_them():
    assert len(set(WRITTEN)) >= 200


@pytest.mark.parametrize("written", [name.strip() for name in NO_HINT.split(";")])
def test_what_is_no_state_is_answered_with_none(written):
    hint = refused(written).hint
    assert "did you mean" not in hint
    assert not PRIVATE.search(hint)


@pytest.mark.parametrize("written,codes", LIKE.items())
def test_a_hint_names_what_may_be_meant_and_following_it_is_understood(written, codes):
    told = re.findall(r"(?:did you mean| or) (.*?) \(([A-Z]+)\)", refused(written).hint)
    assert codes == sorted(code for _, code in told)
    for name, code in told:
        assert code == ACTOR.convert(name) == ACTOR.convert(code)


def test_every_code_has_a_name_by_which_it_is_understood():
    for code in STATES | BLOCS | {"XKX"}:
        name = NAMES.name_of(code)
        assert name is not None
        assert code in NAMES.codes_of(name)
        assert code == ACTOR.convert(code)


def test_a_name_of_one_thing_alone_is_no_code_of_another():
    for code in STATES | BLOCS:
        for name in (NAMES.name_of(code) or "", code, code.lower()):
            assert code == ACTOR.convert(name)


@given(st.text(max_size=12))
def test_no_text_is_answered_with_a_private_use_code(text):
    hint = ""
    try:
        ACTOR.convert(text)
    except KindError as error:
        hint = error.hint
    assert not PRIVATE.search(hint)


@pytest.mark.parametrize("code", ["XAA", "QMA", "ZZZ", "AAA"])
def test_a_private_use_code_is_taken_as_it_stands_and_never_proposed(code):
    assert code == ACTOR.convert(code)
    assert ACTOR.codes is not None
    assert code not in ACTOR.codes.proposed


BLANKS = st.text(" \t\u00a0", max_size=2)


@settings(max_examples=30)
@given(st.sampled_from([pair for pair in WRITTEN if pair[0].isascii()]), st.booleans(), BLANKS, BLANKS)
def test_case_and_blanks_make_no_difference(pair, upper, before, after):
    written, code = pair
    cased = written.upper() if upper else written.lower()
    assert code == ACTOR.convert(before + cased.replace(" ", after + " ") + after)


def test_the_table_of_common_names_is_as_the_library_gave_it_and_names_every_state():
    """What Babel gave when ``names_table`` was run with it; who makes it anew writes the digest that is printed."""
    given = "9f630e951b8050d3d6df3620d93aa000bb9da634af9242ad1a5b1751338a7884"
    lines = lines_of_table()
    assert given == digest(lines)
    assert sorted(STATES | {"XKX"}) == [line.split()[0] for line in lines]
    assert len({line.split()[1] for line in lines}) == len(lines)


@pytest.mark.parametrize(
    "code,spoken",
    [("MLI", "Mali"), ("NLD", "the Netherlands"), ("ARE", "the United Arab Emirates"), ("AU", "the African Union")],
)
def test_a_code_of_which_the_pack_says_nothing_is_named_in_sentences(code, spoken):
    pack = load_pack("russia-dprk")
    assert "MLI" not in pack.names
    assert spoken == pack.spoken[code]
    assert pack.spoken["RUS"] == "Russia"
    assert [pack.spoken.get(word, word) for word in ("XAA", "Kursk")] == ["XAA", "Kursk"]


def test_a_name_for_its_code_changes_nothing_in_an_assessment():
    fact = "troop_deployment(sender={}, beneficiary={}, theatre=ukraine_war, headcount=10900..11000, role=combat)"
    pack = load_pack("russia-dprk")
    texts = [
        Case(pack, [fact.format(*names)]).assess(engine="seminaive").to_json()
        for names in (("PRK", "RUS"), ('"North Korea"', "Russia"), ("kp", '"Russian Federation"'), ("DPRK", "ru"))
    ]
    assert len(set(texts)) == 1
