"""The words of e-mails and text messages, and a log of what was sent (never the content)."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models.organisations import Organisation
from lms.people.models.owned import CommonOrOwnedQuerySet
from lms.people.models.users import User


class MessageTemplate(models.Model):
    """One message in one language. Words in {braces} are filled in when it is sent; the outcome of anything never is."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("association")
    )
    key = models.SlugField(_("key"), max_length=40)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("text"))

    objects = CommonOrOwnedQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["key", "language"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key", "language"], name="one_message_each"),
            models.UniqueConstraint(
                fields=["key", "language"], condition=models.Q(organisation=None), name="one_common_message"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"


class SentMessageQuerySet(models.QuerySet):
    """Queued messages, most often the ones that still have to go."""

    def unsent(self) -> SentMessageQuerySet:
        """Not sent nor told by hand, and meant for a channel that a machine can use."""
        return self.filter(sent_at__isnull=True, told_at__isnull=True).exclude(channel="paper")

    def not_taken_since(self, moment: datetime.datetime) -> SentMessageQuerySet:
        """No worker has taken them at `moment` or later."""
        return self.filter(models.Q(taken_at__isnull=True) | models.Q(taken_at__lt=moment))


class SentMessage(models.Model):
    """That a message was queued and sent, so that it is never sent twice. `once_key` names the occasion.

    `context` holds neutral fill-ins until the message is sent, and is empty afterwards.
    """

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.SlugField(max_length=40)
    once_key = models.CharField(max_length=120, unique=True)
    context = models.JSONField(default=dict)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    queued_at = models.DateTimeField(auto_now_add=True)
    #: From then on it tells nothing of use, and is not sent any more.
    useful_until = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    #: Somebody has told the person by letter or phone, and says so; and who that was.
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = SentMessageQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("sent message")
        verbose_name_plural = _("sent messages")
        indexes = [models.Index(fields=["sent_at"])]

    def __str__(self) -> str:
        return f"message {self.pk}"
