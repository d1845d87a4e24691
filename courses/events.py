"""News from the courses for the rooms above. The only place where Django signals are used.

Receivers only enqueue; `run_due` finds whatever a crash left undone. Both are sent after commit.
"""

from django.dispatch import Signal

#: An enrolment was completed. Sent with `enrolment_id`.
enrolment_completed = Signal()

#: A pledge of confidentiality was signed. Sent with `signature_id`.
pledge_signed = Signal()

#: The choice at the end of the course was made or changed. Sent with `enrolment_id`; what was chosen is not told here.
ready_choice_changed = Signal()
