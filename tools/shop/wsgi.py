"""The shop as gunicorn serves it, with its pictures and style sheets."""

import os
from pathlib import Path

import oscar
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

application = WhiteNoise(get_wsgi_application())
application.add_files(Path(oscar.__file__).parent / "static", prefix="static/")
application.add_files(settings.MEDIA_ROOT, prefix="media/")
