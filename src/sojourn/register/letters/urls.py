"""The addresses of letters, mail and documents."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.letters import mail_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("cases/<str:case_id>/letters/", views.case_letters, name="case_letters"),
    path("cases/<str:case_id>/letters/new/<str:kind>/", views.new_letter, name="new_letter"),
    path("cases/<str:case_id>/documents/", mail_views.case_documents, name="case_documents"),
    path("letters/<str:letter>/", views.letter, name="letter"),
    path("letters/<str:letter>/pdf/", views.letter_pdf, name="letter_pdf"),
    path("documents/<int:document_id>/", mail_views.document, name="document"),
    path("mail/", mail_views.mail_queue, name="mail_queue"),
    path("mail/<int:mail_id>/", mail_views.mail, name="mail"),
    path("mail/<int:mail_id>/file/", mail_views.mail_file, name="mail_file"),
]
