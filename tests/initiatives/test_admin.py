"""The admin of plans: for who helps the site's people, to look at and not to change."""

from django.test import Client

from meetups.accounts.models import User
from meetups.initiatives.models import Initiative
from tests.factories import make_user
from tests.signing_in import sign_in


def test_support_staff_look_and_change_nothing(client: Client, initiative: Initiative) -> None:
    Initiative.objects.update(contact_line="Bel Anneke", aim="Geheim", lessons="Geleerd")
    sign_in(client, make_user("Chef", is_staff=True, is_superuser=True))
    url = "/admin/initiatives/initiative/"
    assert "Samen koken, samen eten" in client.get(url).content.decode()
    page = client.get(f"{url}{initiative.pk}/change/").content.decode()
    assert "Samen koken, samen eten" in page
    for hidden in ("Bel Anneke", "Geheim", "Geleerd", "little-contact", "fatma@example.org"):
        assert hidden not in page
    assert client.get(f"{url}add/").status_code == 403
    assert client.post(f"{url}{initiative.pk}/change/", {"title": "Gekaapt"}).status_code == 403
    assert client.post(f"{url}{initiative.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Initiative.objects.get().title == "Samen koken, samen eten"


def test_the_admin_of_plans_is_for_superusers(
    client: Client, initiative: Initiative, curator: User
) -> None:
    sign_in(client, curator)
    assert client.get("/admin/initiatives/initiative/").status_code == 403
