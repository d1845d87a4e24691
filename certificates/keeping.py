"""Pages of those who keep an association's documents: look one up, replace it, withdraw it. Each change is asked once."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from certificates.emptying import empty_on_request
from certificates.errors import CertificateError
from certificates.forms import EmptyForm, ReplaceForm, WithdrawForm
from certificates.models import KEEPING_ROLES, Certificate
from certificates.register import CertificatePage, certificate_kept_by, certificate_page, register_for
from certificates.reissuing import issue_anew
from certificates.withdrawing import revoke, supersede
from lms.people.access import organisations_where
from lms.people.errors import PeopleError

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def register(request: HttpRequest) -> HttpResponse:
    """`/bevis/`: the documents of one's association, the newest first. POST looks for a name or number."""
    keeps = organisations_where(request.user, KEEPING_ROLES)
    if not keeps:
        raise Http404
    request.organisation = keeps[0]
    wanted = request.POST.get("navn", "").replace("\0", "").strip()[:80]  # PostgreSQL takes no NUL
    number = request.POST.get("side") or request.GET.get("side")
    page = Paginator(register_for(request.user, wanted=wanted), ON_A_PAGE).get_page(number)
    return _shown(request, "certificates/register.html", {"certificates": page, "wanted": wanted})


@require_safe
@login_required
def about(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """`/bevis/<id>/om/`: one document, what became of it, and what can be done."""
    return _shown(request, "certificates/about.html", {"page": _page(request, certificate_id)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def replace(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """`/bevis/<id>/erstatt/`: says what replacing means, and replaces. The second of two clicks finds the new one."""
    page = _page(request, certificate_id)
    certificate = page.certificate
    if not certificate.is_valid:
        return redirect("certificates:about", certificate.superseded_by_id or certificate.pk)
    form = ReplaceForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_valid() and (answer := _replaced(request, certificate, form)):
        return answer
    return _shown(request, "certificates/replace.html", {"page": page, "form": form})


def _replaced(request: HttpRequest, certificate: Certificate, form: ReplaceForm) -> HttpResponse | None:
    """Replace it and show the new one; a name that is refused is told beside the field."""
    name = form.cleaned_data.get("name", "")
    try:
        new = supersede(certificate_id=certificate.pk, by=request.user, name=name)
    except PeopleError as refusal:
        form.add_error("name", str(refusal))
        return None
    except CertificateError:  # somebody was faster, and theirs is shown
        certificate.refresh_from_db(fields=["superseded_by"])
        return redirect("certificates:about", certificate.superseded_by_id or certificate.pk)
    messages.success(request, gettext("The certificate is replaced. This is the new one."))
    return redirect("certificates:about", new.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """`/bevis/<id>/trekk-tilbake/`: says what withdrawing means, asks for a category, and withdraws."""
    page = _page(request, certificate_id)
    certificate = page.certificate
    if not certificate.is_valid:
        return redirect("certificates:about", certificate.superseded_by_id or certificate.pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None, certificate=certificate)
    if form.is_valid():
        try:
            revoke(certificate_id=certificate.pk, reason=form.cleaned_data["reason"], by=request.user)
        except CertificateError as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, gettext("The certificate is withdrawn."))
        return redirect("certificates:about", certificate.pk)
    return _shown(request, "certificates/withdraw.html", {"page": page, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def issue_again(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """`/bevis/<id>/utsted-pa-nytt/`: says what issuing anew means, and does it. The second of two clicks finds the new one."""
    page = _page(request, certificate_id)
    if request.method == "POST":
        try:
            new = issue_anew(certificate_id=certificate_id, by=request.user)
        except CertificateError as refusal:
            messages.warning(request, str(refusal))
            return redirect("certificates:about", certificate_id)
        messages.success(request, gettext("A new certificate is issued. This is it."))
        return redirect("certificates:about", new.pk)
    if not page.may_be_issued_anew:
        return redirect("certificates:about", certificate_id)
    return _shown(request, "certificates/issue_again.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def empty(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """`/bevis/<id>/slett-innholdet/`: says what deleting the content means, and does it. Afterwards there is nothing to open."""
    page = _page(request, certificate_id)
    if page.certificate.is_valid:
        return redirect("certificates:about", certificate_id)
    form = EmptyForm(request.POST if request.method == "POST" else None, certificate=page.certificate)
    if form.is_valid():
        empty_on_request(certificate_id=certificate_id, by=request.user)
        number = {"number": page.certificate.number}
        messages.success(
            request, gettext("What stood on %(number)s is deleted. Number and status stay.") % number
        )
        return redirect("certificates:register")
    return _shown(request, "certificates/empty.html", {"page": page, "form": form})


def _page(request: HttpRequest, certificate_id: int) -> CertificatePage:
    """The document, when this person keeps it (404 otherwise); its association's name stands on the page."""
    certificate: Certificate = certificate_kept_by(request.user, certificate_id)
    request.organisation = certificate.organisation
    return certificate_page(request.user, certificate)


def _shown(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    response = render(request, template, context)
    response["Cache-Control"] = "private, no-store"
    return response
