// @ts-check
/* Colours of the explorer's charts: of cases, of responses, and of what surrounds them. */

export const COLOUR = {
  frozen: "#56606B",
  engineering: "#009E73",
  actual: "#D55E00",
  guess: "#7B3294",
  text: "#1b2126",
  quiet: "#4c555d",
  grid: "#E3E6E8",
  axis: "#8b949c",
};

/** Text needs darker shades of the same colours: 4.5 to 1 on white. */
export const INK = {
  frozen: "#4a535d",
  engineering: "#00694d",
  actual: "#a94a00",
  guess: "#7B3294",
};

/** @type {Record<string, string>} */
export const PARTS = {
  adoption: "#0072B2",
  use: "#E69F00",
  depth: "#CC79A7",
  training: "#56B4E9",
  economy: "#009E73",
  grid: "#8C6D31",
};
