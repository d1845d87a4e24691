"""A new key for everything written: nothing lost, nothing left behind, and people may write all the while."""

from __future__ import annotations

import threading
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, connections

from courses.models import Enrolment, ReflectionResponse
from lms.key_file import field_keys_in
from lms.people import rotating
from lms.people.checks import refuse_keys_of_another_database
from lms.people.encryption import WrongKey, encrypted_columns
from lms.people.second_factor import SecondFactorAdapter
from tests.courses.working import a_place, save
from tests.making import make_enrolment, make_person

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))
SECRET = "Ingen andre skal lese dette"


@pytest.fixture
def old_key(settings) -> str:
    """The one key of an installation whose keys are in the environment."""
    settings.FIELD_ENCRYPTION_KEYS, settings.FIELD_KEYS_FILE = [OLD], None
    return OLD


@pytest.fixture
def key_file(settings, tmp_path) -> Path:
    """An installation whose keys stand in its file."""
    path = tmp_path / "keys.env"
    path.write_text(f"SECRET_KEY=x\n# Newest first\nFIELD_ENCRYPTION_KEYS={OLD}\n", encoding="utf-8")
    settings.FIELD_ENCRYPTION_KEYS, settings.FIELD_KEYS_FILE = [OLD], path
    return path


def stored(model: type = ReflectionResponse, column: str = "text") -> list[str]:
    """The tokens as they lie in the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} ORDER BY 1")  # noqa: S608
        return [token for (token,) in cursor.fetchall()]


def write_one(place: Enrolment, text: str = SECRET) -> ReflectionResponse:
    """A reflection, through the one writer."""
    return save(place, "1.2", text=text)


def rotate(*words: str) -> str:
    """What the command prints."""
    told = StringIO()
    call_command("rotate_keys", *words, stdout=told)
    return told.getvalue()


def make_app(person) -> Authenticator:
    """An authenticator app, its secret kept as allauth keeps it."""
    data = {"secret": SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP"), "used_mask": 3}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data=data)


@pytest.mark.django_db
def test_everything_is_written_with_the_newest_key_and_reads_as_before(old_key, settings):
    place = a_place()
    write_one(place)
    save(place, "1.6", ticked=["one"])
    app = make_app(place.person)
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]

    first, second = rotating.rotate_everything(), rotating.rotate_everything()

    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    app.refresh_from_db()
    assert (first.rewritten, first.newest, first.unreadable) == (3, 3, 0)
    assert (second.rewritten, second.newest) == (0, 3)
    assert rotating.written_with_older_keys() == 0
    assert ReflectionResponse.objects.get().text == SECRET
    assert SecondFactorAdapter().decrypt(app.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert app.data["used_mask"] == 3


@pytest.mark.django_db
def test_every_encrypted_column_is_among_those_that_are_rotated():
    found = {f"{model._meta.label}.{field.name}" for model, field in encrypted_columns()}

    assert found >= {
        "courses.ReflectionResponse.text",
        "courses.ScenarioResponse.path",
        "courses.ChecklistResponse.ticked",
        "courses.GroupReflectionResponse.sentence",
        "courses.GroupAgreement.text",
    }


@pytest.mark.django_db
def test_a_stopped_rotation_is_taken_up_where_it_was(old_key, settings, monkeypatch):
    """Rows of a table that is longer than one batch: the first was done, the rest is done by the next run."""
    course_run = a_place().course_run
    places = [make_enrolment(course_run) for _ in range(5)]
    for number, place in enumerate(places):
        write_one(place, f"Tanke {number}")
    monkeypatch.setattr(rotating, "BATCH", 2)
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    row = ReflectionResponse.objects.order_by("pk").first()
    row.save()  # as a stopped run would have left it: one row under the new key, four under the old
    assert rotating.written_with_older_keys() == 4

    done = rotating.rotate_everything()

    assert (done.rewritten, done.newest) == (4, 5)
    assert sorted(row.text for row in ReflectionResponse.objects.all()) == [f"Tanke {n}" for n in range(5)]


@pytest.mark.django_db
def test_what_somebody_saved_meanwhile_is_not_overwritten(old_key, settings):
    """The row is changed only while it holds what was read. Fails if the swap did not compare."""
    response = write_one(a_place())
    field = ReflectionResponse._meta.get_field("text")
    (read_before,) = stored()
    ReflectionResponse.objects.filter(pk=response.pk).update(text="Skrevet i mellomtiden")
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]

    swapped = rotating._swap(
        ReflectionResponse, field, response.pk, read_before, field.get_prep_value("Det gamle")
    )

    assert (swapped, ReflectionResponse.objects.get().text) == (False, "Skrevet i mellomtiden")


@pytest.mark.django_db
def test_a_text_that_no_key_opens_is_left_alone_and_told_by_number_only(old_key, settings):
    write_one(a_place())
    before = stored()
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OTHER]

    with pytest.raises(CommandError) as refusal:
        rotate()

    assert str(refusal.value).startswith("1 texts are opened by none of the keys. They are untouched.")
    assert stored() == before


@pytest.mark.django_db
def test_the_command_puts_in_a_key_that_a_running_site_follows_and_forgets_the_old(key_file):
    write_one(a_place())

    told = rotate("--new-key", "--forget-old")

    (newest,) = field_keys_in(key_file)
    assert newest != OLD
    assert told.splitlines()[1:] == [
        "1 texts were written anew. 1 lie under the newest key now.",
        f"1 older keys were taken out of {key_file}. Keep them with the backups made before today.",
    ]
    assert not any(word in told for word in (SECRET, OLD, newest))
    assert ReflectionResponse.objects.get().text == SECRET
    assert key_file.read_text().splitlines()[:2] == ["SECRET_KEY=x", "# Newest first"]
    assert key_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_keys_of_the_environment_are_not_changed_by_a_command(old_key):
    with pytest.raises(CommandError, match="changed where it is set"):
        rotate("--new-key")


@pytest.mark.django_db(transaction=True)
@pytest.mark.req(6)
def test_people_write_and_erase_while_the_keys_rotate(key_file):
    """R6: nobody's thoughts are lost. Three write and one erases and writes again, while the keys are changed twice.

    Fails when the rotation writes a row it has not locked or compared, or a process does not follow the file.
    """
    course_run = a_place().course_run
    places = [make_enrolment(course_run, person=make_person()) for _ in range(4)]
    for place in places:
        write_one(place, "Først")
    stop, broken = threading.Event(), []

    def keep_writing(place: Enrolment) -> None:
        number = 0
        try:
            while not stop.is_set() or number < 3:
                number += 1
                write_one(place, f"{place.pk} nummer {number}")
                assert ReflectionResponse.objects.get(enrolment=place).text == f"{place.pk} nummer {number}"
        except Exception as error:  # noqa: BLE001  told below, in the test's own thread
            broken.append(repr(error))
        finally:
            last[place.pk] = f"{place.pk} nummer {number}"
            connections.close_all()

    last: dict[int, str] = {}
    writers = [threading.Thread(target=keep_writing, args=(place,)) for place in places]
    for writer in writers:
        writer.start()
    try:
        rotate("--new-key")
        rotate("--new-key", "--forget-old")
    finally:
        stop.set()
        for writer in writers:
            writer.join(30)

    assert broken == []
    assert rotating.written_with_older_keys() == 0
    found = {row.enrolment_id: row.text for row in ReflectionResponse.objects.all()}
    assert found == last


@pytest.mark.django_db
def test_keys_of_another_database_stop_the_server_with_a_sentence(old_key, settings):
    """A wrong key looks like a site in which every text is gone. Fails when only the form of the key is checked."""
    write_one(a_place())
    settings.FIELD_ENCRYPTION_KEYS = [OTHER]

    found = [message.id for message in run_checks(tags=["database"], databases=["default"])]

    assert found == ["people.E004"]
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse_keys_of_another_database()
    assert str(refusal.value) == (
        "The keys do not belong to this database: none of them opens the texts in courses.ReflectionResponse.text. "
        "Put back the keys.env that belongs to this database, or set FIELD_ENCRYPTION_KEYS, newest first."
    )


@pytest.mark.django_db
def test_a_lost_older_key_is_met_at_the_start_too(old_key, settings):
    course_run = a_place().course_run
    write_one(make_enrolment(course_run))
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    write_one(make_enrolment(course_run))

    assert [message.id for message in run_checks(tags=["database"], databases=["default"])] == ["people.E004"]
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    assert run_checks(tags=["database"], databases=["default"]) == []


@pytest.mark.django_db
def test_a_wrong_key_never_shows_or_saves_scrambled_text(old_key, settings):
    response = write_one(a_place())
    settings.FIELD_ENCRYPTION_KEYS = [OTHER]

    with pytest.raises(WrongKey):
        ReflectionResponse.objects.get(pk=response.pk)
