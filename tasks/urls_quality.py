"""Doors of quality reviews: the agent's own, the reviewers' desk, scores, plans."""

from django.urls import URLPattern, path

from tasks.views import quality, quality_desk

urlpatterns: list[URLPattern] = [
    path("work/quality/", quality.reviews, name="my_reviews"),
    path("work/quality/<slug:public_id>/", quality.review, name="my_review"),
    path("work/quality/<slug:public_id>/appeal/", quality.appeal, name="review_appeal"),
    path("desk/quality/", quality_desk.quality, name="desk_quality"),
    path("desk/quality/scores/", quality_desk.scores, name="quality_scores"),
    path("desk/quality/plans/", quality_desk.plans, name="quality_plans"),
    path("desk/quality/<slug:public_id>/", quality_desk.review, name="desk_review"),
    path("desk/quality/<slug:public_id>/score/", quality_desk.score, name="review_score"),
    path("desk/quality/<slug:public_id>/void/", quality_desk.void, name="review_void"),
    path("desk/quality/<slug:public_id>/appeal/", quality_desk.decide, name="review_appeal_decide"),
]
