"""What both triage indexes promise alike: facet fields, and bounds on what is asked."""

from __future__ import annotations

# Fields with facets; a question may restrict each of them to one value.
FACET_FIELDS = ("holder", "right", "kind", "platform", "seller", "region", "status")
LARGEST_PAGE = 500
MOST_FACET_VALUES = 500
# Counts by value read so many of the riskiest hits at most, and say so when there are more.
FACET_CAP = 10_000
