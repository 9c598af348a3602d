// @ts-check
/* What a page of the class game is given: rules, scenarios, words, and how it was asked for. */

import { find } from "../web/shared/dom.js";
import { languageOf, valuesOf } from "../web/shared/link.js";
import * as words from "../web/shared/words.js";

/** @import { Scenario } from "../twin/types.d.ts" */
/** @import { Rules, Setting } from "./types.d.ts" */

/**
 * What an element of the page holds as JSON.
 * @param {string} id
 */
const dataOf = (id) => JSON.parse(find(id).textContent ?? "");

/** @type {Setting} */
export const setting = { rules: dataOf("rules"), base: dataOf("base") };

/** @type {Rules} */
export const rules = setting.rules;

/** @type {Scenario} */
export const reference = dataOf("reference");

/** @type {{ connects: boolean, language: string }} */
const page = dataOf("setting");

/** Whether a class server stands behind the page. */
export const online = page.connects;

/** The values of the link. */
export const link = valuesOf(location.hash) ?? new URLSearchParams();

words.load(dataOf("words"));
words.use(languageOf(link, page.language));
