"""All settings, from the environment. `tests/settings.py` overrides what tests need.

Two modes: the default is for a laptop (`make run`); `PRODUCTION=1` turns on what a public site
needs and refuses to start without it.
"""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from meetups.accounts.municipal_sign_in import read_providers
from meetups.environment import Environment, database
from meetups.sealing import are_keys

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()
env.read_env(BASE_DIR / ".env")

PRODUCTION: bool = env.bool("PRODUCTION", False)
# For trying out: invented people who sign in by one click, and mail that stays on this machine.
DEMO: bool = env.bool("DEMO", not PRODUCTION)
# Everything that this site writes: database, broker, collected static files.
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var"))).resolve()

DEBUG: bool = env.bool("DEBUG", False)
DEFAULT_SECRET_KEY = "only-for-a-laptop-never-for-a-public-site"  # noqa: S105
SECRET_KEY: str = env.str("SECRET_KEY", DEFAULT_SECRET_KEY)
# Keys of before: what was made with them stays valid while the newest makes what is new.
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# The name and place in the header; a municipality sets its own.
SITE_NAME: str = env.str("SITE_NAME", "Buurtbrug")
SITE_PLACE: str = env.str("SITE_PLACE", "")
# Who is responsible, where readers can write, and where this site's own code lies.
SITE_OWNER: str = env.str("SITE_OWNER", "")
SITE_CONTACT: str = env.str("SITE_CONTACT", "")
SITE_SOURCE_URL: str = env.str("SITE_SOURCE_URL", "")
# Where people reach this site: links in mail start with it, since the worker sees no request.
SITE_URL: str = env.str("SITE_URL", "" if PRODUCTION else "http://localhost:8000").rstrip("/")
# Where to report a leak, as an address: mailto: or https:. Shown in /.well-known/security.txt.
SECURITY_CONTACT: str = env.str(
    "SECURITY_CONTACT", "" if PRODUCTION else "mailto:security@localhost"
)

INSTALLED_APPS = [
    "meetups.accounts",  # before django.contrib.auth: its createsuperuser asks for no password
    "meetups.accounts.apps.StaffSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "simple_history",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "meetups.outbox",
    "meetups.audit",
    "meetups.operations",
    "neighbourhoods",
    "meetups.suggestions",
    "meetups.initiatives",
    "meetups.agenda",
    "meetups.support",
    "meetups.reminders",
    "meetups.dashboard",
    "meetups.pages",
    *(["meetups.demo"] if DEMO else []),
]

MIDDLEWARE = [
    # First those that add headers, so that static files and errors have them too.
    "meetups.web.SafeHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "meetups.accounts.sessions.SessionLimitMiddleware",
    "meetups.accounts.kept_forms.BackToTheFormMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "meetups.web.UnavailableMiddleware",
]

ROOT_URLCONF = "meetups.urls"
WSGI_APPLICATION = "meetups.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "meetups.web.site",
                *(["meetups.demo.context.demo"] if DEMO else []),
            ],
            "libraries": {"bb": "meetups.tags"},
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "meetups.tags"],
        },
    }
]


# --- database ---------------------------------------------------------------
DATABASES = {
    "default": database(env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'buurtbrug.sqlite3'}"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, Any]] = {
    # Counts of attempts to sign in: these must hold over processes, so they lie in the database.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Pieces of pages that are the same for everyone; the tag `cache` takes it by this name.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
    # Feeds of the agenda, of up to some hundreds of kB, and when each was looked after.
    "feeds": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "feeds",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 60},
    },
    # Rows and filters of the lists at a desk, by all that they tell: some kB each.
    "desk": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "desk",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
    # Lines of the lists of the agenda, by all that they tell.
    "agenda_lines": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "agenda_lines",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
    # Whole pages, of some 20 kB, for as long as KEPT_PAGE_SECONDS.
    "kept_pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "kept_pages",
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}
# How old a page may be that a visitor sees who is not signed in.
KEPT_PAGE_SECONDS: float = env.float("KEPT_PAGE_SECONDS", 10)

