// @ts-check
/* Talk with the class server: questions, asked again while nobody answers, and what it refuses. */

import { find } from "../web/shared/dom.js";
import { has, say } from "../web/shared/words.js";

/** @import { Fault } from "./types.d.ts" */

const LONGEST_WAIT = 15000; // milliseconds

/**
 * The sentence for an error that the server, or a code, gave.
 * @param {Fault} error
 */
export function fault(error) {
  const key = `error.${error.error || error.code}`;
  return has(key) ? say(key) : say("error.other", { message: error.message || "" });
}

/**
 * Ask the class server; throws a `Fault` when it refuses or does not answer.
 * @param {string} path
 * @param {Record<string, string>} headers
 * @param {unknown} [body]
 */
export async function ask(path, headers, body) {
  /** @type {RequestInit} */
  const options = { headers, cache: "no-store" };
  if (body !== undefined) {
    options.method = "POST";
    options.headers = { ...headers, "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  let response;
  let answer;
  try {
    options.signal = AbortSignal.timeout(LONGEST_WAIT);
    response = await fetch(path, options);
    answer = await response.json();
  } catch {
    throw /** @type {Fault} */ ({ error: "lost" });
  }
  if (!response.ok) throw /** @type {Fault} */ (answer);
  return answer;
}

/**
 * Whether an error is that nobody answered.
 * @param {unknown} error
 */
export const isLost = (error) => /** @type {Fault} */ (error).error === "lost";

/**
 * Ask again and again: every `pause` milliseconds, more and more slowly while nobody answers.
 * Returns a function that asks at once.
 * @param {() => Promise<void>} question
 * @param {number} pause
 */
export function poll(question, pause) {
  let timer = 0;
  let wait = pause;
  async function turn() {
    clearTimeout(timer);
    try {
      await question();
      wait = pause;
      find("banner").hidden = true;
    } catch (error) {
      if (!isLost(error)) throw error;
      wait = Math.min(wait * 2, LONGEST_WAIT);
      find("banner").hidden = false;
    } finally {
      timer = setTimeout(turn, wait * (0.8 + 0.4 * Math.random()));
    }
  }
  turn();
  return turn;
}
