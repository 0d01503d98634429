// While the worker is at it, shows how far it is; when it has ended, the page is fetched anew.
const SECONDS = 2;
const TRIES = 150; // without any change

export function watchProgress() {
  const box = document.querySelector("[data-progress]");
  if (box) look(box, TRIES);
}

function look(box, left) {
  if (left > 0) setTimeout(() => refresh(box, left), SECONDS * 1000);
}

async function refresh(box, left) {
  let answer;
  try {
    answer = await fetch(box.dataset.progress, { redirect: "manual" });
  } catch {
    look(box, left - 1);
    return;
  }
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-progress]");
  if (!fresh) {
    location.assign(box.dataset.progress);
    return;
  }
  if (fresh.textContent === box.textContent) {
    look(box, left - 1);
    return;
  }
  box.replaceChildren(...fresh.childNodes);
  look(box, TRIES);
}
