/* What a student takes home: the numbers (CSV), a picture (PNG), the scenario (YAML). */
"use strict";

(function (app) {
  const CASES = ["frozen", "engineering", "actual"];

  /** The yearly table with the columns of years.csv, one run a case. */
  function csvOf(result) {
    const lines = [["run_id", "case", "seed", "year", ...JevonsTwin.SERIES].join(",")];
    CASES.forEach((name, run) => {
      result.years.forEach((year, t) => {
        const values = JevonsTwin.SERIES.map((series) => result[name][series][t]);
        lines.push([run, name, result.seed, year, ...values].join(","));
      });
    });
    return lines.join("\n") + "\n";
  }

  /** A name that a scenario can have: of its preset, told apart. */
  const nameOf = (preset) => `${preset.slice(0, 54)}-explorer`;

  /** The scenario as a file that `jevons run` takes. */
  function yamlOf(page) {
    const name = nameOf(page.state.preset);
    const note = `Made by the explorer of jevons_sim ${page.data.version}. Run it with: jevons run ${name}.yaml`;
    return JevonsTwin.toYaml({ ...page.scenario, name, sweep: null }, page.data.reference, note);
  }

  /** Hand a file to the browser. */
  function save(name, blob) {
    const link = app.dom.make("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  const saveText = (name, kind, text) =>
    save(name, new Blob([text], { type: `${kind};charset=utf-8` }));

  /** A chart as a picture: white ground, a title above, twice the size on the screen. */
  function savePicture(svg, title, name) {
    const width = Number(svg.getAttribute("width"));
    const height = Number(svg.getAttribute("height"));
    const head = 34;
    const image = new Image();
    image.onload = () => {
      const canvas = app.dom.make("canvas", { width: 2 * width, height: 2 * (height + head) });
      const pen = canvas.getContext("2d");
      pen.scale(2, 2);
      pen.fillStyle = "#ffffff";
      pen.fillRect(0, 0, width, height + head);
      pen.fillStyle = "#1b2126";
      pen.font = `600 16px ${svg.getAttribute("font-family")}`;
      pen.fillText(title, 4, 22, width - 8);
      pen.drawImage(image, 0, head, width, height);
      canvas.toBlob((blob) => save(`${name}.png`, blob), "image/png");
    };
    const source = new XMLSerializer().serializeToString(svg);
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
  }

  /** Wire the buttons, once. */
  function build(page) {
    const { find } = app.dom;
    find("save-csv").addEventListener("click", () =>
      saveText(`${nameOf(page.state.preset)}-years.csv`, "text/csv", csvOf(page.result))
    );
    find("save-yaml").addEventListener("click", () =>
      saveText(`${nameOf(page.state.preset)}.yaml`, "application/yaml", yamlOf(page))
    );
    for (const button of document.querySelectorAll("[data-picture]")) {
      button.addEventListener("click", () => {
        const svg = find(button.dataset.picture).querySelector("svg");
        const title = `${app.presets.titleOf(page.state.preset, page)}: ${app.words.say(button.dataset.title)}`;
        if (svg) savePicture(svg, title, `${page.state.preset}-${button.dataset.picture}`);
      });
    }
  }

  app.downloads = { csvOf, yamlOf, build };
})(Explorer);