# --- people -----------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# Nobody has a password: people sign in with a code by e-mail, a passkey or their municipality.
AUTHENTICATION_BACKENDS = ["meetups.accounts.backends.NoPasswords"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "initiatives:mine"
# People of a municipality begin at their desk.
OFFICE_REDIRECT_URL = "dashboard:start"
LOGOUT_REDIRECT_URL = "pages:home"
ACCOUNT_ADAPTER = "meetups.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = int(timedelta(minutes=10).total_seconds())
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code is the proof
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
# Proxies in front that add to X-Forwarded-For: what they say is believed, what clients say not.
ALLAUTH_TRUSTED_PROXY_COUNT: int = env.int("TRUSTED_PROXIES", 1 if PRODUCTION else 0)
# How often, by address on the internet ("ip") and by e-mail address ("key").
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/h/ip",
    "confirm_login_code": "60/h/ip",
    "code_mail": "3/h/key",
    "save_advice": "60/h/ip",
    "team_mail": "3/h/key,5/d/key",
    "rsvp": "20/h/ip",
    "rsvp_mail": "3/h/key,5/d/key",
    "rsvp_meetup": "200/h/key",
    "rights": "5/h/ip",
    "manage_email": "5/h/user",
}
SOCIALACCOUNT_ADAPTER = "meetups.accounts.oidc.SignInAdapter"
SOCIALACCOUNT_PROVIDERS = read_providers(env, https_only=PRODUCTION)
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "meetups.accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "meetups.accounts.forms.second_factor.UseCode",
    "reauthenticate": "meetups.accounts.forms.second_factor.UseCodeAgain",
    "activate_totp": "meetups.accounts.forms.second_factor.AddApp",
    "login_webauthn": "meetups.accounts.forms.second_factor.SignInByPasskey",
    "authenticate_webauthn": "meetups.accounts.forms.second_factor.UsePasskey",
    "reauthenticate_webauthn": "meetups.accounts.forms.second_factor.UsePasskeyAgain",
    "add_webauthn": "meetups.accounts.forms.second_factor.AddPasskey",
    "edit_webauthn": "meetups.accounts.forms.second_factor.NamePasskey",
}
MFA_TOTP_ISSUER = SITE_NAME
# Passkeys ask for https, except on a laptop.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

# Whose room says on the page of an area what is planned there (it gets the area, and gives HTML).
PLANNED_HERE = "meetups.agenda.views.lists.planned_here"
# Rooms that tell the curators what of the catalogue is used: slugs of formats, keys of sources.
FORMATS_CHOSEN = "meetups.initiatives.queries.advice.chosen_formats"
SOURCES_NAMED = "meetups.pages.research.sources_named"

# --- official data: where CBS and PDOK publish it; {year} is filled in -----------------------
NEIGHBOURHOOD_SOURCES = {
    "figures": env.str("FIGURES_URL", "https://download.cbs.nl/regionale-kaarten/kwb-{year}.xlsx"),
    "postcodes": env.str(
        "POSTCODES_URL",
        "https://download.cbs.nl/postcode/{year}-cbs-pc6huisnr{year}0801_buurt.zip",
    ),
    "boundaries": env.str(
        "BOUNDARIES_URL",
        "https://service.pdok.nl/cbs/wijkenbuurten/{year}/atom/downloads/wijkenbuurten_{year}.gpkg",
    ),
}

# --- language and time ------------------------------------------------------
LANGUAGE_CODE = "nl"
# To try out another time of the year: how far our clock is ahead (see meetups/clock.py).
CLOCK_OFFSET_SECONDS: int = (
    env.int("CLOCK_OFFSET_SECONDS", 0) if env.bool("ALLOW_CLOCK_OFFSET", False) else 0
)
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "meetups" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True

# --- what people upload: no address leads there, views hand out what someone may see ----------
MEDIA_ROOT = VAR_DIR / "uploads"
FILE_UPLOAD_PERMISSIONS = 0o600
# A thousand guests on one form, each with a field, and what is around them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1100

