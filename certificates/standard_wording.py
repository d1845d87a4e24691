"""The wording used when a course has none of its own in the language asked for, through the ordinary catalogues."""

from django.utils import translation
from django.utils.translation import gettext

from certificates.wording import Wording


def completion_wording(language: str) -> Wording:
    """Return our own words for the certificate of completion."""
    with translation.override(language):
        return Wording(
            title=gettext("Certificate of completion"),
            body=gettext(
                "{name} has completed {course_title} with {organiser} in cooperation with {partners}, "
                "{dates}, {place}, {hours} course hours."
            ),
            disclaimer=gettext(
                "This certificate shows that the course has been completed. It is not an approval as a peer supporter."
            ),
            labels={"partners": gettext("In cooperation with")},
        )


def approval_wording(language: str) -> Wording:
    """Return our own words for the certificate of approval."""
    with translation.override(language):
        return Wording(
            title=gettext("Certificate of approval"),
            body=gettext(
                "{name} is approved as a peer supporter in {organisation} from {from_date}, following completion of the "
                "basic course, signature of the confidentiality pledge and an approval conversation."
            ),
            disclaimer=gettext(
                "The certificate is tied to the assignment and is not an authorisation as a health professional. "
                "To see whether it is valid today, go to {check_url} and enter the code {check_code}."
            ),
        )
