// @ts-check
/* Why a firm uses AI, or does not: its reservation price against today's price, its peers, its
   elasticity, and what would have happened without the gain. Numbers in, sentences out. */

import { number, percent, twoDecimals, whole } from "../web/shared/numbers.js";
import { say } from "../web/shared/words.js";
import { uses, usesFrozen } from "./adopters.js";

/** @import { FirmsWatched } from "../twin/types.d.ts" */
/** @import { Page } from "./types.d.ts" */
/** @typedef {Page & { firms: FirmsWatched }} Watched a page whose firms were watched */

/**
 * Share of a firm's peers that use AI at a step; on a complete network, of all firms.
 * @param {FirmsWatched} firms
 * @param {number} i
 * @param {number} t
 */
function peersUsing(firms, i, t) {
  const before = Math.max(0, t - 1);
  if (firms.degree === 0) {
    let all = 0;
    for (let k = 0; k < firms.n; k++) all += Number(uses(firms, before, k));
    return { using: whole(all), of: whole(firms.n) };
  }
  let using = 0;
  for (let slot = 0; slot < firms.degree; slot++) {
    using += Number(uses(firms, before, firms.peers[i * firms.degree + slot]));
  }
  return { using: whole(using), of: whole(firms.degree) };
}

/**
 * A year, with the part of it where it is not whole: 2026.25.
 * @param {number} year
 */
export const dateOf = (year) => year.toFixed(2).replace(/\.?0+$/, "");

/**
 * What a firm would pay at most, in words.
 * @param {Watched} page
 * @param {number} i
 */
function reservationText({ firms, scenario }, i) {
  const ln = firms.lnReservation[i];
  if (ln === -Infinity) return say("why_never");
  if (ln === Infinity) return say("why_any");
  const most = Math.exp(ln) * scenario.price.base_usd_per_mtok;
  return say("why_most", { price: say("price", { n: number(most) }) });
}

/**
 * Does it use AI now, and why?
 * @param {Watched} page
 * @param {number} i
 * @param {number} t
 */
function stateText(page, i, t) {
  const { firms, result, scenario } = page;
  const price = result.actual.price_usd_per_mtok[t];
  const today = { price: say("price", { n: number(price) }), year: dateOf(result.years[t]) };
  if (uses(firms, t, i)) {
    const since = firms.adoptedAt[i];
    if (since === 0) return say("why_base", today);
    return since > 0 && since <= t
      ? say("why_adopted", { ...today, since: Math.floor(result.years[since]) })
      : say("why_uses", today);
  }
  const gains = firms.lnReservation[i] >= Math.log(price / scenario.price.base_usd_per_mtok);
  return say(gains ? "why_waits" : "why_dear", today);
}

/**
 * What would have happened without the gain.
 * @param {Watched} page
 * @param {number} i
 */
function withoutText(page, i) {
  const { firms, result } = page;
  const last = result.years.length - 1;
  const now = uses(firms, last, i);
  const then = usesFrozen(firms, last, i);
  if (now && !then) return say("why_brought");
  if (!now && then) return say("why_lost");
  if (!now) return say("why_neither");
  const earlier = firms.frozenAdoptedAt[i] - firms.adoptedAt[i];
  if (firms.adoptedAt[i] > 0 && earlier > 0) {
    return say("why_earlier", {
      n: number(earlier * (result.years[1] - result.years[0])),
    });
  }
  return say("why_anyway");
}

/**
 * The sentences about firm i at step t; `rank` is its place in order of keenness.
 * @param {Watched} page
 * @param {number} i
 * @param {number} t
 * @param {number} rank
 */
export function linesOf(page, i, t, rank) {
  const { firms, scenario } = page;
  const peers = peersUsing(firms, i, t);
  const elasticity = firms.elasticity[i];
  const lines = [
    say("why_who", {
      rank: whole(rank),
      n: whole(firms.n),
      size: number(firms.size[i] * firms.n),
    }),
    stateText(page, i, t),
    reservationText(page, i),
  ];
  if (firms.lnReservation[i] !== -Infinity) lines.push(say("why_peers", peers));
  if (scenario.demand.form !== "derived") {
    const more = percent(Math.pow(0.9, elasticity) - 1);
    lines.push(say("why_elasticity", { e: twoDecimals(elasticity), more }));
  }
  lines.push(withoutText(page, i));
  return lines;
}
