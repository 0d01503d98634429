// Of the list of who will be able to read it, only the line that fits what is chosen in the form; without JavaScript all stand there.
export function tellWhoWillRead() {
  for (const list of document.querySelectorAll("[data-will-read]")) {
    const form = list.closest("form");
    if (!form) continue;
    const show = () => narrow(list, form.elements);
    form.addEventListener("change", show);
    show();
  }
}

function narrow(list, fields) {
  const shared = ticked(fields.shared);
  const sensitive = ticked(fields.sensitive);
  for (const line of list.children) {
    const { topics, shared: ifShared, sensitive: ifSensitive } = line.dataset;
    const fits = (!topics || topics.split(" ").includes(fields.topic.value))
      && (!ifShared || ifShared === shared)
      && (!ifSensitive || ifSensitive === sensitive);
    line.hidden = !fits;
    line.querySelector("[data-choice]").hidden = true;
  }
}

function ticked(box) {
  return box && box.checked ? "yes" : "no";
}
