"""Log lines: event first, facts as fields, secrets never."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

SECRET_WORDS = ("password", "secret", "api_key", "token", "cookie", "authorization")


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Blank every field whose name says that it is a secret."""
    for key in event:
        if any(word in key.lower() for word in SECRET_WORDS):
            event[key] = "…"
    return event


def set_up_logs(*, level: str = "info", shape: str = "console") -> None:
    """Send structlog and the standard library's logging to standard error, as `shape` says."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if shape == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=renderer))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Chatter of libraries that says nothing an operator can act on.
    for name in ("scrapy", "twisted", "elastic_transport", "asyncio", "apscheduler", "PIL", "axes"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # One line for each lost connection; `index.away` says it once.
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    # Tells at every start which of its builds the processor takes.
    logging.getLogger("faiss").setLevel(logging.WARNING)
