"""Check a document, and fetch one's own."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from certificates.forms import CodeForm
from certificates.models import Certificate
from certificates.verification import Verdict, kind_words, verify_code
from lms.people.rate_limit import limited

# A whole course room may try its new certificates at once; guessing one of 2^55 codes takes longer than that.
CHECKS = "120/m"


@require_http_methods(["GET", "HEAD", "POST"])
@limited("certificate-check", CHECKS, methods=("POST",))
def verify(request: HttpRequest) -> HttpResponse:
    """Check a typed code. The code stays out of the address."""
    form = CodeForm(request.POST or None)
    verdict = verify_code(form.cleaned_data["code"]) if request.method == "POST" and form.is_valid() else None
    return _answer(request, form if verdict is None else CodeForm(), verdict)


@require_safe
@limited("certificate-check", CHECKS)
def verify_scanned(request: HttpRequest, code: str) -> HttpResponse:
    """Check the code of a scanned QR code. The answer is 200 also when unknown: a 404 would be logged with the code."""
    return _answer(request, CodeForm(), verify_code(code))


def _answer(request: HttpRequest, form: CodeForm, verdict: Verdict | None) -> HttpResponse:
    if verdict and verdict.organisation:
        request.organisation = verdict.organisation  # who has questions, calls the one that issued it
    response = render(request, "certificates/check.html", {"form": form, "verdict": verdict})
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@login_required
def download(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Fetch the stored bytes of a certificate one may see, or a page that says that they are being made."""
    visible = Certificate.objects.visible_to(request.user).select_related("file")
    certificate = get_object_or_404(visible, pk=certificate_id)
    if hasattr(certificate, "file"):
        response = HttpResponse(bytes(certificate.file.content), content_type="application/pdf")
        name = f"{slugify(kind_words(certificate.kind))}-{certificate.number}.pdf"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        response = render(request, "certificates/being_made.html", {"certificate": certificate})
    response["Cache-Control"] = "private, no-store"
    return response
