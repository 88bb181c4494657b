"""Where a port lies: its country (ISO 3166-1 alpha-3) and its time zone (IANA), by its code.

Codes are IATA (three letters), ICAO (four) or UN/LOCODE (five). The airports come from the package ``airportsdata``,
read on first use. City codes and airports that have closed are added here, because old manifests still name them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sojourn.errors import EvidenceError

# ISO 3166-1: alpha-2 followed by alpha-3. Kosovo has no ISO code; XK and XKX are in general use for it.
_ISO = """
ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB
BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR
BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR
CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK
FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS
GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN
ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO
LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD
MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER
NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM
PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP
SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF
TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY
UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM XKXKX YEYEM YTMYT ZAZAF ZMZMB ZWZWE
"""
_ALPHA3 = {pair[:2]: pair[2:] for pair in _ISO.split()}
_COUNTRIES = frozenset(_ALPHA3.values())

# Where one law of entry covers lands that ISO codes apart. United States: INA 101(a)(38), 8 USC 1101(a)(38) names the
# continental states, Alaska, Hawaii, Puerto Rico, Guam, the Virgin Islands and the Northern Marianas; not American
# Samoa.
_TERRITORY = {"USA": frozenset({"USA", "PRI", "GUM", "VIR", "MNP"})}

# City codes of IATA, and airports that have closed or moved: code, country, zone.
_MORE = """
LON GB Europe/London|NYC US America/New_York|PAR FR Europe/Paris|TYO JP Asia/Tokyo|OSA JP Asia/Tokyo|SEL KR Asia/Seoul
BJS CN Asia/Shanghai|MIL IT Europe/Rome|ROM IT Europe/Rome|BUE AR America/Argentina/Buenos_Aires|SPK JP Asia/Tokyo
RIO BR America/Sao_Paulo|SAO BR America/Sao_Paulo|WAS US America/New_York|CHI US America/Chicago|MOW RU Europe/Moscow
STO SE Europe/Stockholm|BUH RO Europe/Bucharest|TCI ES Atlantic/Canary|JKT ID Asia/Jakarta|YTO CA America/Toronto
YMQ CA America/Toronto|YEA CA America/Edmonton|REK IS Atlantic/Reykjavik|DTT US America/Detroit|QDF US America/Chicago
QLA US America/Los_Angeles|IZM TR Europe/Istanbul|MMA SE Europe/Stockholm|BHZ BR America/Sao_Paulo|SXF DE Europe/Berlin
THF DE Europe/Berlin|PNH KH Asia/Phnom_Penh|REP KH Asia/Phnom_Penh|TSE KZ Asia/Almaty|SDZ GB Europe/London
"""


@dataclass(frozen=True)
class Port:
    """A port as far as its code tells: ``country`` is alpha-3; ``zone`` is null where only the country is known."""

    code: str
    country: str
    zone: str | None


@dataclass(frozen=True)
class LocalTime:
    """A local time at a port, as an instant in UTC.

    ``doubt`` is ``ambiguous`` when the clocks were set back and the time came twice (the first is taken), ``skipped``
    when they were set forward and it never came (read with the offset before the change), or null.
    """

    instant: datetime
    doubt: str | None


def find_port(code: str) -> Port | None:
    """Find a port by its IATA, ICAO or UN/LOCODE code; a scheme before a colon (``IATA:JFK``) is allowed."""
    bare = code.rpartition(":")[2].strip().upper()
    known = _ports()
    if len(bare) in (3, 4):
        return known.get(bare)
    country = _ALPHA3.get(bare[:2])
    if len(bare) != 5 or country is None:
        return None
    airport = known.get(bare[2:])
    if airport is not None and airport.country == country:
        return airport
    return Port(bare, country, None)


def find_country(code: str) -> str | None:
    """Find the alpha-3 code of a country by its alpha-2 or alpha-3 code."""
    upper = code.strip().upper()
    return upper if upper in _COUNTRIES else _ALPHA3.get(upper)


def get_territory(country: str) -> frozenset[str]:
    """Give the alpha-3 codes of all lands that a country's law of entry covers, its own among them.

    Raises:
        EvidenceError: ``unknown-country`` when the code is no alpha-3 code of ISO 3166-1.
    """
    if country not in _COUNTRIES:
        raise EvidenceError(
            "unknown-country",
            f"`{country}` is not a country code. Allowed: ISO 3166-1 alpha-3 codes, such as USA or FRA. "
            "Next: give the code of the country whose border the records are about.",
        )
    return _TERRITORY.get(country, frozenset({country}))


def to_utc(local: datetime, zone: str) -> LocalTime:
    """Turn a local time without zone into an instant: ``zone`` is an IANA name (``Europe/Paris``)."""
    first = local.replace(tzinfo=ZoneInfo(zone), fold=0)
    before, after = first.utcoffset(), first.replace(fold=1).utcoffset()
    doubt = None
    if before is not None and after is not None and before != after:
        doubt = "ambiguous" if before > after else "skipped"
    try:
        return LocalTime(first.astimezone(UTC), doubt)
    except OverflowError:  # the last day of year 9999, or the first of year 1
        return LocalTime(local.replace(tzinfo=UTC), doubt)


def list_port_codes(countries: frozenset[str]) -> list[str]:
    """List the codes of all ports known in these countries (alpha-3), sorted."""
    return sorted(code for code, port in _ports().items() if port.country in countries)


def list_ports() -> list[tuple[str, str]]:
    """List every port known, as (code, alpha-3 code of its country), sorted."""
    return sorted((code, port.country) for code, port in _ports().items())


def list_countries() -> list[tuple[str, str]]:
    """List the countries known, as (alpha-2, alpha-3), sorted."""
    return sorted(_ALPHA3.items())


def locode_prefix(country: str) -> str | None:
    """Give the two letters with which the UN/LOCODEs of a country (alpha-3) begin; none for an unknown country."""
    return next((short for short, alpha3 in _ALPHA3.items() if alpha3 == country), None)


@lru_cache(maxsize=1)
def _ports() -> dict[str, Port]:
    import airportsdata  # read on first use: 28,000 rows take a third of a second

    ports: dict[str, Port] = {}
    for icao, row in airportsdata.load("ICAO").items():
        country = _ALPHA3.get(row["country"])
        if country is None:
            continue
        port = Port(row["iata"] or icao, country, row["tz"] or None)
        if len(icao) == 4:
            ports[icao] = port
        if row["iata"]:
            ports[row["iata"]] = port
    for entry in _MORE.replace("\n", "|").strip("|").split("|"):
        code, country, zone = entry.split()
        ports.setdefault(code, Port(code, _ALPHA3[country], zone))
    return ports
