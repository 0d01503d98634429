// A chair runs the room by keys: the next item, the decision. Every key is a press that stands on the page as well.
export function listenForRoomKeys() {
  const agenda = document.querySelector(".sf-agenda[data-reorder]");
  if (!agenda) return;
  const help = document.querySelector("[data-keys]");
  if (help) help.hidden = false;
  document.addEventListener("keydown", (event) => onKey(event, agenda));
  const named = location.hash.startsWith("#item-") && document.getElementById(location.hash.slice(1));
  if (named) named.focus();
}

function onKey(event, agenda) {
  if (event.key === "Enter" && event.ctrlKey) decide(event);
  else if (event.altKey && !event.ctrlKey && /^Arrow(Up|Down)$/.test(event.key)) go(event, agenda);
  else if (/^[1-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) choose(event);
}

function decide(event) {
  const form = event.target.closest("form[data-decide]") || document.querySelector("form[data-decide]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
}

/** Alt and an arrow: the item before or after is taken up; with Shift the item itself is moved. */
function go(event, agenda) {
  if (event.target.matches("select")) return;
  const down = event.key === "ArrowDown";
  const items = [...agenda.children];
  const at = items.findIndex((item) => item.contains(document.activeElement));
  const here = at >= 0 ? at : items.findIndex((item) => item.querySelector(".sf-agenda-item__open"));
  event.preventDefault();
  if (event.shiftKey) {
    const button = here >= 0 && items[here].querySelector(`button[name=direction][value=${down ? "down" : "up"}]`);
    if (button) button.click();
    return;
  }
  const way = down ? items.slice(here + 1) : items.slice(0, Math.max(here, 0)).reverse();
  const next = way.find((item) => "waits" in item.dataset);
  if (next) takeUp(next);
}

function takeUp(item) {
  const press = item.querySelector("[data-take-up]");
  if (press) press.click();
  else item.focus();
}

/** A figure chooses a decision only while the item itself, or one of its decisions, has the focus: nowhere one types. */
function choose(event) {
  const item = event.target.closest(".sf-agenda-item");
  const isItem = item && (event.target === item || event.target.matches("input[type=radio][name=code]"));
  const form = isItem && item.querySelector("form[data-decide]");
  const option = form && form.querySelectorAll("input[type=radio][name=code]")[Number(event.key) - 1];
  if (!option || option.disabled) return;
  event.preventDefault();
  option.checked = true;
  option.dispatchEvent(new Event("input", { bubbles: true }));
  form.querySelector("textarea").focus();
}
