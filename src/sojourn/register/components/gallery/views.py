"""The pages of the gallery: an index, and one page for each component with all its states."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from sojourn.register.components import context
from sojourn.register.components.gallery import about_forms, about_people, about_work
from sojourn.register.components.gallery.about_pages import whole_page
from sojourn.register.components.gallery.shape import Example

COMPONENTS: dict[str, Callable[[], list[Example]]] = {
    function.__name__: function
    for function in (
        about_people.identity_bar,
        about_people.answer_heading,
        about_people.tag,
        about_people.summary_list,
        about_people.steps,
        about_people.timeline_lanes,
        about_people.stay_strip,
        about_people.receipt,
        about_work.compare,
        about_work.evidence_rows,
        about_work.task_list,
        about_work.queue_table,
        about_work.scroll_table,
        about_work.filter_panel,
        about_work.chart_with_table,
        about_work.notice,
        about_work.card,
        about_work.pagination,
        about_work.progress,
        about_work.details,
        about_work.nothing,
        about_forms.field,
        about_forms.error_summary,
        about_forms.date_input,
        about_forms.partial_date,
        about_forms.reason_to_view,
        about_forms.confirm,
    )
}


def index(request: HttpRequest) -> HttpResponse:
    """List the components."""
    _require_training()
    with _language(request):
        return render(request, "components/gallery/index.html", {"names": list(COMPONENTS), "turned": _turned(request)})


def show(request: HttpRequest, component: str) -> HttpResponse:
    """Show one component in every state; ``?dir=rtl`` turns the page round."""
    _require_training()
    if component not in COMPONENTS:
        raise Http404
    with _language(request):
        shown = [
            (example.title, render_to_string(f"components/{component}.html", example.values, request))
            for example in COMPONENTS[component]()
        ]
        values = {"component": component, "shown": shown, "turned": _turned(request)}
        return render(request, "components/gallery/component.html", values)


def whole(request: HttpRequest) -> HttpResponse:
    """Show a whole page as an officer sees it: navigation, purpose, message, and many components together."""
    _require_training()
    with _language(request):
        return render(request, "components/gallery/whole_page.html", {**whole_page(), "turned": _turned(request)})


def _turned(request: HttpRequest) -> bool:
    return request.GET.get("dir") == "rtl"


@contextmanager
def _language(request: HttpRequest) -> Iterator[None]:
    # Arabic has no words of ours yet: here it only turns the page round, with its days and numbers.
    with translation.override("ar") if _turned(request) else nullcontext():
        yield


def _require_training() -> None:
    if context.mode() != "training":
        raise Http404
