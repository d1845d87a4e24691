"""allauth's addresses, ours in Norwegian. Only these are open: no sign-up, no password, no e-mail management.

They carry allauth's own names, because its flows look them up.
"""

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from django.urls import path, reverse_lazy

from lms.people.views import account, login

urlpatterns = [
    path("logg-inn/", login.LogIn.as_view(), name="account_login"),
    path("logg-inn/", login.LogIn.as_view(), name="account_request_login_code"),
    path("logg-inn/kode/", login.EnterCode.as_view(), name="account_confirm_login_code"),
    path("logg-inn/bekreft/", account.SecondFactor.as_view(), name="mfa_authenticate"),
    path("logg-inn/passnokkel/", account.PasskeyLogIn.as_view(), name="mfa_login_webauthn"),
    path("logg-inn/stengt/", login.closed_account, name="account_inactive"),
    path("logg-ut/", login.LogOut.as_view(), name="account_logout"),
    path("konto/", account.Overview.as_view(), name="mfa_index"),
    path("konto/bekreft/", account.SecondFactorAgain.as_view(), name="mfa_reauthenticate"),
    path("konto/bekreft/passnokkel/", account.PasskeyAgain.as_view(), name="mfa_reauthenticate_webauthn"),
    path("konto/passnokler/ny/", account.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("konto/passnokler/<int:pk>/fjern/", account.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("konto/app/", account.AddApp.as_view(), name="mfa_activate_totp"),
    path("konto/app/fjern/", account.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path(
        "konto/reservekoder/",
        ViewRecoveryCodesView.as_view(template_name="people/spare_codes.html"),
        name="mfa_view_recovery_codes",
    ),
    path(
        "konto/reservekoder/nye/",
        GenerateRecoveryCodesView.as_view(
            template_name="people/spare_codes_new.html", success_url=reverse_lazy("mfa_view_recovery_codes")
        ),
        name="mfa_generate_recovery_codes",
    ),
]
