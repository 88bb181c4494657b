"""The addresses of review: pairs, questions, how work is ordered; the work list itself is of `cases`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from sojourn.register.review import views_pairs, views_questions, views_work

urlpatterns: list[URLPattern | URLResolver] = [
    path("work/order/", views_work.order, name="work_order"),
    path("work/<int:piece_id>/back/", views_work.back, name="work_back"),
    path("match/", views_pairs.match_review, name="match_review"),
    path("match/<int:piece_id>/", views_pairs.pair, name="pair"),
    path("match/decided/<int:decision_id>/", views_pairs.decided, name="pair_decided"),
    path("match/decided/<int:decision_id>/undo/", views_pairs.undo, name="pair_undo"),
    path("match/agreement/", views_pairs.agreement, name="pair_agreement"),
    path("questions/", views_questions.questions, name="questions"),
    path("questions/<int:piece_id>/", views_questions.question, name="question"),
]
