// Order a list by drag or by its up and down buttons without leaving the page; the server keeps the order.
export function makeSortable() {
  for (const list of document.querySelectorAll("ol[data-reorder]")) {
    const form = document.getElementById(list.dataset.reorder);
    if (form) new Sortable(list, form);
  }
}

class Sortable {
  constructor(list, form) {
    this.list = list;
    this.form = form;
    this.status = document.querySelector(`[data-reorder-status="${form.id}"]`);
    this.waiting = Promise.resolve();
    list.classList.add("can-drag");
    this.items().forEach((item) => this.prepare(item));
    form.addEventListener("submit", (event) => this.onMove(event));
    list.addEventListener("dragover", (event) => this.onOver(event));
    document.addEventListener("sagsflow:fresh", (event) => this.onFresh(event.detail));
    list.addEventListener("drop", (event) => event.preventDefault());
  }

  /** The list has been brought up to date from another copy of the page: new items can be dragged, and the order has its version. */
  onFresh(page) {
    this.items().forEach((item) => this.prepare(item));
    const fresh = page.getElementById(this.form.id);
    if (fresh) this.takeOver(fresh);
  }

  items() {
    return [...this.list.children].filter((item) => item.dataset.id);
  }

  prepare(item) {
    // Text inside an open item must stay selectable: only the item's handle starts a drag.
    const handle = item.querySelector("[data-handle]");
    if (!handle || handle.draggable) return;
    handle.draggable = true;
    handle.addEventListener("dragstart", (event) => {
      this.dragged = item;
      this.before = this.order();
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.dataset.id);
      event.dataTransfer.setDragImage(item, 10, 10);
      item.classList.add("is-dragging");
    });
    handle.addEventListener("dragend", () => {
      item.classList.remove("is-dragging");
      this.dragged = null;
      if (this.order() !== this.before) this.settle(item);
    });
  }

  order() {
    return this.items().map((item) => item.dataset.id).join(",");
  }

  onOver(event) {
    if (!this.dragged) return;
    event.preventDefault();
    const over = this.items().find((item) => item.contains(event.target));
    if (!over || over === this.dragged) return;
    const box = over.getBoundingClientRect();
    const below = event.clientY > box.top + box.height / 2;
    this.list.insertBefore(this.dragged, below ? over.nextElementSibling : over);
  }

  onMove(event) {
    const button = event.submitter;
    if (!button || button.name !== "direction") return;
    event.preventDefault();
    event.stopPropagation(); // so that the guard against double submits does not hold this form
    const items = this.items();
    const at = items.findIndex((item) => item.contains(button));
    const neighbour = items[button.value === "up" ? at - 1 : at + 1];
    if (!neighbour) return;
    if (button.value === "up") neighbour.before(items[at]);
    else neighbour.after(items[at]);
    this.settle(items[at]);
    const other = [...items[at].querySelectorAll("button[name=direction]")].find((one) => !one.disabled);
    (button.disabled ? other : button)?.focus();
  }

  settle(item) {
    const items = this.number();
    this.say(item, items);
    this.waiting = this.waiting.then(() => this.send());
  }

  number() {
    const items = this.items();
    items.forEach((one, at) => {
      const number = one.querySelector("[data-number]");
      if (number) number.textContent = String(at + 1);
      for (const button of one.querySelectorAll("button[name=direction]")) {
        button.disabled = at === (button.value === "up" ? 0 : items.length - 1);
      }
    });
    return items;
  }

  say(item, items) {
    if (!this.status) return;
    const words = { title: item.dataset.title || "", place: items.indexOf(item) + 1, total: items.length };
    this.status.textContent = this.form.dataset.said.replace(/\{(\w+)\}/g, (_all, key) => words[key]);
  }

  async send() {
    this.form.elements.order.value = this.order();
    this.form.dataset.sending = "true";
    let page;
    let reached = true;
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: new FormData(this.form) });
      if (answer.ok) page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      reached = false;
    }
    delete this.form.dataset.sending;
    if (!reached) {
      this.putBack();
      return;
    }
    const fresh = page && page.getElementById(this.form.id);
    // The page must never show an order that the server does not have.
    if (!fresh) location.reload();
    else {
      this.takeOver(fresh);
      this.hearPulse(page);
    }
  }

  /** The server was not reached: the order is as it was, and what is typed on the page stays. */
  putBack() {
    const seen = this.form.elements.seen;
    for (const id of seen ? seen.value.split(",") : []) {
      const item = this.items().find((one) => one.dataset.id === id);
      if (item) this.list.append(item);
    }
    this.number();
    document.dispatchEvent(new CustomEvent("sagsflow:offline"));
    if (this.status) this.status.textContent = this.form.dataset.away;
  }

  /** What one did oneself is no news. */
  hearPulse(page) {
    const [mine, fresh] = [document, page].map((one) => one.querySelector("[data-pulse]"));
    if (mine && fresh) mine.dataset.pulse = fresh.dataset.pulse;
  }

  /** The answer is the page anew: its form carries the new version and token. */
  takeOver(fresh) {
    for (const input of fresh.querySelectorAll("input[type=hidden]")) {
      if (input.name !== "order") this.form.elements[input.name].value = input.value;
    }
  }
}
