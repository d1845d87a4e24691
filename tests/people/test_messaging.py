"""Messages: once per occasion, in the person's words, holding nothing personal, found again after a crash."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from lms.people.messaging import MessageNotSent, deliver, find_what_a_crash_left, send
from lms.people.models import MessageTemplate, SentMessage
from lms.people.sms import MemoryBackend
from tests.making import make_organisation, make_person, make_role

pytestmark = pytest.mark.django_db
LINK = {"link": "https://kurs.example/x/"}


@pytest.fixture(autouse=True)
def words():
    MessageTemplate.objects.all().delete()
    for language, text in {"nb": "på siden din", "nn": "på sida di"}.items():
        MessageTemplate.objects.create(
            key="certificate_ready",
            language=language,
            subject="Noe ligger klart",
            body=f"Hei {{first_name}}\n\nDet ligger {text}: {{link}}\n\n{{contact_name}}, {{contact_phone}}\n{{sender}}",
        )


def send_now(django_capture_on_commit_callbacks, person, **more):
    with django_capture_on_commit_callbacks(execute=True):
        return send(person, "certificate_ready", **{"once": "a", "context": LINK, **more})


def test_a_message_goes_in_the_persons_language(django_capture_on_commit_callbacks):
    organisation = make_organisation(contact_name="Hege", contact_phone="40000001", sender_name="Kurset ditt")
    person = make_person(name="Arne Berg", email="arne@likevel.example", language="nn")

    message = send_now(django_capture_on_commit_callbacks, person, organisation=organisation)

    (letter,) = mail.outbox
    assert letter.to == ["arne@likevel.example"]
    assert letter.subject == "Noe ligger klart"
    assert letter.body.strip() == (
        "Hei Arne\n\nDet ligger på sida di: https://kurs.example/x/\n\nHege, 400\u00a000\u00a0001\nKurset ditt"
    )
    message.refresh_from_db()
    assert (message.channel, message.sent_at is None) == ("email", False)


def test_an_associations_own_words_go_first_and_bokmal_stands_in(django_capture_on_commit_callbacks):
    organisation = make_organisation()
    for language in ("nb", "en"):
        MessageTemplate.objects.create(
            organisation=organisation,
            key="certificate_ready",
            language=language,
            subject=language,
            body="Vårt",
        )
    MessageTemplate.objects.create(
        organisation=make_organisation(),
        key="certificate_ready",
        language="nn",
        subject="de andre",
        body="Deres",
    )
    for number, language in enumerate(("nb", "nn", "en")):
        person = make_person(language=language)
        send_now(django_capture_on_commit_callbacks, person, once=str(number), organisation=organisation)

    # nynorsk: the common words in one's own language before the association's in another
    assert [letter.subject for letter in mail.outbox] == ["nb", "Noe ligger klart", "en"]


def test_one_occasion_is_one_message(django_capture_on_commit_callbacks):
    person = make_person()

    first = send_now(django_capture_on_commit_callbacks, person)
    second = send_now(django_capture_on_commit_callbacks, person)

    assert (first.pk is not None, second) == (True, None)
    assert len(mail.outbox) == 1


def test_a_second_occasion_inside_a_transaction_leaves_the_transaction_whole(
    django_capture_on_commit_callbacks,
):
    person = make_person()
    send_now(django_capture_on_commit_callbacks, person)

    with transaction.atomic():
        assert send(person, "certificate_ready", once="a", context=LINK) is None
        make_organisation(name="Etterpå")

    assert make_organisation(name="Enda en").pk


def test_nothing_is_sent_before_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        send(make_person(), "certificate_ready", once="a", context=LINK)

    assert (len(waiting), mail.outbox) == (1, [])


def test_without_email_it_is_a_text_message(django_capture_on_commit_callbacks):
    person = make_person(name="Arne Berg", email="", phone="+4740000002")

    send_now(django_capture_on_commit_callbacks, person)

    ((number, text),) = MemoryBackend.outbox
    assert (number, text.splitlines()[0]) == ("+4740000002", "Hei Arne")
    assert mail.outbox == []


def test_who_has_neither_is_left_for_paper(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as done:
        message = send(make_person(email=""), "certificate_ready", once="a", context=LINK)

    assert (message.channel, message.sent_at, done) == ("paper", None, [])
    assert find_what_a_crash_left(now=timezone.now() + timedelta(hours=1)) == 0


@pytest.mark.parametrize("word", ["text", "name", "outcome", "reason", "first_name"])
def test_a_message_cannot_be_told_anything_personal(word):
    """Privacy rule C.4.6. Removing NEUTRAL from messaging.py fails this."""
    with pytest.raises(ValueError, match=word):
        send(make_person(), "certificate_ready", once="a", context={**LINK, word: "Jeg er redd"})

    assert SentMessage.objects.count() == 0


def test_the_fill_ins_are_wiped_when_it_is_sent(django_capture_on_commit_callbacks):
    message = send_now(django_capture_on_commit_callbacks, make_person())

    message.refresh_from_db()
    assert message.context == {}


def test_the_task_is_told_a_number_only(django_capture_on_commit_callbacks, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    from django_tasks import default_task_backend

    message = send_now(django_capture_on_commit_callbacks, make_person())

    assert [(result.args, result.kwargs) for result in default_task_backend.results] == [([message.pk], {})]


def test_what_is_filled_in_is_not_read_again(django_capture_on_commit_callbacks):
    person = make_person(name="{link} Berg")

    send_now(django_capture_on_commit_callbacks, person)

    assert mail.outbox[0].body.splitlines()[0] == "Hei {link}"


def test_sending_twice_sends_once(django_capture_on_commit_callbacks):
    message = send_now(django_capture_on_commit_callbacks, make_person())

    assert deliver(message_id=message.pk) is False
    assert len(mail.outbox) == 1


def test_a_message_another_worker_has_is_left_alone():
    message = send(make_person(), "certificate_ready", once="a", context=LINK)
    SentMessage.objects.update(taken_at=timezone.now())

    assert deliver(message_id=message.pk) is False
    assert mail.outbox == []


def test_what_is_of_no_use_any_more_is_not_sent():
    """The machine stood still past the gathering. Fails when a worker sends whatever waits."""
    now = timezone.now()
    late, fresh = (
        send(make_person(), "certificate_ready", once=once, context=LINK, useful_until=until)
        for once, until in (("a", now - timedelta(minutes=1)), ("b", now + timedelta(hours=1)))
    )

    assert [deliver(message_id=one.pk) for one in (late, fresh)] == [False, True]
    assert len(mail.outbox) == 1


def test_what_a_crash_left_is_sent_later_and_only_then():
    message = send(make_person(), "certificate_ready", once="a", context=LINK)
    now = timezone.now()

    assert find_what_a_crash_left(now=now) == 0
    assert find_what_a_crash_left(now=now + timedelta(minutes=11)) == 1
    message.refresh_from_db()
    assert (len(mail.outbox), message.sent_at is None) == (1, False)
    assert find_what_a_crash_left(now=now + timedelta(minutes=30)) == 0


def test_after_three_days_nobody_tries_again():
    send(make_person(), "certificate_ready", once="a", context=LINK)

    assert find_what_a_crash_left(now=timezone.now() + timedelta(days=4)) == 0


def test_a_failure_tells_no_address(settings):
    settings.EMAIL_BACKEND = "tests.people.broken_post.Backend"
    message = send(make_person(email="arne@likevel.example"), "certificate_ready", once="a", context=LINK)

    with pytest.raises(MessageNotSent) as failure:
        deliver(message_id=message.pk)

    assert str(failure.value) == f"Message {message.pk} was not sent: SMTPRecipientsRefused"
    assert failure.value.__suppress_context__ is True
    message.refresh_from_db()
    assert (message.sent_at, message.context) == (None, LINK)


def test_messages_about_people_say_nothing_about_them():
    message = send(make_person(name="Arne Berg"), "certificate_ready", once="a", context=LINK)

    assert str(message) == f"message {message.pk}"


def test_the_html_says_the_same_and_fetches_nothing(django_capture_on_commit_callbacks):
    make_role(make_person(), make_organisation())
    send_now(django_capture_on_commit_callbacks, make_person(name="Arne <b>Berg"))

    html = mail.outbox[0].alternatives[0][0]
    assert "Hei Arne" in html
    assert 'href="https://kurs.example/x/"' in html
    assert "src=" not in html
