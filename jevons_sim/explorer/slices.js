// @ts-check
/* Long work in short slices, so that the page answers while it computes.
   A job is a generator: each next() does a little; a new job of the same name replaces the old one. */

/** @typedef {{ generator: Generator<unknown, any, void>, done: (value: any) => void }} Job */

const SLICE_MS = 8;
const PAUSE_MS = 120;
/** @type {Map<string, Job>} */
const jobs = new Map();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {(working: boolean) => void} */
let tell = () => undefined;

/**
 * Have it told whenever work is begun or done.
 * @param {(working: boolean) => void} told
 */
export function watch(told) {
  tell = told;
}

/**
 * Start a job after a pause; `done` gets what the generator returns.
 * @template Found
 * @param {string} name
 * @param {Generator<unknown, Found, void>} generator
 * @param {(found: Found) => void} done
 */
export function start(name, generator, done) {
  jobs.set(name, { generator, done });
  tell(true);
  wait(PAUSE_MS);
}

/** Forget every job: the question has changed. */
export function clear() {
  jobs.clear();
  tell(false);
}

/**
 * Work on after a pause.
 * @param {number} pause
 */
function wait(pause) {
  clearTimeout(timer);
  timer = setTimeout(work, pause);
}

function work() {
  const end = performance.now() + SLICE_MS;
  while (jobs.size > 0 && performance.now() < end) advance();
  if (jobs.size > 0) wait(0);
}

/** One step of the first job; a job that is done makes room for the next. */
function advance() {
  const [[name, job]] = jobs;
  const { done, value } = job.generator.next();
  if (!done) return;
  jobs.delete(name);
  job.done(value);
  tell(jobs.size > 0);
}

/** Finish every job now, as before printing. */
export function finish() {
  while (jobs.size > 0) advance();
}
