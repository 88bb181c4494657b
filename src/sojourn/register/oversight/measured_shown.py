"""Measured error rates as they are shown, beside the simulated ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from sojourn.register.components.charts import Chart, Line, line_chart, write
from sojourn.register.oversight.figure_words import MEASURED, SIMULATED
from sojourn.register.oversight.quality import Measured, together
from sojourn.register.oversight.simulated import list_simulated

Cell = dict[str, object]


def measured_chart(title: str, kinds: Sequence[str], found: Sequence[Measured]) -> Chart:
    """Draw the shares that were wrong by month, with every number beneath, and all months together."""
    months = sorted({each.month for each in found if each.month})
    names = [f"{month:%Y-%m}" for month in months]
    of = {(each.month, each.kind): each for each in found}
    lines = [Line(str(MEASURED[kind]), tuple(_percent(of.get((month, kind))) for month in months)) for kind in kinds]
    drawn = line_chart(title, names, lines, unit="%")
    every = [*found, *(each for kind in kinds if (each := together(list(found), kind)).drawn)]
    rows = tuple(
        _row(each) for each in sorted(every, key=lambda each: (each.kind, each.month is None, str(each.month)))
    )
    return replace(drawn, head=_head(), rows=rows)


def simulated_rows() -> list[list[object]]:
    """Give the rows of the table of simulated rates."""
    return [
        [str(SIMULATED[each.code]), _cell(each.wrong), _cell(each.base), _share(each.share, each.interval)]
        for each in list_simulated()
    ]


def simulated_head() -> list[object]:
    """Give the head of the table of simulated rates."""
    return [_("What"), _numeric(_("Wrong")), _numeric(_("Of")), _numeric(_("Share and its interval"))]


def _head() -> tuple[object, ...]:
    words = (_("Wrong"), _("Of"), _("Cannot tell"), _("Drawn"), _("Drawn from"), _("Share wrong and its interval"))
    return (_("Month"), _("What"), *(_numeric(each) for each in words))


def _row(each: Measured) -> tuple[object, ...]:
    month = f"{each.month:%Y-%m}" if each.month else _("All months")
    counts = (each.wrong, each.base, each.unsure, each.drawn, each.frame)
    if not each.told:
        return (month, str(MEASURED[each.kind]), *(_numeric("–") for _count in counts), _numeric(_("too few")))
    cells = [_cell(count) for count in counts]
    return (month, str(MEASURED[each.kind]), *cells, _share(each.share, each.interval))


def _percent(each: Measured | None) -> float | None:
    return 100 * each.share if each is not None and each.told else None


def _share(share: float, interval: tuple[float, float]) -> Cell:
    told = {"share": _part(share), "low": _part(interval[0]), "high": _part(interval[1])}
    return _numeric(_("%(share)s (%(low)s to %(high)s)") % told)


def _part(share: float) -> str:
    return f"{100 * share:.2f} %" if share < 0.1 else f"{100 * share:.1f} %"


def _cell(count: int) -> Cell:
    return _numeric(write(count))


def _numeric(text: str) -> Cell:
    return {"text": text, "numeric": True}
