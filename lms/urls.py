"""The whole address map on one screen."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

handler400 = "lms.home.errors.not_understood"
handler403 = "lms.home.errors.not_allowed"
handler404 = "lms.home.errors.not_found"
handler429 = "lms.people.rate_limit.wait_a_minute"  # asked for by allauth
handler500 = "lms.home.errors.broken"

to_login = RedirectView.as_view(url=settings.LOGIN_URL, query_string=True)

urlpatterns = [
    # Password forms are closed: allauth's, Wagtail's and Django's all lead to our own log-in.
    path("admin/login/", to_login),
    re_path(r"^admin/password_reset/", to_login),
    re_path(r"^(?:(?:nn|en)/)?_util/(?:login|authenticate_with_password)/", to_login),
    path("admin/", include(wagtailadmin_urls)),
    path("dokumenter/", include(wagtaildocs_urls)),
    # Pictures in the sizes that pages use. Originals and documents have no address here.
    path("media/images/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "images"}),
    path("", include("lms.people.login_urls")),  # /logg-inn/ /logg-ut/ /konto/
    path("", include("lms.people.urls")),  # /kort/ /logg-inn/demo/
    path("", include("lms.home.urls")),  # /min-side/ /hjelp/ /personvern/ /sprak/ /utseende/
    path("", include("courses.urls")),  # /invitasjon/ /kurs/ /kursleder/ /sekretariat/
    path("", include("certificates.urls")),  # /sjekk/ /bevis/
    path("", include("certificates.approvals.urls")),  # /utvalg/ /min-side/godkjenning/
]

urlpatterns += i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False)
