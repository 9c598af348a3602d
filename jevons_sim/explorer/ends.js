// @ts-check
/* How the cases of the page's result end. */

/** @import { Case } from "../twin/types.d.ts" */
/** @import { Page } from "./types.d.ts" */

/**
 * The last step of the result.
 * @param {Page} page
 */
export const lastStep = (page) => page.result.years.length - 1;

/**
 * Energy of a case in the last year.
 * @param {Page} page
 * @param {Case} name
 */
export const energyAtEnd = (page, name) => page.result[name].energy_twh[lastStep(page)];

/**
 * What the gain alone would save in the last year.
 * @param {Page} page
 */
export const savingAtEnd = (page) => energyAtEnd(page, "frozen") - energyAtEnd(page, "engineering");
