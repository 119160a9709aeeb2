"""Listings from an official API, by the way of every listing."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import markwarden
from config.crawl import user_agent
from config.operator import OperatorSettings
from markwarden.listings_import import import_listings
from markwarden.query_yield import forms_seen, past_yield
from pipelines.imports import Account
from registry.rights import rights_to_match
from spiders.budget import Budgets
from spiders.ebay_api import PLATFORM, ApiAccount, BrowseApi, Keys
from spiders.query_words import search_words
from spiders.tables import open_tables


def import_ebay(
    words: tuple[str, ...], settings: OperatorSettings, *, most: int
) -> tuple[ApiAccount, Account]:
    """Search eBay for `words`, or for those of the rights watched; what was asked, and what became of it.

    Raises:
        ConfigError: there are no keys.
        ApiRefused: eBay did not answer as it documents.
    """
    keys = Keys(
        client_id=settings.ebay_client_id,
        client_secret=settings.ebay_client_secret.get_secret_value(),
        marketplace=settings.ebay_marketplace,
        url=settings.ebay_url,
        per_day=settings.ebay_calls_per_day,
    )
    asked = words or search_words(
        rights_to_match(),
        past=past_yield(PLATFORM),
        forms=forms_seen(PLATFORM),
        most=settings.ebay_calls_per_day,
    )
    with closing(open_tables(settings.frontier_place)) as tables:
        api = BrowseApi(
            keys,
            Budgets(tables, clock=tables.now),
            agent=user_agent(markwarden.__version__, settings.contact),
            clock=lambda: datetime.now(UTC),
        )
        taken = import_listings(
            api.search(asked, most=most), settings=settings, platform=PLATFORM, source="eBay Browse API"
        )
    return api.account, taken
