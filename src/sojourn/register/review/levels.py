"""How well two values agree, in words; the closed lists are those of ``sojourn.identity.model.levels``."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEVELS: dict[str, Promise] = {
    "same": _("the same"),
    "different": _("different"),
    "missing": _("not given in one of the records"),
    "same in another order": _("the same words in another order"),
    "same in another spelling": _("the same in another spelling or script"),
    "surname same, given names in part": _("the same surname, the given names in part"),
    "surname same, no given names": _("the same surname, no given names in one record"),
    "all names of one in the other": _("all names of one record stand in the other"),
    "cut short": _("the same, cut short in one record"),
    "surname same, given names one letter off": _("the same surname, the given names differ by one letter"),
    "surname same, given names two letters off": _("the same surname, the given names differ by two letters"),
    "given names same, surname one letter off": _("the same given names, the surname differs by one letter"),
    "given names same, surname two letters off": _("the same given names, the surname differs by two letters"),
    "given names same, no surname": _("the same given names, no surname in one record"),
    "given names same, surname begins alike": _("the same given names, the surname begins alike"),
    "surname same, given names begin alike": _("the same surname, the given names begin alike"),
    "both a letter or two off": _("both differ by a letter or two"),
    "one word, the same": _("one word in both, the same"),
    "surname same, given names differ": _("the same surname, other given names"),
    "given names same, surname differs": _("the same given names, another surname"),
    "one name in the other field": _("a name of one record stands in the other field"),
    "same, 1 January": _("the same, but 1 January often stands for a day that is not known"),
    "day and month swapped": _("the same with day and month exchanged"),
    "one digit different": _("one digit differs"),
    "two digits exchanged": _("two neighbouring digits are exchanged"),
    "one begins the other": _("one is the beginning of the other: a part is not known"),
    "same in another calendar": _("the same day in another calendar"),
    "two digits different": _("two digits differ"),
    "year same": _("the same year, another day"),
    "month and day same": _("the same day and month, another year"),
    "one character off, same issuer": _("one character differs, the same issuer"),
    "same, other issuer": _("the same number of another issuer"),
    "1 in 64 or more": _("borne by one person in 64 or more"),
    "1 in 256": _("borne by about one person in 256"),
    "1 in 1024": _("borne by about one person in 1,024"),
    "1 in 4096": _("borne by about one person in 4,096"),
    "rarer": _("rarer than one person in 8,192"),
}
