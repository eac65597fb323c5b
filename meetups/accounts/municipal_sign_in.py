"""The sign-in of municipalities, read from the environment at the start, so that faults show then.

`OFFICE_SIGN_IN=GM0243,GM0622` names them; for each, such as GM0243:

- `OIDC_GM0243_URL`: the address of their OpenID Connect provider;
- `OIDC_GM0243_CLIENT_ID`, `OIDC_GM0243_SECRET`: what they gave this site;
- `OIDC_GM0243_DOMAINS`: the domains of their people's e-mail addresses; others are refused;
- `OIDC_GM0243_REVIEWERS`, `OIDC_GM0243_MANAGERS`: their groups, with commas between;
- `OIDC_GM0243_GROUPS_CLAIM`: where the groups stand, when not in `groups`;
- `OIDC_GM0243_SECOND_FACTOR=1`: they ask a second proof of everyone, so we need not.
"""

import re
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

PROVIDER = "openid_connect"
_CODE = re.compile(r"GM\d{4}")
_NEEDED = ("URL", "CLIENT_ID", "SECRET", "DOMAINS")


def read_providers(env: environ.Env, *, https_only: bool) -> dict[str, Any]:
    """The setting SOCIALACCOUNT_PROVIDERS. Raises ImproperlyConfigured with all that is wrong."""
    faults: list[str] = []
    codes = env.list("OFFICE_SIGN_IN", default=[])
    apps = [_app(env, code, https_only, faults) for code in codes]
    if len(set(codes)) < len(codes):
        faults.append("OFFICE_SIGN_IN names a municipality twice.")
    if faults:
        raise ImproperlyConfigured(" ".join(faults))
    return {PROVIDER: {"APPS": apps}} if apps else {}


def _app(env: environ.Env, code: str, https_only: bool, faults: list[str]) -> dict[str, Any]:
    if not _CODE.fullmatch(code):
        faults.append(f"OFFICE_SIGN_IN: {code} is not the code of a municipality, such as GM0243.")
        return {}
    name = f"OIDC_{code}_"
    faults += [f"{name}{key} must be set." for key in _NEEDED if not env.str(f"{name}{key}", "")]
    url = env.str(f"{name}URL", "")
    if not url.startswith("https://" if https_only else ("https://", "http://")):
        faults.append(f"{name}URL must start with https://.")
    roles = {
        role: env.list(f"{name}{role.upper()}", default=[]) for role in ("managers", "reviewers")
    }
    if not any(roles.values()):
        faults.append(f"{name}REVIEWERS or {name}MANAGERS must name a group.")
    return {
        "provider_id": code,
        "name": code,
        "client_id": env.str(f"{name}CLIENT_ID", ""),
        "secret": env.str(f"{name}SECRET", ""),
        "settings": {
            "server_url": url,
            "oauth_pkce_enabled": True,
            "domains": [domain.lower() for domain in env.list(f"{name}DOMAINS", default=[])],
            "groups_claim": env.str(f"{name}GROUPS_CLAIM", "groups"),
            "second_factor": env.bool(f"{name}SECOND_FACTOR", False),
            **roles,
        },
    }
