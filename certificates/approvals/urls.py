"""Addresses of this room: the committee's under /utvalg/, the candidate's own case under /min-side/."""

from django.urls import path

from certificates.approvals.views import cases, conversations, decisions, others

app_name = "approvals"
urlpatterns = [
    # the committee
    path("utvalg/", cases.cases, name="cases"),
    path("utvalg/sak/<int:case_id>/", cases.case, name="case"),
    path("utvalg/sak/<int:case_id>/ta/", cases.take_case, name="take"),
    path("utvalg/sak/<int:case_id>/gi-videre/", cases.pass_case_on, name="pass_on"),
    path("utvalg/sak/<int:case_id>/ta-opp/", cases.take_case_up, name="take_up"),
    path("utvalg/sak/<int:case_id>/kursbevis/register/", cases.check_register, name="check_register"),
    path("utvalg/sak/<int:case_id>/kursbevis/fil/", cases.check_file, name="check_file"),
    path("utvalg/sak/<int:case_id>/medlemskap/", cases.confirm_member, name="membership"),
    path("utvalg/sak/<int:case_id>/veiledning/", cases.guide, name="guide"),
    path("utvalg/sak/<int:case_id>/oppgave/<int:task_id>/", cases.tick, name="tick"),
    path("utvalg/sak/<int:case_id>/samtale/", conversations.book_conversation, name="book"),
    path("utvalg/sak/<int:case_id>/samtale/holdt/", conversations.conversation_held, name="held"),
    path("utvalg/sak/<int:case_id>/samtale/avlys/", conversations.call_conversation_off, name="call_off"),
    path("utvalg/sak/<int:case_id>/les-gjennom/", decisions.read_through, name="read_through"),
    path("utvalg/sak/<int:case_id>/bekreft/", decisions.confirm, name="confirm"),
    path("utvalg/sak/<int:case_id>/rett/", decisions.put_right, name="put_right"),
    path("utvalg/sammen/<int:proposal_id>/", decisions.together, name="together"),
    path("utvalg/seminar/", others.seminars, name="seminars"),
    # the contact in the local chapter
    path("utvalg/lokallag/<int:appointment_id>/", others.chapter_notice, name="chapter_notice"),
    # the secretariat
    path("utvalg/praktisk/", others.office, name="office"),
    path("utvalg/praktisk/oppgave/<int:task_id>/", others.office_tick, name="office_tick"),
    path("utvalg/praktisk/medlemskap/<int:case_id>/", others.office_membership, name="office_membership"),
    # the candidate
    path("min-side/godkjenning/<int:case_id>/", others.my_case, name="my_case"),
]
