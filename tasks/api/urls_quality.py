"""API doors of quality reviews."""

from django.urls import URLPattern, path

from tasks.api import quality

urlpatterns: list[URLPattern] = [
    path("reviews/", quality.MyReviews.as_view(), name="api_reviews"),
    path("reviews/desk/", quality.ReviewDesk.as_view(), name="api_review_desk"),
    path("reviews/scores/", quality.QualityScores.as_view(), name="api_quality_scores"),
    path("reviews/agreement/", quality.ReviewersAgree.as_view(), name="api_reviewers_agree"),
    path("reviews/plans/", quality.QualityPlans.as_view(), name="api_quality_plans"),
    path("reviews/<slug:public_id>/", quality.OneReview.as_view(), name="api_review"),
    path("reviews/<slug:public_id>/score/", quality.ScoreReview.as_view(), name="api_score_review"),
    path("reviews/<slug:public_id>/void/", quality.VoidReview.as_view(), name="api_void_review"),
    path("reviews/<slug:public_id>/appeal/", quality.AppealReview.as_view(), name="api_appeal_review"),
    path(
        "reviews/<slug:public_id>/appeal/decide/",
        quality.DecideReviewAppeal.as_view(),
        name="api_decide_review_appeal",
    ),
]
