// Small help for those who have JavaScript; every page works without it.
import { countCharacters, guardForms } from "./forms.js";
import { keepDrafts } from "./drafts.js";
import { followMeeting } from "./live.js";
import { watchProgress } from "./progress.js";
import { makeSortable } from "./reorder.js";
import { listenForRoomKeys } from "./roomkeys.js";
import { watchSession } from "./session.js";
import { tellWhoWillRead } from "./sharing.js";

function focusFirstMistake() {
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
}

function closeMenusOnLeave() {
  const menus = [...document.querySelectorAll("details[data-dismissible]")];
  const close = (menu) => { menu.open = false; };
  document.addEventListener("click", (event) => menus.filter((menu) => !menu.contains(event.target)).forEach(close));
  menus.forEach((menu) => {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      close(menu);
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu);
    });
  });
}

keepDrafts();
guardForms();
countCharacters();
watchSession();
makeSortable();
tellWhoWillRead();
watchProgress();
closeMenusOnLeave();
followMeeting();
listenForRoomKeys();
focusFirstMistake();
