// A page that several people have open at once: asks every few seconds whether something has happened, and takes over what is new.
// What somebody types, or stands in, is never replaced.
import { isChanged } from "./forms.js";

// A page on which nothing has happened for a minute asks less often, until something does.
const SECONDS = 3;
const QUIET_SECONDS = 5;
const QUIET_LOOKS = 20;

export function followMeeting() {
  const room = document.querySelector("[data-live]");
  if (room) new Live(room).start();
}

class Live {
  constructor(room) {
    this.room = room;
    this.says = room.querySelector("[data-live-says]");
  }

  start() {
    this.looks = 0;
    this.askAgain();
    document.addEventListener("visibilitychange", () => this.ask());
    document.addEventListener("sagsflow:offline", () => { this.away = true; });
    document.addEventListener("sagsflow:online", () => this.back());
    document.addEventListener("submit", (event) => this.hold(event), true);
  }

  askAgain() {
    const seconds = this.looks < QUIET_LOOKS ? SECONDS : QUIET_SECONDS;
    setTimeout(() => this.ask().finally(() => this.askAgain()), seconds * 1000);
  }

  async ask() {
    if (document.hidden || this.asking || isMoving()) return;
    this.asking = true;
    try {
      await this.look();
      document.dispatchEvent(new CustomEvent("sagsflow:online"));
    } catch {
      document.dispatchEvent(new CustomEvent("sagsflow:offline"));
    } finally {
      this.asking = false;
    }
  }

  /** Without a connection a press would end on the browser's own page, and what was typed here would be gone. A decision waits by
      itself (drafts.js). */
  hold(event) {
    if ((navigator.onLine && !this.away) || "draft" in event.target.dataset) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!this.says) return;
    this.says.textContent = this.room.dataset.away || "";
    this.says.classList.replace("sr-only", "sf-note");
  }

  back() {
    this.away = false;
    if (!this.says || !this.says.classList.replace("sf-note", "sr-only")) return;
    this.says.textContent = "";
  }

  async look() {
    const headers = { "If-None-Match": `"${this.room.dataset.pulse}"` };
    const answer = await fetch(this.room.dataset.live, { headers, redirect: "manual", cache: "no-store" });
    this.looks += 1;
    if (answer.status !== 200) return;
    this.looks = 0;
    const pulse = await answer.text();
    const page = await fetch(location.pathname + location.search, { redirect: "manual", cache: "no-store" });
    if (!page.ok || isMoving()) return;
    this.takeOver(new DOMParser().parseFromString(await page.text(), "text/html"));
    this.room.dataset.pulse = pulse;
  }

  takeOver(fresh) {
    const held = document.activeElement;
    for (const part of this.room.querySelectorAll("[data-live-part]")) this.part(part, fresh);
    const list = this.room.querySelector("[data-live-items]");
    const items = fresh.querySelector("[data-live-items]");
    if (list && items) this.items(list, items);
    const facts = document.querySelector(".sf-meta");
    const newFacts = fresh.querySelector(".sf-meta");
    if (facts && newFacts) facts.replaceWith(document.adoptNode(newFacts));
    if (held && held !== document.activeElement) this.standing(held)?.focus({ preventScroll: true });
    if (this.says) this.says.textContent = this.room.dataset.changed;
    document.dispatchEvent(new CustomEvent("sagsflow:fresh", { detail: fresh }));
  }

  /** Who stood on an item stands on it still, or on the one that is in hand now when it has been dealt with. */
  standing(held) {
    if (held.isConnected) return held;
    const same = held.id && document.getElementById(held.id);
    const moved = same && "waits" in held.dataset && !("waits" in same.dataset);
    return moved ? this.room.querySelector(".sf-agenda-item--current") || same : same;
  }

  part(part, fresh) {
    const other = fresh.querySelector(`[data-live-part="${part.dataset.livePart}"]`);
    if (other && !isBusy(part)) part.replaceChildren(...other.childNodes);
  }

  items(list, fresh) {
    const mine = new Map([...list.children].map((item) => [item.id, item]));
    const wanted = [...fresh.children].map((item) => this.choose(mine.get(item.id), item));
    for (const item of mine.values()) {
      if (wanted.includes(item)) continue;
      if (isBusy(item)) wanted.push(this.warn(item));
      else item.remove();
    }
    wanted.forEach((item, at) => {
      if (list.children[at] !== item) list.insertBefore(item, list.children[at] || null);
    });
  }

  choose(mine, fresh) {
    if (!mine || !isBusy(mine)) {
      const item = document.adoptNode(fresh);
      if (mine) mine.replaceWith(item);
      return item;
    }
    const number = fresh.querySelector("[data-number]");
    if (number) mine.querySelector("[data-number]").textContent = number.textContent;
    return mine.dataset.version === fresh.dataset.version && "waits" in fresh.dataset ? mine : this.warn(mine);
  }

  /** Somebody else has dealt with the item that one writes on: it is told, and nothing is taken away. */
  warn(item) {
    if (item.querySelector("[data-dealt]")) return item;
    const note = document.createElement("p");
    note.className = "sf-note";
    note.setAttribute("role", "alert");
    note.dataset.dealt = "";
    note.textContent = this.room.dataset.dealt || "";
    const open = item.querySelector(".sf-agenda-item__open") || item;
    open.prepend(note);
    return item;
  }
}

/** A form is on its way, or an item is being moved: the page is about to change by itself. */
function isMoving() {
  return document.querySelector("form[data-sent], form[data-sending], .is-dragging") !== null;
}

/** Somebody types in it, has typed in it, or stands in it. */
function isBusy(part) {
  const held = document.activeElement;
  if (held && held !== part && held !== document.body && part.contains(held)) return true;
  return [...part.querySelectorAll("form")].some(isChanged);
}
