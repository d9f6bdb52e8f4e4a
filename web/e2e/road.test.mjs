// The road: a teacher's video becomes a signed lesson that a student watches and comes back to.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, Refused } from "./api.mjs";
import { startBrowser, startPerson } from "./browser.mjs";
import { startInstance } from "./instance.mjs";
import { copyable, encodable } from "./samples.mjs";

let school, browser;

before(async () => {
  school = await startInstance({ LECTERN_ACCOUNTS__TEACHER_APPROVAL: "at-once" });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await school?.stop();
});

const passphrase = "four winter apples";

async function published(teacher, path) {
  const course = await teacher.course("Light and lenses", [{ title: "A first look" }]);
  const lesson = course.sections[0].lessons[0].id;
  const { id } = await teacher.upload(lesson, path);
  const video = await teacher.video(id, (seen) => seen.playable || seen.state === "failed");
  assert.notEqual(video.state, "failed", JSON.stringify(video.failure));
  await teacher.call("POST", `/courses/${course.id}/publish`);
  return { course, lesson, video };
}

test("a student registers, enrols, watches, leaves and comes back where it stopped", async () => {
  const teacher = await new Client(school.url).register("Vera", "vera@school.example", passphrase, { wants_to_teach: true });
  const { course, lesson, video } = await published(teacher, copyable("lenses.mp4", 40));

  const { page, wrong } = await startPerson(browser, school.url);
  await page.goto("/sign-up");
  await page.getByLabel("Name", { exact: true }).fill("Boris");
  await page.getByLabel("E-mail").fill("boris@school.example");
  await page.getByLabel("Password", { exact: true }).fill(passphrase);
  await page.getByRole("button", { name: "Make an account" }).click();
  await page.waitForURL((address) => !address.pathname.startsWith("/sign-up"));
  await page.goto("/");
  await page.getByRole("link", { name: /Light and lenses/ }).first().click();
  await page.getByRole("button", { name: "Enrol in the course" }).first().click();
  await page.waitForURL(/\/learn\/|\/courses\//);
  await page.goto(`/learn/${course.id}/${lesson}`);

  const picture = page.locator("video");
  await picture.waitFor();
  await picture.evaluate((element) => element.play());
  await page.waitForFunction(() => document.querySelector("video").currentTime > 3);
  await picture.evaluate((element) => {
    element.currentTime = 20;
  });
  await page.waitForFunction(() => document.querySelector("video").currentTime > 21);
  await picture.evaluate((element) => element.pause());
  // A pause is reported at once.
  await page.waitForTimeout(1500);
  await page.reload();
  await picture.waitFor();
  await page.waitForFunction(() => document.querySelector("video").currentTime > 19);
  assert.deepEqual(wrong, []);
  await teacher.video(video.id, (seen) => seen.state === "ready");
});

test("nothing of a lesson is reachable without a grant", async () => {
  const teacher = await new Client(school.url).register("Gleb", "gleb@school.example", passphrase, { wants_to_teach: true });
  const { lesson } = await published(teacher, encodable("short.webm", 8));
  const opened = await teacher.call("POST", `/lessons/${lesson}/playback`, { player: "own" });
  const master = new URL(opened.master_url, school.url);
  const playlist = await fetch(master);
  assert.equal(playlist.status, 200);
  const rung = (await playlist.text()).split("\n").find((line) => line.endsWith(".m3u8"));
  const media = await fetch(new URL(rung, master));
  assert.equal(media.status, 200);
  const segment = (await media.text()).split("\n").find((line) => line.endsWith(".m4s"));
  const address = new URL(segment, new URL(rung, master));
  assert.equal((await fetch(address)).status, 200);

  const [, , token] = address.pathname.split("/");
  const forged = token.slice(0, -4) + (token.endsWith("AAAA") ? "BBBB" : "AAAA");
  for (const path of [
    address.pathname.replace(token, forged),
    address.pathname.replace(token, "x"),
    address.pathname.replace(`/v/${token}`, "/origin"),
    address.pathname.replace("/v/", "/v//"),
    `/lectern/uploads/${opened.session_id}`,
  ]) {
    const { status } = await fetch(new URL(path, school.url));
    assert.ok([400, 401, 403, 404].includes(status), `${path} answered ${status}`);
  }
  const stranger = await new Client(school.url).register("Oleg", "oleg@school.example", passphrase);
  await assert.rejects(stranger.call("POST", `/lessons/${lesson}/playback`, {}), (error) => error instanceof Refused && error.status === 403);
});
