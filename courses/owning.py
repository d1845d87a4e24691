"""Whose course it is: the association whose editors may edit it, in all languages."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import GroupPagePermission

from courses.models import CoursePage
from lms.people.appointing import let_edit


@transaction.atomic
def follow_owner(course: CoursePage) -> None:
    """Makes the rights to edit `course` those of its owning association, and nobody else's.

    A course without an owner is edited by superusers only. Called whenever a course is loaded or published.
    """
    GroupPagePermission.objects.filter(page=course.pk).delete()
    if course.organisation is not None:
        let_edit(page=course, organisation=course.organisation)
