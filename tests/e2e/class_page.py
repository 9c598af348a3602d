"""What the tests of the class game do with its pages."""

from __future__ import annotations


def join(open_page, server, name, **options):
    page = open_page(server.address["join"], **options)
    page.fill("#code", server.code.lower())
    page.fill("#name", name)
    page.keyboard.press("Enter")
    page.wait_for_selector(f"text=You are in, {name}")
    return page


def predict(page, twh):
    page.wait_for_selector("#forecast")
    page.eval_on_selector(
        "#forecast", "(e, v) => { e.value = v; e.dispatchEvent(new Event('input')); }", str(twh)
    )


def choose(page, lever, option):
    page.check(f'input[name="{lever}"][value="{option}"]')


def send(page):
    """Send a decision, and wait until the server has it."""
    page.click("#send")
    page.wait_for_selector("text=Sent. You can change it")  # "not yet sent." holds the first word


def press(board, text):
    board.click(f"#actions button:has-text('{text}')")


def reveal(board):
    press(board, "Close the round")
    press(board, "technology stands still")
    press(board, "engineers expect")
    press(board, "Reveal")
    board.wait_for_selector("text=Score")


def leave(*pages):
    """Leave pages before their server stops: what Chromium says of that is not theirs."""
    for page in pages:
        page.goto("about:blank")


def code_of(page, round_, role, options, twh=80):
    page.select_option("#role", role)
    page.select_option("#round", str(round_))
    predict(page, twh)
    for lever, option in options.items():
        choose(page, f"{role}.{lever}", option)
    page.click("#send")
    return page.inner_text("#made-code")


def enter(board, code):
    board.fill("#code", code)
    board.keyboard.press("Enter")
