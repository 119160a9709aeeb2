"""Scrapy's settings: who we say we are, what we never do, and every bound of a fetch."""

from __future__ import annotations

from typing import Any

MOST_PAGE_BYTES = 8 * 1024 * 1024
MOST_REDIRECTS = 5
TIMEOUT_S = 30


EVERY_CRAWL: dict[str, Any] = {
    "BOT_NAME": "markwarden",
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    "TWISTED_DNS_RESOLVER": "spiders.guard.GuardedResolver",
    "SCHEDULER": "spiders.frontier.Frontier",
    # Doors that Scrapy would open into this process.
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    # Only the web, never through a proxy of the environment: that would go round the guard.
    "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
    "HTTPPROXY_ENABLED": False,
    "COOKIES_ENABLED": False,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "DOWNLOAD_MAXSIZE": MOST_PAGE_BYTES,
    "DOWNLOAD_WARNSIZE": 0,
    "DOWNLOAD_TIMEOUT": TIMEOUT_S,
    "DOWNLOAD_FAIL_ON_DATALOSS": True,
    "REDIRECT_MAX_TIMES": MOST_REDIRECTS,
    "REDIRECT_PRIORITY_ADJUST": 0,
    "REFERRER_POLICY": "no-referrer",
    "METAREFRESH_ENABLED": False,
    "URLLENGTH_LIMIT": 2000,
    # The frontier retries, the manners wait: twice would be once too often.
    "RETRY_ENABLED": False,
    "DOWNLOAD_DELAY": 0,
    "ROBOTSTXT_OBEY": False,
    "AUTOTHROTTLE_ENABLED": False,
    "HTTPERROR_ALLOW_ALL": True,
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
        "spiders.manners.Manners": 605,
    },
    "SPIDER_MIDDLEWARES": {
        "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
        "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
        "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    },
    "EXTENSIONS": {
        "scrapy.extensions.telnet.TelnetConsole": None,
        "scrapy.extensions.remote_control.RemoteControl": None,
        "scrapy.extensions.logcount.LogCount": None,
        "scrapy.extensions.memusage.MemoryUsage": None,
        "scrapy.extensions.memdebug.MemoryDebugger": None,
        "scrapy.extensions.closespider.CloseSpider": None,
        "scrapy.extensions.feedexport.FeedExporter": None,
        "scrapy.extensions.logstats.LogStats": None,
        "scrapy.extensions.spiderstate.SpiderState": None,
        "scrapy.extensions.throttle.AutoThrottle": None,
    },
    "DEFAULT_REQUEST_HEADERS": {
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8",
    },
    "DEFAULT_DROPITEM_LOG_LEVEL": "DEBUG",
    "LOG_ENABLED": False,
    "LOG_INSTALL_ROOT_HANDLER": False,
    "LOG_LEVEL": "WARNING",
    "STATS_DUMP": False,
}


def user_agent(version: str, contact: str) -> str:
    return f"markwarden/{version} (+contact {contact})"


def crawl_settings(*, version: str, contact: str, concurrency: int) -> dict[str, Any]:
    """What holds for every crawl; the wiring adds what belongs to one sweep."""
    return {
        **EVERY_CRAWL,
        "USER_AGENT": user_agent(version, contact),
        "CONCURRENT_REQUESTS": concurrency * 2,
        "CONCURRENT_REQUESTS_PER_DOMAIN": concurrency,
    }
