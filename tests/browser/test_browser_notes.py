"""Promise: what the page tells is heard, looks as it is meant, and goes when it is over."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import outside, walk
from tests.browser.conftest import NewContext
from tests.person import Person

# A screen reader says what arrives in a region that stood there before.
_LISTEN = """(() => {
  window.heard = [];
  const within = (node) => [node, ...(node.querySelectorAll?.('*') ?? [])];
  new MutationObserver((records) => {
    const added = records.flatMap((record) => [...record.addedNodes]);
    const fresh = new Set(added.flatMap(within));
    const changed = records.filter(({ type }) => type === 'characterData');
    for (const node of [...added, ...changed.map(({ target }) => target)]) {
      const region = node.parentElement?.closest('[role=status], [role=alert]');
      if (region && !fresh.has(region)) heard.push(node.textContent);
    }
  }).observe(document, { childList: true, characterData: true, subtree: true });
})()"""


def _listening(context: BrowserContext) -> Page:
    context.add_init_script(_LISTEN)
    return context.new_page()


def _has_heard(page: Page, text: str) -> None:
    page.wait_for_function("text => heard.join('\\n').includes(text)", arg=text)


def test_a_note_that_waits_on_arrival_is_heard(new_context: NewContext, ann: Person) -> None:
    page = _listening(new_context())
    for address, text in (
        ("/login?expired=1", "Your sign-in timed out."),
        ("/login?closed=1", "Your account is closed"),
        ("/login?next=%2Fconfirm-email", "Sign in to the account that gets the new address."),
    ):
        page.goto(address)
        expect(page.get_by_text(text)).to_be_visible()
        _has_heard(page, text)


def test_a_lock_on_arrival_is_heard_once(new_context: NewContext, enrolled_away: Person) -> None:
    page = _listening(new_context())
    outside.locked(page, enrolled_away)
    _has_heard(page, "Too many wrong attempts. You can try again in 2 minutes.")
    page.wait_for_timeout(1500)
    assert str(page.evaluate("heard.join()")).count("You can try again in") == 1


def test_the_focus_stays_after_the_last_older_entries(page: Page, ann: Person) -> None:
    for _ in range(25):
        ann.sign_in()
    walk.sign_in(page, ann)
    page.goto("/activity")
    more = page.get_by_role("button", name="Show older")
    more.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("That is all.")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_focus_stays_where_older_entries_do_not_come(page: Page, ann: Person) -> None:
    for _ in range(25):
        ann.sign_in()
    walk.sign_in(page, ann)
    page.goto("/activity")
    page.get_by_role("button", name="Show older").focus()
    page.route("**/api/auth/events*", lambda route: route.abort())
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Try again")).to_be_focused()


def test_a_wrong_field_looks_wrong_while_it_is_focused(page: Page) -> None:
    page.goto("/login")
    walk.press(page, "Sign in")
    field = page.get_by_label("Email")
    expect(field).to_be_focused()
    look = "e => (s => [s.borderTopColor, parseFloat(s.outlineOffset)])(getComputedStyle(e))"
    edge, gap = field.evaluate(look)
    error = page.get_by_text("Enter your email address.")
    assert edge == error.evaluate("e => getComputedStyle(e).color")
    assert gap >= 1  # the ring of the focus does not cover the edge


def test_a_note_of_success_goes_at_the_next_act(page: Page, ann: Person) -> None:
    walk.sign_in(page, ann)
    walk.press(page, "Change name")
    page.get_by_role("dialog").get_by_label("Name").fill("Ann")
    walk.press(page, "Save")
    note = page.get_by_text("Your name is changed.")
    expect(note).to_be_visible()
    walk.press(page, "Change password")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(note).to_have_count(0)
