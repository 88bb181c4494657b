"""The addresses of courts: the inbox, the calendar of hearings, recording what a court or an authority did."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.court import views_calendar, views_custody, views_inbox, views_record

urlpatterns: list[URLPattern | URLResolver] = [
    path("court/", views_inbox.inbox, name="court"),
    path("court/hearings/", views_calendar.calendar, name="hearings"),
    path("court/<int:message_id>/", views_inbox.message, name="court_message"),
    path("court/<int:message_id>/acknowledge/", views_inbox.read, name="court_acknowledge"),
    path("court/<int:message_id>/match/", views_inbox.to_case, name="court_match"),
    path("cases/<str:case_id>/record/", views_record.choose, name="case_record"),
    path("cases/<str:case_id>/record/<slug:kind>/", views_record.record, name="case_record_kind"),
    path("cases/<str:case_id>/custody-exception/<str:clock_code>/", views_custody.exception, name="custody_exception"),
]
