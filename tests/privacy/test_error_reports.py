"""A page breaks while somebody's words are in it: the report that is mailed to those who run the site holds none of them."""

from __future__ import annotations

import sys

import pytest
from django.core import mail
from django.test import RequestFactory
from django.utils.log import AdminEmailHandler
from django.views.debug import ExceptionReporter, get_default_exception_reporter_filter

#: In two parts, because a report shows the lines of code around the fault, and this is one of them.
SECRET = "hemmelig" + "feil5k2"


def a_broken_page(request) -> ExceptionReporter:
    """What Django makes of an error in a view that holds somebody's text in a variable."""
    try:
        text = request.POST["text"]
        raise LookupError(len(text))
    except LookupError:
        return ExceptionReporter(request, *sys.exc_info())


def request_with_words():
    """A form on its way in, and a cookie."""
    request = RequestFactory().post("/kurs/1/1.2/", {"text": SECRET})
    request.COOKIES["sessionid"] = f"kake{SECRET}"
    request.META["HTTP_COOKIE"] = f"sessionid=kake{SECRET}"
    return request


@pytest.mark.req(6)
def test_a_report_names_fields_and_variables_and_shows_none():
    """R6, privacy rule C.4.5: «not in … error reports». Fails without DEFAULT_EXCEPTION_REPORTER_FILTER."""
    report = a_broken_page(request_with_words())

    told = [report.get_traceback_text(), report.get_traceback_html()]

    assert [SECRET in one for one in told] == [False, False]
    assert ["a_broken_page" in one for one in told] == [True, True]


def test_a_developer_still_sees_them_on_their_own_machine(settings):
    settings.DEBUG = True

    assert SECRET in a_broken_page(request_with_words()).get_traceback_text()


def test_the_mail_to_those_who_run_the_site_holds_nothing(settings):
    settings.ADMINS = [("Drift", "drift@likevel.example")]
    request = request_with_words()

    AdminEmailHandler(include_html=True).send_mail("Error", a_broken_page(request).get_traceback_text())

    (letter,) = mail.outbox
    assert SECRET not in letter.message().as_string()
    assert get_default_exception_reporter_filter().get_post_parameters(request).keys() == {"text"}
