/* Long work in short slices, so that the page answers while it computes.
   A job is a generator: each next() does a little; a new job of the same name replaces the old one. */
"use strict";

(function (app) {
  const SLICE_MS = 8;
  const PAUSE_MS = 120;
  const jobs = new Map();
  let timer = null;

  /** Start a job after a pause; `done` gets what the generator returns. */
  function start(name, generator, done) {
    jobs.set(name, { generator, done });
    wait(PAUSE_MS);
  }

  /** Forget every job: the question has changed. */
  function clear() {
    jobs.clear();
  }

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
    const [name, job] = jobs.entries().next().value;
    const { done, value } = job.generator.next();
    if (!done) return;
    jobs.delete(name);
    job.done(value);
  }

  /** Finish every job now, as before printing. */
  function finish() {
    while (jobs.size > 0) advance();
  }

  app.slices = { start, clear, finish, isIdle: () => jobs.size === 0 };
})(Explorer);
