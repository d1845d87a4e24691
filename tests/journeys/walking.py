"""How a trainee goes through the course in a browser: looks at what the page offers, and does it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

MOST_STEPS = 40
THOUGHT = "Noen var der for meg. Nå vil jeg være der for en annen."


def press(page: Page, button: Locator) -> None:
    """Presses a button that sends the form, and waits for the page that answers."""
    with page.expect_navigation():
        button.click()


def do_activity(page: Page) -> None:
    """Completes the activity on the screen as far as the trainee can alone. Leaves the page where that leads."""
    main = page.get_by_role("main")
    if main.get_by_role("link", name="Vis innholdet").count():
        press(page, main.get_by_role("link", name="Vis innholdet"))
    if main.get_by_role("button", name="Jeg har lest dette").count():
        press(page, main.get_by_role("button", name="Jeg har lest dette"))
    elif main.get_by_role("textbox", name="Mine tanker").count():
        main.get_by_role("textbox", name="Mine tanker").fill(THOUGHT)
        press(page, main.get_by_role("button", name="Ferdig for nå"))
    elif main.get_by_role("button", name="Se hva som skjer").count():
        walk_scenario(page, main)
    elif main.get_by_role("button", name="Ja, dette kan jeg gjøre").count():
        think_first(page, main)
    elif main.get_by_role("button", name="Ferdig for nå").count():
        tick(main)
        press(page, main.get_by_role("button", name="Ferdig for nå"))
    elif main.get_by_role("button", name="Lever uten navn").count():
        tick(main)
        press(page, main.get_by_role("button", name="Lever uten navn"))


def walk_scenario(page: Page, main: Locator) -> None:
    """Takes the last choice of each step until an ending."""
    for _step in range(MOST_STEPS):
        if not main.get_by_role("button", name="Se hva som skjer").count():
            return
        main.get_by_role("radio").last.check()
        press(page, main.get_by_role("button", name="Se hva som skjer"))
    raise AssertionError(f"No ending was reached at {page.url}")


def think_first(page: Page, main: Locator) -> None:
    """Says what one thinks of every line, one at a time."""
    for _line in range(MOST_STEPS):
        if not main.get_by_role("button", name="Ja, dette kan jeg gjøre").count():
            return
        press(page, main.get_by_role("button", name="Ja, dette kan jeg gjøre").first)


def tick(main: Locator) -> None:
    """Answers every group: the first radio («forstått», «nå»), and two ticks where one may tick."""
    for group in main.get_by_role("group").all():
        radios = group.get_by_role("radio")
        if radios.count():
            radios.first.check()
    boxes = main.get_by_role("checkbox")
    for index in range(min(2, boxes.count())):
        boxes.nth(index).check()
