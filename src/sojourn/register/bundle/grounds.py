"""Why something is left out of a bundle: a closed list of grounds, each with what it rests on.

The floor of the core gives every ground; the citations are those of the law packs that come with Sojourn. Where none is
on file for a law, the bundle says so. None was checked against its text (``unsourced``) unless it says otherwise.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

GROUNDS: dict[str, Promise] = {
    "third_person": gettext_lazy("It is about another person, or cannot be told apart from what is."),
    "restricted_other": gettext_lazy("It is about another person whose records are restricted."),
    "privilege": gettext_lazy("It passed between counsel and client, or was made for counsel, and is privileged."),
    "looker": gettext_lazy("The name of whoever looked is not told; their role, office and purpose are."),
    "delayed_look": gettext_lazy("Oversight approved that this look is shown later."),
    "later_looks": gettext_lazy(
        "Where a law allows it, oversight may approve that a look is shown later. Whether there are any is not told."
    ),
    "erased": gettext_lazy("What it said was erased."),
    "not_kept": gettext_lazy(
        "The message is not on file: it was never kept, or it was erased with somebody whom it named."
    ),
    "not_told": gettext_lazy("The register cannot tell which part of it is about this person."),
}
#: What each ground rests on, by the code of the law; ``unsourced``: to be checked against the text.
_CITED: dict[str, dict[str, str]] = {
    "third_person": {
        "us": "5 U.S.C. 552a(b); 8 CFR 208.6 (unsourced)",
        "eu": "Regulation (EU) 2016/679, Art. 15(4) (unsourced)",
        "uk": "Data Protection Act 2018, Sch. 2, para. 16 (unsourced)",
    },
    "restricted_other": {
        "us": "8 U.S.C. 1367(a)(2); 8 CFR 208.6 (unsourced)",
        "eu": "Regulation (EU) 2016/679, Art. 15(4) (unsourced)",
        "uk": "Data Protection Act 2018, Sch. 2, para. 16 (unsourced)",
    },
    "privilege": {
        "us": "Fed. R. Evid. 501, 502 (unsourced)",
        "uk": "Data Protection Act 2018, Sch. 2, para. 19 (unsourced)",
    },
}
#: Grounds that are facts about the file, and rest on no text of law.
_FACTS = frozenset({"erased", "not_kept", "not_told"})


def ground_words(ground: str) -> str:
    """Say a ground in words."""
    return str(GROUNDS[ground])


def citation_of(ground: str, law: str) -> str:
    """Cite what a ground rests on in the law of the register; plainly where no citation is on file."""
    if ground in _FACTS:
        return _("A fact about the file; no ground of law is claimed.")
    if ground == "later_looks":
        return _("A rule of the register: every bundle for the person or their counsel has this line.")
    if ground == "looker":
        return _("A rule of the register: the person is told role, office and purpose of every look.")
    if ground == "delayed_look":
        return _("The ground that oversight approved stands beside the look.")
    return _CITED[ground].get(law) or _("No citation is on file in the law pack %(law)s.") % {"law": law}
