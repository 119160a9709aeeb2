"""Which room answers which path."""

from django.contrib import admin
from django.urls import include, path

# Here and not at every start: commands have no use for them (config.settings).
admin.autodiscover()

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("triage.urls")),
]
