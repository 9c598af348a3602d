"""What the tests of the explorer do with its page."""

from __future__ import annotations


def set_control(page, name, value):
    page.evaluate(
        """([name, value]) => {
            const input = document.getElementById(`c-${name}`);
            input.value = value;
            input.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        [name, value],
    )


def curve(page, name="actual"):
    return page.locator(f"#energy-chart .line-{name}").get_attribute("d")


def text(page, name):
    return page.locator(f"#{name}").text_content()


def pause(page, milliseconds):
    """Wait by the page's own clock, so that its shorter timers have fired however busy it was."""
    page.evaluate("wait => new Promise((done) => setTimeout(done, wait))", milliseconds)


def settled(page):
    """Wait until the page has drawn what it draws in slices."""
    pause(page, 60)
    for _ in range(200):
        if page.locator("html[data-working]").count() == 0:
            return
        page.wait_for_timeout(50)
    raise AssertionError("the page does not come to rest")


def hash_of(page):
    pause(page, 320)
    return page.evaluate("location.hash")
