/* Links: copying the state as it is, and the teacher's dialog that locks controls or prediction. */
"use strict";

(function (app) {
  const { find, make } = app.dom;

  const linkOf = (state, version) =>
    `${location.href.split("#")[0]}#${app.state.write(state, version)}`;

  /** Put text on the clipboard; where the browser does not allow it, select it to be copied by hand. */
  async function copy(text, field) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      field?.select();
      return field ? document.execCommand("copy") : false;
    }
  }

  /** The state that the dialog describes: the page's, with what the teacher ticked. */
  function wanted(page) {
    const free = app.controls.CONTROLS.filter((control) => find(`free-${control.id}`).checked);
    const locked = app.controls.CONTROLS.filter((control) => !free.includes(control)).map(
      (control) => control.id
    );
    if (!find("free-preset").checked) locked.push("preset");
    const all = locked.length > app.controls.CONTROLS.length;
    return {
      ...page.state,
      predict: find("teacher-predict").checked,
      big: find("teacher-big").checked,
      locked: all ? ["all"] : locked,
    };
  }

  const refresh = (page) => {
    find("teacher-link").value = linkOf(wanted(page), page.data.version);
  };

  function tick(id, key, changed) {
    const input = make("input", { type: "checkbox", id, checked: true });
    input.addEventListener("change", changed);
    return make("div", { class: "tick" }, input, make("label", { for: id, "data-w": key }));
  }

  /** Copy, and say beside the button whether that went well; it stays in the page's language. */
  async function copyShown(place, field, text) {
    const done = await copy(text, field);
    place.dataset.w = done ? "copied" : "not_copied";
    place.textContent = app.words.say(place.dataset.w);
  }

  /** Say no more about copying. */
  function hush(place) {
    delete place.dataset.w;
    place.textContent = "";
  }

  /** Wire the dialog and the copy button, once. */
  function build(page) {
    const dialog = find("teacher");
    const changed = () => refresh(page);
    find("teacher-free").append(
      tick("free-preset", "free_preset", changed),
      ...app.controls.CONTROLS.map((control) =>
        tick(`free-${control.id}`, `name_${control.id}`, changed)
      )
    );
    for (const id of ["teacher-predict", "teacher-big"]) find(id).addEventListener("change", changed);
    find("open-teacher").addEventListener("click", () => {
      find("teacher-predict").checked = page.state.predict;
      find("teacher-big").checked = page.state.big;
      for (const id of ["preset", ...app.controls.CONTROLS.map((control) => control.id)]) {
        find(`free-${id}`).checked = !app.state.isLocked(page.state, id);
      }
      hush(find("teacher-said"));
      refresh(page);
      dialog.showModal();
    });
    find("teacher-close").addEventListener("click", () => dialog.close());
    find("teacher-none").addEventListener("click", () => setAll(page, false));
    find("teacher-all").addEventListener("click", () => setAll(page, true));
    find("teacher-copy").addEventListener("click", () => {
      const field = find("teacher-link");
      copyShown(find("teacher-said"), field, field.value);
    });
    const hushSoon = app.dom.later(8000, hush);
    find("copy-link").addEventListener("click", () => {
      copyShown(find("copy-said"), null, linkOf(page.state, page.data.version));
      hushSoon(find("copy-said"));
    });
  }

  function setAll(page, free) {
    for (const input of find("teacher-free").querySelectorAll("input")) input.checked = free;
    refresh(page);
  }

  app.teacher = { build, linkOf };
})(Explorer);
