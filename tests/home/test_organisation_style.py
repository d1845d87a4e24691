"""An association's own colour and logo: served as small files, with an address that changes with the content."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from lms.home.organisation_style import logo_address, style_address
from tests.home.making import make_home_page, make_organisation

pytestmark = pytest.mark.django_db


def picture(kind: str = "PNG") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 20), "#7a1f3d").save(content, kind)
    return content.getvalue()


def test_the_colour_comes_as_a_style_sheet_that_may_be_kept(client) -> None:
    organisation = make_organisation(main_colour="#7a1f3d")
    response = client.get(style_address(organisation))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    sheet = response.content.decode()
    assert "--ds-color-main-base-default: #7a1f3d;" in sheet
    assert sheet.count("{") == sheet.count("}") == 6


def test_every_page_of_the_association_loads_it_after_the_theme(client) -> None:
    organisation = make_organisation(main_colour="#7a1f3d")
    make_home_page(organisation)
    body = client.get("/personvern/").content.decode()
    order = [body.index(name) for name in ("theme.css", style_address(organisation), "components.css")]
    assert order == sorted(order)


def test_without_a_colour_or_logo_nothing_is_loaded() -> None:
    organisation = make_organisation()
    assert (style_address(organisation), logo_address(organisation)) == ("", "")


def test_an_old_address_is_not_found_after_the_colour_changed(client) -> None:
    make_home_page()
    organisation = make_organisation(main_colour="#7a1f3d")
    old = style_address(organisation)
    organisation.main_colour = "#1f3d7a"
    organisation.save()
    assert (client.get(old).status_code, client.get(style_address(organisation)).status_code) == (404, 200)


def test_the_logo_takes_the_place_of_the_two_strokes(client) -> None:
    organisation = make_organisation()
    organisation.logo.save("logo.png", ContentFile(picture()))
    make_home_page(organisation)
    body = client.get("/personvern/").content.decode()
    assert f'<img src="{logo_address(organisation)}" alt="">' in body
    response = client.get(logo_address(organisation))
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/png")
    assert b"".join(response.streaming_content) == picture()


@pytest.mark.parametrize("address", ["/stil/likevel-0.css", "/stil/likevel-0/logo", "/stil/ukjent-0.css"])
def test_an_address_with_another_digest_is_not_found(client, address: str) -> None:
    make_home_page(make_organisation(main_colour="#7a1f3d"))
    assert client.get(address).status_code == 404


def test_a_logo_called_a_page_is_not_served_as_one(client) -> None:
    """Kept before the name was checked. Fails if the served kind came from the name alone."""
    organisation = make_organisation(logo=ContentFile(picture() + b"<script>", name="logo.html"))
    response = client.get(logo_address(organisation))
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == (
        "application/octet-stream",
        "nosniff",
    )
