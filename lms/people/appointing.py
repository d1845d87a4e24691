"""Gives and ends roles, and derives from them what a person may do in the Wagtail admin."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from lms.people.access import must_be_secretariat
from lms.people.errors import PeopleError
from lms.people.models import Chapter, Organisation, Role, RoleKind, User
from lms.people.models.belonging import DECIDING_ROLES

PAGE_RIGHTS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
# Every editor may use every picture and file; only one's own association's are changed.
COMMON_FILE_RIGHTS = ("choose_image", "choose_document")
OWN_FILE_RIGHTS = (*COMMON_FILE_RIGHTS, "add_image", "change_image", "add_document", "change_document")
EDITOR_MODELS = (
    "people.helpcontact",
    "people.messagetemplate",
)
SECRETARIAT_MODELS = (
    "people.organisation",
    "people.chapter",
    "people.area",
    "people.membership",
    "people.role",
    "people.helpcontact",
    "people.messagetemplate",
    "courses.pledgeversion",
    "courses.courserun",
    "courses.enrolment",
)
# What each kind of role carries in the Wagtail admin. Which rows one sees there is `visible_to` of each model.
ADMIN_MODELS = {RoleKind.EDITOR: EDITOR_MODELS, RoleKind.ADMINISTRATOR: SECRETARIAT_MODELS}
ACTIONS = ("add", "change", "view")


@transaction.atomic
def give_role(
    *,
    person: User,
    organisation: Organisation,
    kind: RoleKind,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    chapter: Chapter | None = None,
    by: User | None = None,
) -> Role:
    """A role from `since` (today) and perhaps until a day. The same role that already holds then is returned.

    `by` None is the system. Raises PeopleError when `by` is not in the association's secretariat, or would make
    themselves one who decides about others, when the days are in the wrong order, or when the chapter belongs to
    another association.
    """
    must_be_secretariat(by, organisation)
    _refuse_deciding_seat_for_oneself(person, kind, by)
    since = since or timezone.localdate()
    if until and until < since:
        raise PeopleError(_("The last day cannot be before the first."))
    if chapter and chapter.organisation_id != organisation.pk:
        raise PeopleError(_("The chapter belongs to another association."))
    User.objects.select_for_update().get(pk=person.pk)
    facts = {"person": person, "organisation": organisation, "kind": kind, "chapter": chapter}
    role = Role.objects.held_on(since).filter(**facts).first()
    if role is None:
        role = Role.objects.create(**facts, since=since, until=until)
    refresh_groups(person)
    return role


def _refuse_deciding_seat_for_oneself(person: User, kind: RoleKind, by: User | None) -> None:
    """Who gives out the seats of the committee and the board takes none: the association elects them."""
    if by is not None and not by.is_superuser and by == person and kind in DECIDING_ROLES:
        raise PeopleError(
            _(
                "You cannot give yourself a seat in the committee or the board. Ask somebody else in the secretariat."
            )
        )


@transaction.atomic
def end_role(*, role: Role, until: datetime.date | None = None, by: User | None = None) -> Role:
    """The role's last day; without `until` that was yesterday, so that access ends at once (privacy rule C.4.24).

    Raises PeopleError when `by` is not in the association's secretariat, or takes away their own secretariat role.
    """
    role = Role.objects.select_for_update().get(pk=role.pk)
    must_be_secretariat(by, role.organisation)
    if by is not None and by == role.person and role.kind == RoleKind.ADMINISTRATOR:
        raise PeopleError(_("Somebody else in the secretariat must end your own role."))
    role.until = until or timezone.localdate() - datetime.timedelta(days=1)
    role.save(update_fields=["until"])
    refresh_groups(role.person)
    return role


def refresh_groups(person: User) -> bool:
    """Make the person's groups what their roles of today say. Returns whether anything changed. Two queries if not.

    Groups and their rights are derived here and edited nowhere else; ending a role, or its last day, removes them.
    """
    roles = (
        Role.objects.held_on()
        .filter(person=person, kind__in=ADMIN_MODELS)
        .values_list("kind", "organisation")
    )
    wanted = {name for kind, organisation in roles for name in (_name(kind), _name(kind, organisation))}
    if wanted == set(person.groups.values_list("name", flat=True)):
        return False
    person.groups.set([_group(name) for name in sorted(wanted)])
    _forget_cached_rights(person)
    return True


def let_edit(*, page: Page, organisation: Organisation | None = None) -> None:
    """Editors of `organisation`, or of every association for a common page, may edit `page` and what lies below it."""
    group = _group(_name(RoleKind.EDITOR, organisation.pk if organisation else None))
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS
    ):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _name(kind: str, organisation_id: int | str | None = None) -> str:
    return kind if organisation_id is None else f"{kind}:{organisation_id}"


def _group(name: str) -> Group:
    """The group by this name. One without an association carries the rights to models, brought up to date."""
    group, _made = Group.objects.get_or_create(name=name)
    if ":" not in name:
        group.permissions.set(_rights(ADMIN_MODELS[RoleKind(name)]))
    if name == RoleKind.EDITOR:
        _let_use_files(group, Collection.get_first_root_node(), COMMON_FILE_RIGHTS)
    elif name.startswith(_name(RoleKind.EDITOR, "")):
        _let_use_files(group, _own_collection(group, name), OWN_FILE_RIGHTS)
    return group


def collection_of(organisation: Organisation) -> Collection:
    """Where the association's pictures and files lie, which its own editors change."""
    name = _name(RoleKind.EDITOR, organisation.pk)
    return _own_collection(_group(name), name)


def _own_collection(group: Group, name: str) -> Collection:
    """Where the association's pictures and files lie: the collection its editors may change, made when there is none."""
    own = Collection.objects.filter(
        group_permissions__group=group, group_permissions__permission__codename="change_image"
    ).first()
    if own is not None:
        return own
    organisation = Organisation.objects.get(pk=name.partition(":")[2])
    return Collection.get_first_root_node().add_child(name=organisation.name)


def _let_use_files(group: Group, collection: Collection, codenames: Iterable[str]) -> None:
    """Exactly these rights to pictures and files in the collection, and in no other."""
    rights = Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"), codename__in=codenames
    )
    GroupCollectionPermission.objects.filter(group=group).exclude(
        collection=collection, permission__in=rights
    ).delete()
    for permission in rights:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=permission
        )


def _rights(labels: Iterable[str]) -> models.QuerySet[Permission]:
    chosen = models.Q(content_type__app_label="wagtailadmin", codename="access_admin")
    for label in labels:
        app, model = label.split(".")
        chosen |= models.Q(
            content_type__app_label=app, codename__in=[f"{action}_{model}" for action in ACTIONS]
        )
    return Permission.objects.filter(chosen)


def _forget_cached_rights(person: User) -> None:
    for cached in ("_perm_cache", "_group_perm_cache", "_user_perm_cache"):
        vars(person).pop(cached, None)
