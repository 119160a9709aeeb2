"""The desk as a WSGI application: every view is synchronous, so a thread a request is enough."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
