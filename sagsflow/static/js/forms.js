// One press is one press, and nothing typed is lost by leaving the page.
const DOWNLOAD_PAUSE = 3000;
const changed = new Set();

export function guardForms() {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("input", (event) => remember(event.target));
  window.addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });
  // A page that comes back from the browser's memory must be usable again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });
}

/** Whether somebody has typed in a form and not sent it. */
export function isChanged(form) {
  return changed.has(form);
}

function remember(input) {
  const form = input.form;
  if (form && form.matches("form[data-guard]")) changed.add(form);
}

function onSubmit(event) {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "true";
  changed.delete(form);
  const pressed = event.submitter;
  // After this turn of the event loop, so that the pressed button's own name and value are still sent.
  setTimeout(() => hold(form, pressed), 0);
  if (form.hasAttribute("data-download")) setTimeout(() => release(form), DOWNLOAD_PAUSE);
}

function hold(form, pressed) {
  form.setAttribute("aria-busy", "true");
  for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
  if (pressed) pressed.classList.add("is-busy");
}

/** Also those that stand elsewhere on the page and belong to the form. */
function buttonsOf(form) {
  return [...form.elements].filter((element) => element.matches("button"));
}

function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  for (const button of buttonsOf(form)) {
    button.removeAttribute("aria-disabled");
    button.classList.remove("is-busy");
  }
}

export function countCharacters() {
  for (const line of document.querySelectorAll("[data-counter-for]")) {
    const input = document.getElementById(line.dataset.counterFor);
    if (input) countIn(line, input);
  }
}

function countIn(line, input) {
  const show = () => {
    // Code points, as the server counts them: an emoji is one character to both.
    const left = Number(input.dataset.counter) - [...input.value].length;
    const words = left < 0 ? line.dataset.over : line.dataset.left;
    line.textContent = words.replace("{count}", String(Math.abs(left)));
    line.classList.toggle("is-over", left < 0);
  };
  input.addEventListener("input", show);
  show();
}
