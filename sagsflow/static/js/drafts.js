// What is typed is kept as a draft on the server while it is typed; without a connection it stays on the page and is sent later.
const PAUSE = 1500;
const AGAIN = 5000;

export function keepDrafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) attach(form);
  document.addEventListener("sagsflow:fresh", () => {
    for (const form of document.querySelectorAll("form[data-draft]")) attach(form);
  });
}

function attach(form) {
  if (!form.draft) form.draft = new Draft(form);
}

class Draft {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-draft-says]");
    this.away = false;
    form.addEventListener("input", () => this.soon(PAUSE));
    // Before the guard against double presses, which would hold the form.
    form.addEventListener("submit", (event) => this.onSubmit(event), true);
    window.addEventListener("offline", () => this.lost());
    document.addEventListener("sagsflow:offline", () => this.lost());
    window.addEventListener("online", () => this.back());
    document.addEventListener("sagsflow:online", () => this.back());
  }

  soon(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), pause);
  }

  async keep() {
    if (this.form.dataset.sent || !this.form.isConnected) return;
    const body = new FormData(this.form);
    let answer;
    try {
      answer = await fetch(this.form.dataset.draft, { method: "POST", body, redirect: "manual" });
    } catch {
      this.lost();
      this.soon(AGAIN);
      return;
    }
    if (answer.status === 204) this.say(this.line.dataset.kept.replace("{time}", clock()));
  }

  lost() {
    this.away = true;
    this.say(this.waiting === undefined ? this.line.dataset.away : this.line.dataset.held);
  }

  back() {
    if (!this.away) return;
    this.away = false;
    this.say("");
    if (this.waiting === undefined) this.soon(0);
    else {
      const pressed = this.waiting;
      this.waiting = undefined;
      this.form.requestSubmit(pressed || undefined);
    }
  }

  onSubmit(event) {
    clearTimeout(this.timer);
    if (!this.away && navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.waiting = event.submitter || null;
    this.lost();
  }

  say(words) {
    if (this.line) this.line.textContent = words;
  }
}

function clock() {
  const now = new Date();
  return `${String(now.getHours()).padStart(2, "0")}.${String(now.getMinutes()).padStart(2, "0")}`;
}
