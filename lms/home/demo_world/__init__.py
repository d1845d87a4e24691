"""The demo world: three associations, a joint course in the middle, a finished one, one to come, people at every stage.

Everything here goes through the same verbs as real people do; nothing writes rows (a test reads these modules and
refuses it). All people, numbers and associations are invented. The dates are counted from today.
"""
