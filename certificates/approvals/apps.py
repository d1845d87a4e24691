"""The room of the committee: the case, the conversation, the decision, the appointment."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "certificates.approvals"
    label = "approvals"
    verbose_name = _("Approvals")
