"""The demo world as a whole, and the people one can be with one click."""

from __future__ import annotations

from django.db import transaction

from courses.loading import load_course
from lms.home.demo_world.associations import make_associations
from lms.home.demo_world.calendar import Calendar
from lms.home.demo_world.coming_run import make_coming_run
from lms.home.demo_world.finished_run import make_finished_run
from lms.home.demo_world.following_courses import make_following_courses
from lms.home.demo_world.joint_run import make_joint_run
from lms.home.showing import show_organisation
from lms.people.appointing import let_edit
from lms.people.demo_login import personas, register_demo_persona
from lms.people.models import User

# Name, who one is, what one can try.
PERSONAS = (
    ("Arne Haugen", "Deltaker", "Midt i kurset i Trondheim"),
    ("Randi Tveit", "Deltaker som er ferdig", "Har kursbevis og venter på utvalget"),
    ("Gunnar Foss", "Likeperson", "Er godkjent, var på seminaret, og tar et påbyggingskurs"),
    ("Liv Aune", "Kursleder", "Leder kurset i Trondheim"),
    ("Kari Moe", "Utvalgsmedlem", "Har saker, og egentid på kurset"),
    ("Einar Hove", "Styremedlem", "Der styret oppnevner likepersoner"),
    ("Hege Sand", "Sekretariat", "Setter opp kurs og inviterer"),
    ("Runa Falk", "Kursredaktør", "Redigerer kursets tekster"),
)


def exists() -> bool:
    """Whether the demo world is made already."""
    return personas().exists()


def make(calendar: Calendar) -> None:
    """Makes the demo world in one transaction. Mails that it causes are queued like all others."""
    course = load_course()
    with transaction.atomic():
        prostate, liver, mind = make_associations(course, calendar)
        associations = {"prostate": prostate, "liver": liver, "mind": mind}
        let_edit(page=course)
        show_organisation(prostate.organisation)
        make_finished_run(course, associations, calendar)
        make_joint_run(course, associations, calendar)
        make_coming_run(course, associations, calendar)
        make_following_courses(prostate, calendar)
        for position, (name, label, description) in enumerate(PERSONAS):
            person = User.objects.get(name=name)
            register_demo_persona(person=person, label=label, description=description, position=position)
