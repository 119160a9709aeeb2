"""The desk's paths."""

from django.urls import path, re_path

from triage.pages import aliases, doors, exceptions, health, hit, house, indexing, pictures, queue

DIGEST = r"(?P<digest>[0-9a-f]{64})"
HIT = r"(?P<hit_id>[0-9a-f]{32})"

urlpatterns = [
    path("", queue.queue, name="queue"),
    re_path(rf"^hits/{HIT}/$", hit.hit, name="hit"),
    re_path(rf"^hits/{HIT}/decide/$", hit.decide_hit, name="decide"),
    re_path(rf"^hits/{HIT}/exceptions/$", exceptions.close, name="close-exception"),
    re_path(rf"^hits/{HIT}/exceptions/again/$", exceptions.again, name="try-exceptions"),
    re_path(rf"^pictures/{DIGEST}$", pictures.picture, name="picture"),
    re_path(rf"^references/{DIGEST}$", pictures.reference, name="reference"),
    path("aliases/", aliases.aliases, name="aliases"),
    path("aliases/<int:alias_id>/decide/", aliases.decide, name="decide-alias"),
    path("sweeps/", house.sweeps, name="sweeps"),
    path("index/", indexing.index, name="index-state"),
    path("index/again/", indexing.again, name="index-again"),
    path("audit/", house.audit, name="audit"),
    path("login/", doors.Login.as_view(), name="login"),
    path("logout/", doors.Logout.as_view(), name="logout"),
    path("enter/<str:token>/", doors.enter, name="enter"),
    path("language/", doors.language, name="language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
