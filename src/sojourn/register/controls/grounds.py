"""Grounds on which a look may be shown to the person later: a closed list for each law, with its text."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sojourn.register.answering.engine import law_pack


@dataclass(frozen=True)
class Ground:
    """One ground: its code, the text of law, and what it protects."""

    code: str
    citation: str
    says: str | Promise


_INQUIRY = _("Knowing of the look would obstruct an official or legal inquiry or procedure")
_OFFENCE = _("Knowing of the look would harm the prevention, detection or prosecution of a criminal offence")
_OTHERS = _("Knowing of the look would endanger somebody else")

#: By law pack. A law that is not here shows every look at once: no text is known that would allow otherwise.
GROUNDS: dict[str, tuple[Ground, ...]] = {
    "eu": (
        Ground("led_15_1_a", "Directive (EU) 2016/680, Art. 15(1)(a)", _INQUIRY),
        Ground("led_15_1_b", "Directive (EU) 2016/680, Art. 15(1)(b)", _OFFENCE),
        Ground("gdpr_23_1_d", "Regulation (EU) 2016/679, Art. 23(1)(d), with the national law made under it", _OFFENCE),
        Ground("gdpr_23_1_i", "Regulation (EU) 2016/679, Art. 23(1)(i), with the national law made under it", _OTHERS),
    ),
    "uk": (
        Ground("dpa_45_4_a", "Data Protection Act 2018, s. 45(4)(a)", _INQUIRY),
        Ground("dpa_45_4_b", "Data Protection Act 2018, s. 45(4)(b)", _OFFENCE),
        Ground("dpa_45_4_e", "Data Protection Act 2018, s. 45(4)(e)", _OTHERS),
    ),
    "us": (
        Ground("pa_c_3", "5 U.S.C. 552a(c)(3), for a disclosure under (b)(7)", _OFFENCE),
        Ground("pa_k_2", "5 U.S.C. 552a(k)(2), with the rule that exempts the system", _OFFENCE),
    ),
}


def list_grounds() -> tuple[Ground, ...]:
    """List the grounds of the register's law; none where it has none."""
    return GROUNDS.get(law_pack().code, ())


def find_ground(code: str) -> Ground | None:
    """Find a ground of the register's law."""
    return next((each for each in list_grounds() if each.code == code), None)
