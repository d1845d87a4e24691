"""Encrypted text: newest key first, any known key reads, a wrong key raises, and nothing can search it."""

from types import SimpleNamespace

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.utils import timezone

from courses.models import ActivityPage, ReflectionResponse
from lms.people.encryption import EncryptedTextField, WrongKey, box
from tests.making import make_enrolment

OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))
field = EncryptedTextField(name="text")


field.model = SimpleNamespace(_meta=SimpleNamespace(label="x.Y"))


def read(stored: str) -> str:
    return field.from_db_value(stored, None, None)


def test_the_newest_key_writes_and_every_key_reads(settings):
    settings.FIELD_ENCRYPTION_KEYS = [OLD]
    written_before = field.get_prep_value("Før")
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    written_now = field.get_prep_value("Nå")

    assert [read(written_before), read(written_now)] == ["Før", "Nå"]
    assert Fernet(NEW).decrypt(written_now.encode()).decode() == "Nå"
    settings.FIELD_ENCRYPTION_KEYS = [NEW]
    with pytest.raises(WrongKey):
        read(written_before)


def test_the_old_key_can_go_when_the_text_is_written_anew(settings):
    settings.FIELD_ENCRYPTION_KEYS = [OLD]
    written = field.get_prep_value("Før")
    settings.FIELD_ENCRYPTION_KEYS = [NEW, OLD]
    rotated = box().rotate(written.encode()).decode()
    settings.FIELD_ENCRYPTION_KEYS = [NEW]

    assert read(rotated) == "Før"


def test_a_wrong_key_raises_and_names_the_column_only(settings):
    settings.FIELD_ENCRYPTION_KEYS = [OLD]
    written = field.get_prep_value("Hemmelig")
    settings.FIELD_ENCRYPTION_KEYS = [OTHER]

    with pytest.raises(WrongKey) as refusal:
        read(written)

    assert str(refusal.value) == "No key in FIELD_ENCRYPTION_KEYS opens x.Y.text."


@pytest.mark.parametrize("stored", ["klartekst", "gAAAAA", "æøå"])
def test_what_is_no_token_raises_instead_of_being_shown(stored):
    with pytest.raises(WrongKey):
        read(stored)


@pytest.mark.parametrize("empty", ["", None])
def test_nothing_stays_nothing(empty):
    assert field.get_prep_value(empty) == empty
    assert read(empty) == empty


def test_the_same_text_is_never_the_same_token():
    assert field.get_prep_value("ja") != field.get_prep_value("ja")


@pytest.mark.parametrize("lookup", ["exact", "icontains", "startswith", "in", "regex", "gt"])
def test_it_cannot_be_searched(lookup):
    with pytest.raises(TypeError, match="is encrypted and cannot be searched"):
        field.get_lookup(lookup)


@pytest.mark.django_db
def test_the_column_holds_a_token_and_the_row_reads_as_written():
    enrolment = make_enrolment()
    page = ActivityPage.objects.get(path__startswith=enrolment.course_run.course.path, code="1.2")
    response = ReflectionResponse.objects.create(
        enrolment=enrolment,
        page=page,
        activity_key=page.translation_key,
        started_at=timezone.now(),
        changed_at=timezone.now(),
        text="Jeg er redd for å si feil",
    )

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT text FROM {ReflectionResponse._meta.db_table} WHERE response_ptr_id = %s",  # noqa: S608
            [response.pk],
        )
        (stored,) = cursor.fetchone()
    assert box().decrypt(stored.encode()).decode() == "Jeg er redd for å si feil"
    assert "redd" not in stored
    assert ReflectionResponse.objects.get(pk=response.pk).text == "Jeg er redd for å si feil"
    with pytest.raises(TypeError):
        ReflectionResponse.objects.filter(text__icontains="redd")
