"""Roles: given by those who may, ended the same day, and turned into rights in the admin by a verb."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from lms.people.access import (
    holds,
    is_administrator,
    is_staff_anywhere,
    organisation_of,
    organisations_where,
    people_in_care_of,
)
from lms.people.admin_bounds import people_to_choose
from lms.people.appointing import end_role, give_role, let_edit, refresh_groups
from lms.people.errors import PeopleError
from lms.people.models import RoleKind
from lms.people.models.belonging import COMMITTEE_ROLES
from lms.people.registering import register_membership
from tests.making import make_organisation, make_person, make_role

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def test_a_role_holds_on_its_first_and_last_day_and_no_other():
    """Access by role follows the days of the role (privacy rule C.4.24)."""
    organisation, person = make_organisation(), make_person()
    today = timezone.localdate()
    give_role(
        person=person,
        organisation=organisation,
        kind=RoleKind.COMMITTEE_MEMBER,
        since=today - DAY,
        until=today + DAY,
    )

    held = [
        bool(organisations_where(person, COMMITTEE_ROLES, on=today + DAY * days))
        for days in (-2, -1, 0, 1, 2)
    ]

    assert held == [False, True, True, True, False]


def test_a_role_in_one_association_is_none_in_another():
    person, other = make_person(), make_organisation()
    role = make_role(person, kind=RoleKind.COMMITTEE_LEADER)

    assert holds(person, role.organisation, COMMITTEE_ROLES) is True
    assert holds(person, other, COMMITTEE_ROLES) is False
    assert is_administrator(person, role.organisation) is False
    assert holds(person, role.organisation, [RoleKind.BOARD_MEMBER]) is False


def test_giving_the_same_role_twice_gives_one():
    person, organisation = make_person(), make_organisation()
    facts = {"person": person, "organisation": organisation, "kind": RoleKind.EDITOR}

    assert give_role(**facts) == give_role(**facts)


def test_only_the_associations_secretariat_gives_and_ends_roles():
    organisation, person = make_organisation(), make_person()
    secretary = make_role(organisation=organisation).person
    for stranger in (
        make_person(),
        make_role().person,
        make_role(kind=RoleKind.EDITOR, organisation=organisation).person,
    ):
        with pytest.raises(PeopleError):
            give_role(person=person, organisation=organisation, kind=RoleKind.EDITOR, by=stranger)
    role = give_role(person=person, organisation=organisation, kind=RoleKind.EDITOR, by=secretary)

    with pytest.raises(PeopleError):
        end_role(role=role, by=make_role().person)
    end_role(role=role, by=secretary)

    assert is_staff_anywhere(person) is False


def test_nobody_ends_their_own_secretariat_role():
    role = make_role()

    with pytest.raises(PeopleError):
        end_role(role=role, by=role.person)


@pytest.mark.parametrize(
    "kind", [RoleKind.COMMITTEE_MEMBER, RoleKind.COMMITTEE_LEADER, RoleKind.BOARD_MEMBER]
)
def test_nobody_gives_themselves_a_seat_that_decides(kind):
    """Fails without the look at who is given what in `give_role`."""
    organisation = make_organisation()
    secretary, colleague = (make_role(organisation=organisation).person for _number in range(2))
    superuser = make_person(is_superuser=True)

    with pytest.raises(PeopleError) as refusal:
        give_role(person=secretary, organisation=organisation, kind=kind, by=secretary)

    assert str(refusal.value) == (
        "Du kan ikke gi deg selv plass i utvalget eller styret. Be en annen i sekretariatet om det."
    )
    assert not secretary.roles.filter(kind=kind).exists()
    assert give_role(person=secretary, organisation=organisation, kind=kind, by=colleague).kind == kind
    assert give_role(person=superuser, organisation=organisation, kind=kind, by=superuser).kind == kind


def test_a_role_that_decides_about_nobody_may_be_ones_own():
    role = make_role()

    own = give_role(person=role.person, organisation=role.organisation, kind=RoleKind.EDITOR, by=role.person)

    assert own.person == role.person


def test_those_who_have_left_are_not_among_the_people_to_choose():
    """Fails without the look at `ended_on` and `until` in `people_to_choose`."""
    role = make_role()
    today, organisation = timezone.localdate(), role.organisation
    names = {
        make_person(name="Member"): {},
        make_person(name="Former member"): {"ended_on": today - DAY},
    }
    for person, facts in names.items():
        register_membership(person=person, organisation=organisation, **facts)
    for name, since, until in (
        ("Leader", today, today),
        ("Next leader", today + DAY, None),
        ("Former leader", today - DAY * 9, today - DAY),
    ):
        make_role(make_person(name=name), organisation, RoleKind.COMMITTEE_LEADER, since=since, until=until)

    chosen = people_to_choose(role.person).exclude(pk=role.person.pk)

    assert [person.name for person in chosen] == ["Leader", "Member", "Next leader"]


def test_days_in_the_wrong_order_are_refused():
    today = timezone.localdate()
    with pytest.raises(PeopleError):
        give_role(
            person=make_person(),
            organisation=make_organisation(),
            kind=RoleKind.EDITOR,
            since=today,
            until=today - DAY,
        )


def test_roles_become_rights_and_go_with_them():
    person, organisation = make_person(), make_organisation()
    role = give_role(person=person, organisation=organisation, kind=RoleKind.ADMINISTRATOR)
    assert (person.has_perm("wagtailadmin.access_admin"), person.has_perm("people.add_role")) == (True, True)
    assert person.has_perm("people.delete_organisation") is False

    end_role(role=role)

    again = type(person).objects.get(pk=person.pk)
    assert (again.groups.count(), again.has_perm("wagtailadmin.access_admin")) == (0, False)


@pytest.mark.parametrize("kind", [RoleKind.COMMITTEE_LEADER, RoleKind.BOARD_MEMBER, RoleKind.CHAPTER_CONTACT])
def test_other_roles_carry_no_rights_in_the_admin(kind):
    person = make_role(kind=kind).person

    assert person.has_perm("wagtailadmin.access_admin") is False


def test_a_group_somebody_added_by_hand_is_taken_away():
    person = make_role(kind=RoleKind.EDITOR).person
    person.groups.add(Group.objects.create(name="Moderators of everything"))

    assert refresh_groups(person) is True
    assert refresh_groups(person) is False
    assert "Moderators of everything" not in person.groups.values_list("name", flat=True)


def test_what_does_not_change_costs_two_queries(django_assert_num_queries):
    person = make_role(kind=RoleKind.EDITOR).person
    for _ in range(4):
        make_role(person, kind=RoleKind.ADMINISTRATOR)
    person = type(person).objects.get(pk=person.pk)

    with django_assert_num_queries(2):
        refresh_groups(person)


def test_a_page_is_edited_by_its_association_and_a_common_one_by_all_editors():
    ours, common = (
        Page.get_first_root_node().add_child(title=title, slug=title) for title in ("vaar", "felles")
    )
    organisation = make_organisation()
    let_edit(page=ours, organisation=organisation)
    let_edit(page=common)
    let_edit(page=common)
    own = make_role(kind=RoleKind.EDITOR, organisation=organisation).person
    other = make_role(kind=RoleKind.EDITOR).person

    rights = [
        [page.permissions_for_user(person).can_edit() for page in (ours, common)] for person in (own, other)
    ]

    assert rights == [[True, True], [False, True]]
    assert GroupPagePermission.objects.filter(page=common).count() == 5


def test_the_secretariat_cares_for_its_own_members_today():
    organisation = make_organisation()
    secretary = make_role(organisation=organisation).person
    ours, theirs, gone = make_person(), make_person(), make_person()
    register_membership(person=ours, organisation=organisation)
    register_membership(person=theirs, organisation=make_organisation())
    register_membership(person=gone, organisation=organisation, ended_on=timezone.localdate())

    assert list(people_in_care_of(secretary)) == [ours]
    assert list(people_in_care_of(ours)) == []


def test_letters_come_from_the_persons_own_association():
    first, second, third = make_organisation(), make_organisation(), make_organisation()
    member, worker, stranger = make_person(), make_person(), make_person()
    register_membership(person=member, organisation=second)
    make_role(worker, third, RoleKind.BOARD_MEMBER)
    earliest = type(first).objects.order_by("pk").first()

    assert [organisation_of(person) for person in (member, worker, stranger, None)] == [
        second,
        third,
        earliest,
        earliest,
    ]
