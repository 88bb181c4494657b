"""The addresses of this app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.cases import (
    views_alerts,
    views_case,
    views_confirm,
    views_step,
    views_work,
    work_views_cases,
    work_views_more,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("work/", views_work.work, name="work"),
    path("work/next/", views_work.take, name="work_next"),
    path("work/several/", work_views_cases.bulk, name="work_bulk"),
    path("work/cases/<str:case_id>/back/", work_views_cases.give_back, name="work_case_back"),
    path("work/cases/<str:case_id>/handover/", work_views_cases.hand_over, name="work_handover"),
    path("work/cases/<str:case_id>/transfer/", work_views_cases.transfer, name="work_transfer"),
    path("work/absences/", work_views_more.absences, name="work_absences"),
    path("work/absences/<int:absence_id>/end/", work_views_more.absence_end, name="work_absence_end"),
    path("work/order/offences/", work_views_more.offence_mapping, name="offence_mapping"),
    path("work/order/offences/sign/", work_views_more.sign_offence_mapping, name="sign_offence_mapping"),
    path("alerts/", views_alerts.alerts, name="alerts"),
    path("alerts/<int:alert_id>/seen/", views_alerts.alert_seen, name="alert_seen"),
    path("cases/begin/", views_case.begin, name="case_begin"),
    path("cases/stops/", views_case.stops, name="stops"),
    path("cases/stops/<int:proposal_id>/acknowledge/", views_case.stop_acknowledge, name="stop_acknowledge"),
    path("cases/<str:case_id>/", views_case.case, name="case"),
    path("cases/<str:case_id>/step/<str:step_id>/", views_step.case_step, name="case_step"),
    path("cases/<str:case_id>/proposed/<int:proposal_id>/", views_step.case_proposal, name="case_proposal"),
    path("cases/<str:case_id>/ask/<str:blocker>/", views_case.ask, name="case_ask"),
    path("cases/<str:case_id>/again/<int:event_id>/", views_case.built, name="case_built"),
    path("cases/<str:case_id>/confirm/", views_confirm.case_confirm, name="case_confirm"),
    path("cases/<str:case_id>/receipt/", views_case.receipt, name="case_receipt"),
]
