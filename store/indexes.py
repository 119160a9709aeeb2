"""Which triage index serves: Elasticsearch where its URL is set, else the embedded one."""

from __future__ import annotations

from functools import lru_cache

from config.operator import OperatorSettings
from domain.ports import HitIndex
from store.embedded import EmbeddedIndex


@lru_cache(maxsize=4)
def open_index(settings: OperatorSettings) -> HitIndex:
    """The index these settings name; made on first use, nothing is asked of a server yet."""
    if not settings.elasticsearch_url:
        return EmbeddedIndex(settings.embedded_index_path)
    from store.elastic import ElasticIndex  # noqa: PLC0415  # a fifth of a command's start, for its client

    return ElasticIndex.at(
        settings.elasticsearch_url,
        api_key=settings.elasticsearch_api_key.get_secret_value(),
        ca=settings.elasticsearch_ca,
        timeout_s=settings.elasticsearch_timeout_s,
        prefix=settings.elasticsearch_prefix,
    )
