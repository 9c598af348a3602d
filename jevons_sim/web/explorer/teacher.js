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

  async function copyShown(page, field, text) {
    const done = await copy(text, field);
    page.announce(app.words.say(done ? "copied" : "not_copied"));
    return done;
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
      refresh(page);
      dialog.showModal();
    });
    find("teacher-close").addEventListener("click", () => dialog.close());
    find("teacher-none").addEventListener("click", () => setAll(page, false));
    find("teacher-all").addEventListener("click", () => setAll(page, true));
    find("teacher-copy").addEventListener("click", async () => {
      const field = find("teacher-link");
      const done = await copyShown(page, field, field.value);
      find("teacher-said").textContent = app.words.say(done ? "copied" : "not_copied");
    });
    find("copy-link").addEventListener("click", () =>
      copyShown(page, null, linkOf(page.state, page.data.version))
    );
  }

  function setAll(page, free) {
    for (const input of find("teacher-free").querySelectorAll("input")) input.checked = free;
    refresh(page);
  }

  app.teacher = { build, linkOf };
})(Explorer);
