"""Addresses of this room."""

from django.urls import path

from courses.views import (
    activities,
    agreements,
    check_in,
    closing,
    gatherings,
    invitations,
    inviting,
    leader,
    making_up,
    marks,
    outline,
    paper_lists,
    participants,
    pausing,
    places,
    recordings,
    reviews,
    run_progress,
    saving,
    secretariat,
    shared_texts,
    sharing,
)

app_name = "courses"
urlpatterns: list = [
    # the trainee; words stand before the numbers of activities
    path("invitasjon/<str:token>/", invitations.invitation, name="invitation"),
    path("kurs/<int:enrolment_id>/bli-med/", pausing.join, name="join"),
    path("kurs/<int:enrolment_id>/pause/", pausing.pause, name="pause"),
    path("kurs/<int:enrolment_id>/fortsett/", pausing.resume, name="resume"),
    path("kurs/<int:enrolment_id>/slutte/", pausing.leaving, name="leaving"),
    path("kurs/<int:enrolment_id>/avslutt/", pausing.withdraw, name="withdraw"),
    path("kurs/<int:enrolment_id>/kom-tilbake/", pausing.come_back, name="come_back"),
    path("kurs/<int:enrolment_id>/", outline.outline, name="outline"),
    path("kurs/<int:enrolment_id>/<str:code>/", activities.activity, name="activity"),
    path("kurs/<int:enrolment_id>/<str:code>/utskrift/", activities.print_sheet, name="print_sheet"),
    path(
        "kurs/<int:enrolment_id>/<str:code>/opptak/<uuid:block_id>/", recordings.recording, name="recording"
    ),
    path(
        "kurs/<int:enrolment_id>/<str:code>/opptak/<uuid:block_id>/teksting/",
        recordings.captions,
        name="captions",
    ),
    path("kurs/<int:enrolment_id>/<str:code>/slett/", activities.erase, name="erase"),
    path("kurs/<int:enrolment_id>/<str:code>/trekk-tilbake/", sharing.take_back, name="unshare"),
    path("kurs/<int:enrolment_id>/<str:code>/ta-med/", sharing.bring, name="bring"),
    path("kurs/<int:enrolment_id>/<str:code>/ta-med/ikke/", sharing.leave_out, name="leave_out"),
    path("kurs/<int:enrolment_id>/<str:code>/velg/", sharing.choose, name="choose_sentence"),
    path("kurs/<int:enrolment_id>/<str:code>/lagre/", saving.save, name="save"),
    path("kurs/<int:enrolment_id>/<str:code>/to-tekster/", saving.both_texts, name="both_texts"),
    path("innsjekk/", check_in.check_in, name="check_in"),
    path("innsjekk/<str:code>/", check_in.scanned, name="check_in_code"),
    # the leader
    path("kursleder/", leader.runs, name="leader_runs"),
    path("kursleder/naar-det-er-tungt/", leader.when_it_is_hard, name="when_it_is_hard"),
    path("kursleder/<int:run_id>/", leader.run, name="run"),
    path("kursleder/<int:run_id>/delt/", shared_texts.shared, name="shared_texts"),
    path("kursleder/<int:run_id>/delt/<int:response_id>/skjul/", shared_texts.hide, name="hide_text"),
    path("kursleder/<int:run_id>/delt/<int:response_id>/vis/", shared_texts.show, name="show_text"),
    path("kursleder/<int:run_id>/evaluering/", leader.evaluation, name="evaluation"),
    path("kursleder/<int:run_id>/fremdrift/", run_progress.progress, name="progress"),
    path("kursleder/<int:run_id>/fremdrift/temaer/", run_progress.themes, name="themes"),
    path("kursleder/<int:run_id>/fremdrift/tabell.csv", run_progress.as_csv, name="progress_csv"),
    path("kursleder/<int:run_id>/fremdrift/tabell.xlsx", run_progress.as_xlsx, name="progress_xlsx"),
    path("kursleder/<int:run_id>/avslutning/", closing.close, name="closing"),
    path("kursleder/<int:run_id>/rapport/", closing.report, name="report"),
    path("kursleder/<int:run_id>/rapport/tall.csv", closing.report_csv, name="report_csv"),
    path("kursleder/<int:run_id>/avtale/", agreements.agreement, name="agreement"),
    path("kursleder/<int:run_id>/samling/<int:gathering_id>/", gatherings.gathering, name="gathering"),
    path("kursleder/<int:run_id>/samling/<int:gathering_id>/merker/", marks.marks, name="gathering_marks"),
    path(
        "kursleder/<int:run_id>/samling/<int:gathering_id>/liste/",
        paper_lists.paper_list,
        name="gathering_list",
    ),
    path(
        "kursleder/<int:run_id>/samling/<int:gathering_id>/liste/<int:list_number>/skriv-inn/",
        paper_lists.type_in_list,
        name="type_in_list",
    ),
    path(
        "kursleder/<int:run_id>/samling/<int:gathering_id>/innsjekk/",
        check_in.screen,
        name="check_in_screen",
    ),
    path(
        "kursleder/<int:run_id>/samling/<int:gathering_id>/innsjekk/naa/",
        check_in.live,
        name="check_in_live",
    ),
    path("kursleder/<int:run_id>/gjennomgang/", reviews.reviews, name="reviews"),
    path("kursleder/<int:run_id>/gjennomgang/<int:review_id>/sett/", reviews.looked_at, name="review_done"),
    path("kursleder/<int:run_id>/samling/<int:gathering_id>/ny-deltaker/", places.walk_in, name="walk_in"),
    path(
        "kursleder/<int:run_id>/samling/<int:gathering_id>/kommer-ikke/<int:enrolment_id>/",
        gatherings.absence,
        name="absence",
    ),
    path("kursleder/<int:run_id>/deltaker/<int:enrolment_id>/", participants.participant, name="participant"),
    path("kursleder/<int:run_id>/samling/<int:gathering_id>/grupper/", making_up.shuffle, name="shuffle"),
    path("kursleder/<int:run_id>/utskrift/", leader.sheet, name="run_sheet"),
    path(
        "kursleder/<int:run_id>/deltaker/<int:enrolment_id>/ta-igjen/<int:gathering_id>/",
        making_up.agree,
        name="make_up",
    ),
    path(
        "kursleder/<int:run_id>/deltaker/<int:enrolment_id>/ta-igjen/<int:make_up_id>/bekreft/",
        making_up.confirm,
        name="confirm_make_up",
    ),
    path(
        "kursleder/<int:run_id>/deltaker/<int:enrolment_id>/ta-igjen/<int:make_up_id>/bort/",
        making_up.let_fall,
        name="let_make_up_fall",
    ),
    path("kursleder/<int:run_id>/deltaker/<int:enrolment_id>/merk/", participants.mark, name="mark"),
    path(
        "kursleder/<int:run_id>/deltaker/<int:enrolment_id>/lofte/", participants.pledge, name="pledge_record"
    ),
    path(
        "kursleder/<int:run_id>/deltaker/<int:enrolment_id>/deltakelse/",
        closing.participation,
        name="participation",
    ),
    path(
        "kursleder/<int:run_id>/deltaker/<int:enrolment_id>/<slug:do>/",
        participants.change_place,
        name="change_place",
    ),
    # the secretariat
    path("sekretariat/", secretariat.runs, name="secretariat"),
    path("sekretariat/ny/", secretariat.new_run, name="new_run"),
    path("sekretariat/personer/", inviting.people, name="secretariat_people"),
    path("sekretariat/<int:run_id>/", secretariat.run, name="secretariat_run"),
    path("sekretariat/<int:run_id>/samlinger/", secretariat.gatherings, name="secretariat_gatherings"),
    path("sekretariat/<int:run_id>/leder/", secretariat.leader, name="secretariat_leader"),
    path("sekretariat/<int:run_id>/leder/<int:leader_id>/slutt/", places.end_leader, name="end_leader"),
    path(
        "sekretariat/<int:run_id>/venteliste/<int:turn_id>/<slug:do>/", places.change_turn, name="change_turn"
    ),
    path("sekretariat/<int:run_id>/deltaker/<int:enrolment_id>/flytt/", places.move, name="move_place"),
    path(
        "sekretariat/<int:run_id>/representant/<int:organisation_id>/",
        secretariat.representative,
        name="secretariat_representative",
    ),
    path("sekretariat/<int:run_id>/inviter/", inviting.invite, name="invite"),
    path("sekretariat/<int:run_id>/inviter/papir/", inviting.invite_on_paper, name="invite_on_paper"),
    path(
        "sekretariat/<int:run_id>/deltaker/<int:enrolment_id>/trekk-plassen/",
        inviting.withdrawing,
        name="withdrawing",
    ),
    path(
        "sekretariat/<int:run_id>/deltaker/<int:enrolment_id>/<slug:do>/",
        inviting.change_place,
        name="secretariat_place",
    ),
    path("sekretariat/<int:run_id>/<slug:do>/", secretariat.change_run, name="change_run"),
]
