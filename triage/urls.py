"""The desk's paths."""

from django.urls import path, re_path

from triage.pages import (
    aliases,
    cases,
    collection,
    doors,
    exceptions,
    health,
    hit,
    house,
    indexing,
    indications,
    pictures,
    queue,
    rights,
    saved,
)

DIGEST = r"(?P<digest>[0-9a-f]{64})"
CASE = r"(?P<number>[0-9]{4}-[0-9]{5,9})"
NOTICE = r"(?P<notice>[0-9]{1,6})"
PAPER = r"(?P<kind>docx|txt|csv|json)"
FILE = r"(?P<kind>docx|json)"
HIT = r"(?P<hit_id>[0-9a-f]{32})"

urlpatterns = [
    path("", queue.queue, name="queue"),
    re_path(rf"^hits/{HIT}/$", hit.hit, name="hit"),
    re_path(rf"^hits/{HIT}/drawing$", pictures.drawing, name="drawing"),
    re_path(rf"^hits/{HIT}/decide/$", hit.decide_hit, name="decide"),
    re_path(rf"^hits/{HIT}/exceptions/$", exceptions.close, name="close-exception"),
    re_path(rf"^hits/{HIT}/exceptions/again/$", exceptions.again, name="try-exceptions"),
    re_path(rf"^hits/{HIT}/good-faith[.]{FILE}$", cases.good_faith, name="good-faith"),
    re_path(rf"^hits/{HIT}/case/$", cases.new_case, name="new-case"),
    path("cases/", cases.cases, name="cases"),
    re_path(rf"^cases/{CASE}/$", cases.case, name="case"),
    re_path(rf"^cases/{CASE}/draft/$", cases.draft, name="draft-notice"),
    re_path(rf"^cases/{CASE}/close/$", cases.close, name="close-case"),
    re_path(rf"^cases/{CASE}/good-faith[.]{FILE}$", cases.case_good_faith, name="case-good-faith"),
    re_path(rf"^cases/{CASE}/{NOTICE}/$", cases.notice, name="notice"),
    re_path(rf"^cases/{CASE}/{NOTICE}[.]{PAPER}$", cases.notice_paper, name="notice-paper"),
    path("rights/", rights.rights, name="rights"),
    path("rights/<int:number>/", rights.right, name="right"),
    path("rights/<int:number>/preview/", rights.preview, name="preview-right"),
    path("rights/<int:number>/watch/", rights.watch, name="watch-right"),
    re_path(rf"^pictures/{DIGEST}$", pictures.picture, name="picture"),
    re_path(rf"^references/{DIGEST}$", pictures.reference, name="reference"),
    path("saved/", saved.save, name="save-question"),
    path("saved/<int:saved_id>/forget/", saved.forget, name="forget-question"),
    path("aliases/", aliases.aliases, name="aliases"),
    path("aliases/<int:alias_id>/decide/", aliases.decide, name="decide-alias"),
    path("indications/", indications.indications, name="indications"),
    path("sweeps/", house.sweeps, name="sweeps"),
    path("sweeps/order/", collection.order, name="order"),
    path("sweeps/alerts/<int:alert_id>/close/", collection.close_alert, name="close-alert"),
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