# --- static files -----------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STORAGES = {
    # What people send us has no public address: only views that check who asks serve it.
    "default": {
        "BACKEND": "meetups.files.WholeFileStorage",
        "OPTIONS": {
            "location": VAR_DIR / "uploads",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# What comes in waits in memory, so that it needs no room on a disk and leaves nothing in /tmp.
FILE_UPLOAD_HANDLERS = [
    "meetups.initiatives.uploads.AtMostTenMegabytes",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024  # of a whole request: a file and its form

# --- safety -----------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "meetups.accounts.stored_sessions"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "meetups.web.MessageStorage"
MESSAGE_COOKIE_NAME = "messages"
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    MESSAGE_COOKIE_NAME = "__Host-messages"

# --- mail: on a laptop it is printed on the console ------------------------------------------
EMAIL_URL: str = env.str("EMAIL_URL", "")
vars().update(env.mail_server("EMAIL_URL", "consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <noreply@localhost>")
# What Message-IDs and calendar entries end on; it must never change.
MAIL_DOMAIN: str = (
    env.str("MAIL_DOMAIN", "") or DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
)
if DEMO:  # whatever EMAIL_URL says
    EMAIL_BACKEND = "meetups.demo.mail.MailboxBackend"

# Kinds of mail, and whose room makes the letter when it leaves (see meetups/outbox/letters.py).
OUTBOX_KINDS = {
    "office_member": "meetups.accounts.letters.office_member",
    "publish_asked": "meetups.suggestions.letters.publish_asked",
    "team_invitation": "meetups.initiatives.letters.team_invitation",
    "hand_over": "meetups.initiatives.letters.hand_over",
    "rsvp_confirm": "meetups.agenda.letters.sign_up.rsvp_confirm",
    "rsvp_coming": "meetups.agenda.letters.sign_up.rsvp_coming",
    "rsvp_waiting": "meetups.agenda.letters.sign_up.rsvp_waiting",
    "rsvp_offer": "meetups.agenda.letters.sign_up.rsvp_offer",
    "rsvp_offer_ended": "meetups.agenda.letters.sign_up.rsvp_offer_ended",
    "rsvp_withdrawn": "meetups.agenda.letters.sign_up.rsvp_withdrawn",
    "rsvp_removed": "meetups.agenda.letters.sign_up.rsvp_removed",
    "meetup_changed": "meetups.agenda.letters.changes.meetup_changed",
    "meetup_cancelled": "meetups.agenda.letters.changes.meetup_cancelled",
    "guest_note": "meetups.agenda.letters.notes.guest_note",
    "guest_rights": "meetups.agenda.letters.rights.guest_rights",
    "office_wrote": "meetups.support.letters.thread.office_wrote",
    "team_wrote": "meetups.support.letters.thread.team_wrote",
    "help_asked": "meetups.support.letters.help.help_asked",
    "help_answered": "meetups.support.letters.help.help_answered",
    "promise_told": "meetups.support.letters.help.promise_told",
    "plan_decided": "meetups.support.letters.review.plan_decided",
    "plan_reconsidered": "meetups.support.letters.again.plan_reconsidered",
    "promise_given": "meetups.support.letters.given.promise_given",
    "review_assigned": "meetups.support.letters.review.review_assigned",
    "introduction": "meetups.support.letters.together.introduction",
    "introduction_answered": "meetups.support.letters.together.introduction_answered",
    "guest_week": "meetups.reminders.letters.guests.guest_week",
    "guest_day": "meetups.reminders.letters.guests.guest_day",
    "guest_hours": "meetups.reminders.letters.guests.guest_hours",
    "evening_before": "meetups.reminders.letters.organisers.evening_before",
    "morning_after": "meetups.reminders.letters.organisers.morning_after",
    "organiser_digest": "meetups.reminders.letters.organisers.organiser_digest",
    "office_digest": "meetups.reminders.letters.offices.office_digest",
    "catalogue_digest": "meetups.reminders.letters.curators.catalogue_digest",
}
# How long a worker may keep a few messages to itself, and the first wait after a refusal; each
# next wait is twice as long, up to thirty times this.
OUTBOX_LEASE_SECONDS: float = env.float("OUTBOX_LEASE_SECONDS", 120)
OUTBOX_RETRY_SECONDS: float = env.float("OUTBOX_RETRY_SECONDS", 60)
# Where a worker notes the last mail it sent, to hold all mail when an older database is put back.
OUTBOX_LAST_SENT: Path | None = None if DEMO else VAR_DIR / "last-sent.json"
# Who gets these can stop them with one click; the others tell what must be known.
OUTBOX_OPTIONAL_KINDS = {
    *("guest_note", "guest_week", "guest_day", "guest_hours"),
    *("evening_before", "morning_after", "organiser_digest", "office_digest"),
    "catalogue_digest",
}
# What of an office hangs on one of its people, told before they are removed: by a room further up.
WORK_OF_MEMBERS = "meetups.support.queries.promises.work_of"
# What must always be so: `manage.py check_invariants` asks each for the rows that are not.
INVARIANTS = [
    "meetups.outbox.queries.broken_messages",
    "meetups.agenda.queries.invariants.broken_seats",
    "meetups.support.queries.promises.broken_money",
]

# Keys of 32 bytes in base64, newest first, for what the database must not tell.
DEFAULT_SEALING_KEY = "b25seS1mb3ItYS1sYXB0b3AtbmV2ZXItZm9yLWEtc2k="
SEALING_KEYS: list[str] = env.list(
    "SEALING_KEYS", default=[] if PRODUCTION else [DEFAULT_SEALING_KEY]
)

# --- the worker -------------------------------------------------------------
# Empty: `manage.py serve` starts a broker of its own, on a socket that only this user can open.
REDIS_URL: str = env.str("REDIS_URL", "")
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{VAR_DIR / 'broker.sock'}"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# Mail has a queue of its own, so that it waits for no other work. Who names no queue takes both.
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {"work": {}, "mail": {}}
CELERY_TASK_DEFAULT_QUEUE = "work"
CELERY_TASK_ROUTES = {"meetups.outbox.tasks.send_due": {"queue": "mail"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
# In KiB: a process that holds more makes place for a new one when its task is done.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
# Seconds, and then its process is killed: whatever it did, the next ring does again. No soft
# limit, which would raise an error inside a letter and so take it for the letter's own fault.
CELERY_TASK_TIME_LIMIT = 90
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "meetups.operations.beat:Rings"
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {
        "task": "meetups.operations.tasks.beat",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},
    },
    "send-due": {
        "task": "meetups.outbox.tasks.send_due",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},
    },
    "erase-old-messages": {
        "task": "meetups.outbox.tasks.erase_old",
        "schedule": timedelta(hours=6),
        "options": {"expires": 6 * 3600},
    },
    "plan-reminders": {
        "task": "meetups.reminders.tasks.plan",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "end-offers": {
        "task": "meetups.agenda.tasks.end_offers",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "purge": {
        "task": "meetups.agenda.tasks.purge",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "erase-unused-accounts": {
        "task": "meetups.accounts.tasks.erase_unused_accounts",
        "schedule": timedelta(hours=6),
        "options": {"expires": 6 * 3600},
    },
    "erase-ended-sessions": {
        "task": "meetups.accounts.tasks.erase_ended_sessions",
        "schedule": timedelta(hours=6),
        "options": {"expires": 6 * 3600},
    },
    "erase-old-reports": {
        "task": "neighbourhoods.tasks.erase_old_reports",
        "schedule": timedelta(hours=6),
        "options": {"expires": 6 * 3600},
    },
    "erase-saved-advice": {
        "task": "meetups.suggestions.tasks.erase_unused_advice",
        "schedule": timedelta(hours=6),
        "options": {"expires": 6 * 3600},
    },
    "erase-old-records": {
        "task": "meetups.audit.tasks.erase_old",
        "schedule": timedelta(hours=6),
        "options": {"expires": 6 * 3600},
    },
    "erase-old-invitations": {
        "task": "meetups.initiatives.tasks.erase_invitations",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
    "erase-lost-plans": {
        "task": "meetups.initiatives.tasks.erase_plans",
        "schedule": timedelta(hours=1),
        "options": {"expires": 3600},
    },
}

# --- figures for the operator ----------------------------------------------
# Who may read /metrics: addresses or networks, such as 10.0.0.0/8. To all others it is not there.
METRICS_ALLOWED: list[str] = env.list(
    "METRICS_ALLOWED", default=[] if PRODUCTION else ["127.0.0.0/8", "::1"]
)
for network in METRICS_ALLOWED:
    try:
        ip_network(network, strict=False)
    except ValueError as error:
        raise ImproperlyConfigured(
            "METRICS_ALLOWED must name addresses or networks, such as 10.0.0.0/8."
        ) from error

# --- logs -------------------------------------------------------------------
# Calm: what people do is not logged, only what goes wrong and who signs in or out, by number
# (see meetups/operations/logs.py and meetups/accounts/sign_in_log.py).
LOG_FORMAT: str = env.str("LOG_FORMAT", "text")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "()": "meetups.operations.logs.TextFormatter",
            "format": "{levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"()": "meetups.operations.logs.JsonFormatter"},
    },
    "filters": {
        "hide_queries": {"()": "meetups.operations.logs.HideQueries"},
        "not_ready_is_no_error": {"()": "meetups.operations.logs.NotReadyIsNoError"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if LOG_FORMAT == "json" else "text",
            "filters": ["hide_queries"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR", "filters": ["not_ready_is_no_error"]},
        "meetups": {"level": "INFO"},
        "neighbourhoods": {"level": "INFO"},
    },
}

# --- the first start --------------------------------------------------------
# What `manage.py serve` loads when the table that it fills is empty.
FIRST_START = {
    "load_demo_neighbourhoods": "neighbourhoods.Area",
    "load_catalogue": "suggestions.ActivityType",
    **({"seed_demo": "initiatives.Initiative"} if DEMO else {}),
}

# --- the promises of a public site ------------------------------------------
for variable, fits, what in (
    (
        "SITE_URL",
        PRODUCTION or SITE_URL.startswith(("https://", "http://")),  # that asks for more, below
        "an address, as https://host",
    ),
    ("SITE_CONTACT", "@" in SITE_CONTACT, "an e-mail address"),
    ("SITE_SOURCE_URL", SITE_SOURCE_URL.startswith("https://"), "an address with https://"),
    (
        "SECURITY_CONTACT",
        SECURITY_CONTACT.startswith(("mailto:", "https://")),
        "an address that starts with mailto: or https://",
    ),
    ("MAIL_DOMAIN", not {"@", "/", " "} & set(MAIL_DOMAIN), "the name of a domain"),
    ("LOG_FORMAT", LOG_FORMAT in ("text", "json"), "text or json"),
    (
        "REDIS_URL",
        REDIS_URL.startswith(("redis://", "rediss://", "redis+socket://", "memory://")),
        "an address that starts with redis:// or rediss://",
    ),
):
    env.demand(variable, fits, what)
env.check()
if PRODUCTION:
    # Preloading binds every name under the domain for good: the owner of the domain decides.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    faults = [
        sentence
        for wrong, sentence in (
            (DEBUG, "DEBUG must be off."),
            (DEMO, "DEMO must be off: it lets anyone sign in as anyone."),
            (CLOCK_OFFSET_SECONDS != 0, "CLOCK_OFFSET_SECONDS must be 0: it is for trying out."),
            (
                SECRET_KEY == DEFAULT_SECRET_KEY or len(SECRET_KEY) < 50,
                "SECRET_KEY must be set, to 50 or more random characters.",
            ),
            (
                not EMAIL_URL,
                "EMAIL_URL must name the mail server, as smtp+tls://user:password@host:587.",
            ),
            (
                "@" not in DEFAULT_FROM_EMAIL or "@localhost" in DEFAULT_FROM_EMAIL,
                "DEFAULT_FROM_EMAIL must be the address that mail comes from.",
            ),
            (not ALLOWED_HOSTS, "ALLOWED_HOSTS must name the site's host."),
            (
                not SECURITY_CONTACT,
                "SECURITY_CONTACT must say where to report a leak, as mailto:security@host.",
            ),
            (
                not SITE_URL.startswith("https://"),
                "SITE_URL must be the address of the site, such as https://buurtbrug.example.",
            ),
            (
                not are_keys(SEALING_KEYS) or DEFAULT_SEALING_KEY in SEALING_KEYS,
                "SEALING_KEYS must name one or more keys: openssl rand -base64 32 makes one.",
            ),
            ("*" in ALLOWED_HOSTS, "ALLOWED_HOSTS must not be *."),
            (
                any(not origin.startswith("https://") for origin in CSRF_TRUSTED_ORIGINS),
                "CSRF_TRUSTED_ORIGINS must start with https://.",
            ),
        )
        if wrong
    ]
    if faults:
        raise ImproperlyConfigured(" ".join(["PRODUCTION=1 refuses to start.", *faults]))
    # The container's own health check asks by this name.
    ALLOWED_HOSTS = [*ALLOWED_HOSTS, "localhost"]
