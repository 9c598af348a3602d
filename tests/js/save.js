// @ts-check
/* What the explorer saves, without its page: node save.js, links on stdin, files on stdout. */

import fs from "node:fs";

import { csvOf, yamlOf } from "../../jevons_sim/explorer/downloads.js";
import { verdict } from "../../jevons_sim/explorer/verdict.js";
import { pageAt } from "./data.js";

const links = JSON.parse(fs.readFileSync(0, "utf8"));
const files = links.map((/** @type {string} */ link) => {
  const page = pageAt(link);
  return {
    yaml: yamlOf(page),
    csv: csvOf(page.result),
    rebound: page.rebound.ai,
    verdict: verdict(page.rebound, String(page.result.years.at(-1))),
  };
});
process.stdout.write(JSON.stringify(files));
