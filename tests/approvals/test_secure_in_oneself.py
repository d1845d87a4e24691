"""R4 is not measured: two people talk about it, before anybody is approved."""

import pytest

from certificates.approvals.deciding import decide
from certificates.approvals.errors import ApprovalError
from certificates.approvals.handling import check_in_register, confirm_membership
from certificates.approvals.models import Decision
from tests.approvals.making import make_case, make_member, make_organisation
from tests.approvals.visiting import address, as_user, text_of

pytestmark = pytest.mark.django_db

ASKED = {
    "nb": (
        "Hvor står du i din egen historie nå? Hva er trygt å snakke om, og hva lar du ligge?",
        "Hvordan merker du at det er nok?",
    ),
    "nn": (
        "Kvar står du i di eiga historie no? Kva er trygt å snakke om, og kva lèt du liggje?",
        "Korleis merkar du at det er nok?",
    ),
    "en": (
        "Where do you stand in your own story now? What is safe to talk about, and what do you leave alone?",
        "How do you notice when you have had enough?",
    ),
}


@pytest.mark.req(4)
@pytest.mark.parametrize("language", ASKED)
def test_the_conversation_asks_how_secure_one_is_in_oneself_and_nobody_is_approved_without_it(
    starter_course, language: str
) -> None:
    """R4 «Is secure in self» [være trygg på seg selv], in the approval conversation.

    Fails without the second and third question of the conversation guide in the course files, without the guide on the
    committee's page or the questions on the candidate's own, or when an approval needs no conversation.
    """
    organisation = make_organisation()
    kari = make_member(organisation, language=language)
    case = make_case(organisation=organisation, course=starter_course, language=language)
    pages = [
        text_of(as_user(kari).get(address("guide", case.pk))),
        text_of(as_user(case.candidate).get(address("my_case", case.pk))),
    ]
    assert [[page.count(question) for question in ASKED[language]] for page in pages] == [[1, 1]] * 2
    check_in_register(case=case, by=kari)
    confirm_membership(case=case, by=kari)
    with pytest.raises(ApprovalError):
        decide(case=case, outcome="approved", by=kari)
    assert Decision.objects.count() == 0
