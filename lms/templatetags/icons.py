"""The one set of icons: 24 px grid, 1.8 px line, round ends. Always beside a word, so always hidden from screen readers."""

THINGS = {
    "lock": ('<rect x="5" y="10.5" width="14" height="9.5" rx="2"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3"/>'),
    "person": ('<circle cx="12" cy="8" r="3.6"/><path d="M5 20c.6-4 3.3-6 7-6s6.4 2 7 6"/>'),
    "group": (
        '<circle cx="8.5" cy="8.5" r="3"/><circle cx="16" cy="9.5" r="2.5"/><path d="M3 19c.4-3.5 2.5-5.3 5.5-5.3s5.1 1.8 5.5 5.3M16 14.5c2.7 0 4.5 1.5 5 4.5"/>'
    ),
    "phone": (
        '<path d="M6.2 3.8 8.9 3.5l1.7 4.3-2 1.6a12 12 0 0 0 6 6l1.6-2 4.3 1.7-.3 2.7c-.2 1.3-1.2 2.1-2.4 2C10.5 19.2 4.8 13.5 4.2 6.2c-.1-1.2.7-2.2 2-2.4Z"/>'
    ),
    "calendar": (
        '<rect x="4" y="5.5" width="16" height="14.5" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>'
    ),
    "place": (
        '<path d="M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11Z"/><circle cx="12" cy="10" r="2.3"/>'
    ),
    "clock": ('<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>'),
    "document": ('<path d="M7 3.5h7l4 4V20.5H7z"/><path d="M14 3.5v4h4M10 12.5h5M10 16h5"/>'),
    "download": ('<path d="M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14"/>'),
    "print": ('<path d="M7.5 9V4h9v5M7.5 17H4.5V9h15v8h-3"/><path d="M7.5 14h9v6h-9z"/>'),
    "offline": (
        '<path d="M7 18.5h9.5a4 4 0 0 0 2.6-7M8.3 7.4A5.5 5.5 0 0 1 16.7 10M5.7 10.3A4.2 4.2 0 0 0 7 18.5M4 4l16 16"/>'
    ),
    "pause": ('<circle cx="12" cy="12" r="8.5"/><path d="M10 9v6M14 9v6"/>'),
    "write": ('<path d="m5 19 1-4L16.5 4.5l3 3L9 18z"/><path d="m14.5 6.5 3 3"/>'),
    "mail": ('<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4 7 8 6 8-6"/>'),
    "eye": (
        '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="2.8"/>'
    ),
    "eye-off": (
        '<path d="M4 4l16 16M9.5 6a9 9 0 0 1 2.5-.4c6 0 9.5 6.4 9.5 6.4a16 16 0 0 1-3 3.7M6.5 7.7A15.6 15.6 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4-.9"/>'
    ),
    "back": ('<path d="M19 12H5M11 6l-6 6 6 6"/>'),
    "forward": ('<path d="M5 12h14M13 6l6 6-6 6"/>'),
    "check": ('<path d="m5 12.5 4.5 4.5L19 7"/>'),
    "absent": ('<path d="M6 12h12"/>'),
    "partly": ('<circle cx="12" cy="12" r="7.5"/><path d="M12 4.5v15"/>'),
    "info": ('<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8h.01"/>'),
    "heart": (
        '<path d="M12 20s-7.5-4.6-7.5-10A4.2 4.2 0 0 1 12 7.5 4.2 4.2 0 0 1 19.5 10C19.5 15.4 12 20 12 20Z"/>'
    ),
    "saving": (
        '<path d="M4.5 12a7.5 7.5 0 0 1 13-5.1L19.5 9M19.5 4.5V9H15M19.5 12a7.5 7.5 0 0 1-13 5.1L4.5 15M4.5 19.5V15H9"/>'
    ),
    "speech": ('<path d="M4 5.5h16v10.5h-8.5L7 19.5V16H4z"/>'),
    "ear": (
        '<path d="M7 10a5 5 0 0 1 10 0c0 3.5-3 4.2-3.5 6.5-.4 2-1.3 3.5-3.2 3.5-1.8 0-2.8-1.3-2.8-2.8M9.8 10.2a2.2 2.2 0 0 1 4.4 0c0 1.3-1.2 1.6-1.2 2.8"/>'
    ),
    "verified": (
        '<path d="M12 3.5 19 6v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6z"/><path d="m9 12 2.3 2.3L15.2 10"/>'
    ),
}

# States are filled or dashed shapes; the colours come from data-state in components.css.
STATES = {
    "done": ('<circle class="lm-f" cx="12" cy="12" r="10"/><path class="lm-k" d="m7.5 12.3 3.2 3.2 6-6.7"/>'),
    "you": (
        '<rect class="lm-yf" x="2" y="2" width="20" height="20" rx="5.5"/><path class="lm-yk" d="M7 12h10M13 8l4 4-4 4"/>'
    ),
    "wait": ('<circle class="lm-s" cx="12" cy="12" r="9"/><path class="lm-s" d="M12 7.3V12l3.2 2"/>'),
    "later": ('<circle class="lm-s" cx="12" cy="12" r="9" stroke-dasharray="2.6 3.06"/>'),
    "miss": ('<circle class="lm-s" cx="12" cy="12" r="9"/><path class="lm-s" d="M12 8v4.6M12 16h.01"/>'),
    "pause": ('<circle class="lm-s" cx="12" cy="12" r="9"/><path class="lm-s" d="M10 9v6M14 9v6"/>'),
    "repl": (
        '<circle class="lm-s" cx="12" cy="12" r="9"/><path class="lm-s" d="M8 10h8l-2.5-2.5M16 14H8l2.5 2.5"/>'
    ),
    "stop": (
        '<path class="lm-f" d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path class="lm-k" d="m8.5 8.5 7 7M15.5 8.5l-7 7"/>'
    ),
    "unk": (
        '<circle class="lm-s" cx="12" cy="12" r="9"/><path class="lm-s" d="M9.6 9.7a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.2.9-1.2 1.7M12 16.8h.01"/>'
    ),
    "dot": ('<circle class="lm-f" cx="12" cy="12" r="2"/>'),
}
