"""News from the courses for the rooms above. The only place where Django signals are used.

Receivers of news only enqueue; `run_due` finds whatever a crash left undone. News is sent after commit. Two are no
news but questions, which the rooms above answer.
"""

from django.dispatch import Signal

#: An enrolment was completed. Sent with `enrolment_id`.
enrolment_completed = Signal()

#: A pledge of confidentiality was signed. Sent with `signature_id`.
pledge_signed = Signal()

#: The choice at the end of the course was made or changed. Sent with `enrolment_id`; what was chosen is not told here.
ready_choice_changed = Signal()

#: A question: who is an approved peer supporter of these associations today? Sent with `organisation_ids`; each receiver
#: returns pairs of person and association.
peer_supporters_asked_for = Signal()

#: A question: which certificates stand for these places? Sent with `enrolment_ids`; each receiver returns pairs of place
#: and number.
certificates_asked_for = Signal()
