"""Reads the starter course as a trainee does: logged in, with a place, on the rendered page, in each language."""

from __future__ import annotations

import re
from html import unescape

from django.test import Client

from courses.models import ChecklistPage, CoursePage, Enrolment
from tests.making import make_enrolment, make_run

LANGUAGES = ("nb", "nn", "en")
OUTLINE = "outline"


class Reader:
    """A trainee who leafs through the starter course in one language after another."""

    def __init__(self, client: Client, course: CoursePage) -> None:
        self.client, self.course_path = client, course.path
        self.place: Enrolment = make_enrolment(make_run(course))
        client.force_login(self.place.person)

    def page(self, code: str, language: str, **send: str) -> str:
        """The words of the main part of a rendered page, without tags; `send` posts first."""
        return words_in(self.html(code, language, **send))

    def html(self, code: str, language: str, **send: str) -> str:
        """The main part of a rendered page. A notice about the content is opened."""
        type(self.place.person).objects.filter(pk=self.place.person_id).update(language=language)
        address = f"/kurs/{self.place.pk}/" if code == OUTLINE else f"/kurs/{self.place.pk}/{code}/"
        answer = self.client.post(address, send, follow=True) if send else self.client.get(f"{address}?open")
        assert answer.status_code == 200
        return answer.text.partition("<main")[2].partition("</main>")[0]

    def __call__(self, code: str, nb: str, nn: str, en: str) -> None:
        """Asserts that the page with this number says these words, in each language."""
        for language, words in zip(LANGUAGES, (nb, nn, en), strict=True):
            page = self.page(code, language)
            assert words in page, f"{code} in {language} does not say «{words}»"


def think_through(reads: Reader, code: str) -> None:
    """Answers every line of a «think first» list, so that how others think is shown."""
    page = ChecklistPage.objects.get(
        code=code, locale__language_code="nb", path__startswith=reads.course_path
    )
    for block in page.lines:
        reads.page(code, "nb", think=f"{block.value['key']}:yes")


def words_in(html: str) -> str:
    """The text of a piece of HTML, with single spaces."""
    text = unescape(re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ").replace("\xad", "")
    return re.sub(r"\s+([.,:;?!»”)])", r"\1", re.sub(r"\s+", " ", text))
