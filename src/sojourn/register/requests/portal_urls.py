"""The addresses of what people ask, and of receipts, at the person's door; the staff's service has none of them."""

from __future__ import annotations

from django.urls import path

from sojourn.register.requests import portal_departures, portal_views

urlpatterns = [
    path("mine/asked/", portal_views.asked, name="portal_receipts"),
    path("mine/asked/<str:reference>/", portal_views.one, name="portal_request"),
    path("mine/asked/<str:reference>/more/", portal_views.more, name="portal_request_more"),
    path("mine/asked/<str:reference>/office/", portal_views.office, name="portal_request_office"),
    path("mine/asked/<str:reference>/back/", portal_departures.take_back, name="portal_take_back"),
    path("mine/ask/answer/", portal_views.answer, name="portal_ask_answer"),
    path("mine/ask/correction/", portal_views.correction, name="portal_ask_correction"),
    path("mine/ask/complaint/", portal_views.complaint, name="portal_ask_complaint"),
    path("mine/departure/", portal_departures.departure, name="portal_declare_departure"),
    path("mine/departed/<str:stay_id>/", portal_departures.give, name="portal_give_receipt"),
    path("mine/receipt/<str:reference>/", portal_departures.receipt, name="portal_receipt"),
    path("mine/receipt/<str:reference>/pdf/", portal_departures.receipt_pdf, name="portal_receipt_pdf"),
    path("mine/told/", portal_views.told_of, name="portal_told"),
    path("check/", portal_departures.check, name="portal_check"),
]
