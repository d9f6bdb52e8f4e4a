// A lecture goes on from the quick copy to the full set of qualities while people watch it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shown } from "./browser.mjs";
import { enrol, playsAt, signUp } from "./people.mjs";
import { copyable } from "./samples.mjs";
import { openSchool } from "./school.mjs";

const school = openSchool();

/** Without Media Source Extensions a page plays as on an iPhone: by the browser itself. */
const withoutMediaSource = (context) =>
  context.addInitScript(() => {
    delete globalThis.MediaSource;
    delete globalThis.ManagedMediaSource;
    delete globalThis.WebKitMediaSource;
  });

const stage = (page) => page.locator("[data-generation]");
const at = (page) => page.evaluate(() => document.querySelector("video").currentTime);

test("hls.js moves to the second generation during play, and the browser's own player finishes on the first", async () => {
  const teacher = await school.teacher("Vera");
  const course = await teacher.course("Seasons", [{ title: "Spring" }]);
  const lesson = course.sections[0].lessons[0].id;

  // Both wait before the lesson, so that they are there when its first generation is playable.
  const moving = await school.person();
  const staying = await school.person();
  for (const person of [moving, staying]) person.expect(/409 \(Conflict\).*\/playback$/); // not playable yet
  await withoutMediaSource(staying.context);
  const sample = copyable("spring.mp4", 90);
  const { id } = await teacher.upload(lesson, sample);
  await teacher.call("POST", `/courses/${course.id}/publish`);
  await Promise.all([
    signUp(moving.page, "Boris").then(() => enrol(moving.page, /Seasons/)),
    signUp(staying.page, "Clara").then(() => enrol(staying.page, /Seasons/)),
  ]);

  await shown(moving.page, () => playsAt(moving.page, 1));
  await shown(staying.page, () => playsAt(staying.page, 1));
  assert.equal(await stage(moving.page).getAttribute("data-generation"), "1");
  // Slowly: however slow the machine encodes, the lecture is not over before.
  for (const rate of ["0.75", "0.5"]) {
    await moving.page.keyboard.press("Shift+Comma");
    await moving.page.waitForFunction((wanted) => document.querySelector("video").playbackRate === wanted, Number(rate));
  }
  assert.equal(await staying.page.evaluate(() => document.querySelector("video").currentSrc.includes("/master.m3u8")), true, "no hls.js in between");

  await teacher.video(id, (video) => video.state === "ready");
  // Nobody pauses or seeks: half a minute after it is known, the next boundary of segments is the moment.
  await shown(moving.page, () => moving.page.waitForFunction(() => globalThis.lecternMoves.length > 0, undefined, { timeout: 60_000 }));
  const [moved] = await moving.page.evaluate(() => globalThis.lecternMoves);
  assert.equal(moved.fatal, 0, JSON.stringify(moved));
  assert.ok(Math.abs(moved.drift_ms) <= 100, `the picture jumped: ${JSON.stringify(moved)}`);
  assert.equal(await stage(moving.page).getAttribute("data-generation"), "2");
  const place = await at(moving.page);
  await shown(moving.page, () => playsAt(moving.page, place + 2));
  assert.equal(await moving.page.evaluate(() => document.querySelector("video").playbackRate), 0.5, "the speed is kept");

  assert.equal(await stage(staying.page).getAttribute("data-generation"), "1");
  await staying.page.keyboard.press("9");
  await shown(staying.page, () => staying.page.waitForFunction(() => document.querySelector("video").ended, undefined, { timeout: 30_000 }));
  assert.equal(await staying.page.evaluate(() => document.querySelector("video").error), null);
  moving.fine();
  staying.fine();
});
