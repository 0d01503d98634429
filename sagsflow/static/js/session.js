// Says in good time that the session is about to end, and renews it on one press.
const MINUTE = 60;

export function watchSession() {
  const dialog = document.querySelector("dialog[data-session-seconds]");
  if (dialog && typeof dialog.showModal === "function") new SessionWatch(dialog).start();
}

class SessionWatch {
  constructor(dialog) {
    this.dialog = dialog;
    this.seconds = Number(dialog.dataset.sessionSeconds);
    this.warn = Math.min(Number(dialog.dataset.sessionWarn), this.seconds / 2);
    this.form = dialog.querySelector("[data-session-ping]");
    // A tab that is used keeps the session of all tabs alive: the others should know.
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
    this.renew();
  }

  start() {
    this.form.addEventListener("submit", (event) => this.ping(event));
    this.dialog.querySelector("[data-close]").addEventListener("click", () => this.dialog.close());
    if (this.channel) {
      this.channel.addEventListener("message", () => this.renew());
      this.channel.postMessage("used");
    }
    this.timer = setInterval(() => this.look(), 1000);
  }

  renew() {
    this.ends = Date.now() + this.seconds * 1000;
    if (this.dialog.open) this.dialog.close();
  }

  look() {
    const left = Math.round((this.ends - Date.now()) / 1000);
    if (left <= 0) this.expire();
    else if (left <= this.warn) this.announce(left);
  }

  announce(left) {
    const clock = `${Math.floor(left / MINUTE)}:${String(left % MINUTE).padStart(2, "0")}`;
    this.dialog.querySelector("[data-session-left]").textContent = clock;
    if (!this.dialog.open) this.dialog.showModal();
  }

  expire() {
    clearInterval(this.timer);
    for (const part of this.dialog.querySelectorAll("[data-running]")) part.hidden = true;
    this.dialog.querySelector("[data-expired]").hidden = false;
    if (!this.dialog.open) this.dialog.showModal();
  }

  async ping(event) {
    event.preventDefault();
    let answer;
    try {
      answer = await fetch(this.form.action, { method: "POST", body: new FormData(this.form), redirect: "manual" });
    } catch {
      return; // No network just now: the clock goes on and the button can be pressed again.
    }
    if (!answer.ok) {
      this.expire();
      return;
    }
    this.renew();
    if (this.channel) this.channel.postMessage("used");
  }
}
