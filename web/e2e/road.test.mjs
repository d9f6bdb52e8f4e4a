// The road: a teacher's video becomes a signed lesson that a student watches and comes back to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Refused } from "./api.mjs";
import { shown } from "./browser.mjs";
import { addLesson, chooseFile, emailOf, makeCourse, passphrase, playsAt, rename, rowOf, signUp, withoutFileDialog } from "./people.mjs";
import { copyable, encodable, heavy } from "./samples.mjs";
import { openSchool } from "./school.mjs";

const MiB = 1024 * 1024;
const school = openSchool();

/** Lets `count` parts pass and keeps the others waiting, as a line that fell asleep does; `numbers` are of all that were begun. */
async function sleepyLine(page, count) {
  const numbers = [];
  await page.route(/partNumber=/, async (route) => {
    numbers.push(Number(new URL(route.request().url()).searchParams.get("partNumber")));
    if (numbers.length <= count) await route.continue();
  });
  return numbers;
}

async function partsOf(page) {
  const numbers = [];
  await page.unroute(/partNumber=/);
  page.on("request", (request) => {
    const number = new URL(request.url()).searchParams.get("partNumber");
    if (number !== null && request.method() === "PUT") numbers.push(Number(number));
  });
  return numbers;
}

test("a teacher's file becomes a lesson that a student watches and comes back to", async () => {
  // Five parts of 8 MiB, of which two are sent before the page is reloaded.
  const lecture = heavy(copyable("lenses.mp4", 40), 36 * MiB);
  const other = heavy(copyable("another.mp4", 2), 36 * MiB);

  const teacher = await school.person();
  const { page } = teacher;
  await withoutFileDialog(teacher.context);
  await shown(page, async () => {
    await signUp(page, "Vera", { teaches: true });
    await makeCourse(page, "Light and lenses");
    await rename(page, "Section 1", "Beginning", "Section name");
    await addLesson(page, "Video", "A first look");
    await addLesson(page, "Text", "Words to know");
    await page.getByRole("textbox", { name: "Lesson text" }).fill("# Words\n\nA **lens** bends light.");
    await page.getByRole("tab", { name: "About" }).click();
    await page.getByLabel("Summary").fill("How a lens makes a picture.");
    await Promise.all([page.waitForResponse((answer) => answer.request().method() === "PATCH" && answer.ok()), page.getByLabel("Title").click()]);
    await page.getByRole("tab", { name: "Contents" }).click();

    const row = rowOf(page, "A first look");
    const begun = await sleepyLine(page, 2);
    await chooseFile(page, row.getByRole("button", { name: "Choose a file" }), lecture);
    await row.getByText(/^(4[0-9]|5[0-9])% sent$/).waitFor();
    const first = begun.slice(0, 2);
    await page.reload();
    const sent = await partsOf(page);

    await row.getByText(/^Not finished, 4[0-9]% sent$/).waitFor();
    await chooseFile(page, row.getByRole("button", { name: "Choose the file" }), other);
    await row.getByText(/“another\.mp4” is another file\. The one it began with is needed: “lenses\.mp4”/).waitFor();
    assert.deepEqual(sent, [], "nothing of another file is sent");
    await chooseFile(page, row.getByRole("button", { name: "Choose the file" }), lecture);
    // Playable while it is still being encoded, or ready already: both can be watched.
    await row.getByRole("link", { name: "Watch" }).waitFor();
    assert.deepEqual([...first, ...sent].sort(), [1, 2, 3, 4, 5], "each part was sent once");

    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.locator("main").getByText("Published", { exact: true }).waitFor();
  });

  const student = await school.person();
  await shown(student.page, async () => {
    await signUp(student.page, "Boris");
    await student.page.goto("/");
    await student.page.getByRole("searchbox").first().fill("lenses");
    await student.page.keyboard.press("Enter");
    await student.page.waitForURL(/q=lenses/);
    await student.page.getByRole("link", { name: /Light and lenses/ }).first().click();
    await student.page.getByRole("button", { name: "Enrol in the course" }).first().click();
    await student.page.waitForURL("**/learn/**");
    await playsAt(student.page, 3);
    await student.page.keyboard.press("l");
    await student.page.keyboard.press("l");
    await playsAt(student.page, 21);
    // Left by a link, as one leaves: the last word is sent on the way.
    await student.page.getByRole("link", { name: "My learning" }).first().click();
    await student.page.waitForURL("**/cabinet");
    await student.page.getByRole("link", { name: /Continue from 0:2\d/ }).first().waitFor();
  });
  await student.context.close();

  // Another device: a new browser with nothing kept in it.
  const later = await school.person();
  await shown(later.page, async () => {
    await later.page.goto("/sign-in");
    await later.page.getByLabel("E-mail").fill(emailOf("Boris"));
    await later.page.getByLabel("Password", { exact: true }).fill(passphrase);
    await later.page.keyboard.press("Enter");
    await later.page.waitForURL("**/cabinet");
    await later.page.getByRole("link", { name: /Continue from 0:2\d/ }).first().click();
    await playsAt(later.page, 20);
    assert.ok((await later.page.evaluate(() => document.querySelector("video").currentTime)) < 36);
  });
  await shown(page, () => rowOf(page, "A first look").getByText("Ready", { exact: true }).waitFor({ timeout: 90_000 }));
  for (const person of [teacher, student, later]) person.fine();
});

test("nothing of a lesson is reachable without a grant", async () => {
  const teacher = await school.teacher("Gleb");
  const course = await teacher.course("Waves", [{ title: "A wave" }]);
  const lesson = course.sections[0].lessons[0].id;
  const { id } = await teacher.upload(lesson, encodable("short.webm", 8));
  await teacher.video(id, (video) => video.playable);
  const opened = await teacher.call("POST", `/lessons/${lesson}/playback`, { player: "own" });
  const master = new URL(opened.master_url, school.url);
  const rung = (await (await fetch(master)).text()).split("\n").find((line) => line.endsWith(".m3u8"));
  const media = await fetch(new URL(rung, master));
  const segment = (await media.text()).split("\n").find((line) => line.endsWith(".m4s"));
  const address = new URL(segment, new URL(rung, master));
  const bytes = await fetch(address);
  assert.equal(bytes.status, 200);
  assert.equal(bytes.headers.get("content-type"), "video/mp4");

  const [, , token] = address.pathname.split("/");
  const forged = token.slice(0, -4) + (token.endsWith("AAAA") ? "BBBB" : "AAAA");
  for (const path of [
    address.pathname.replace(token, forged),
    address.pathname.replace(token, "x"),
    address.pathname.replace("/v/", "/v//"),
    address.pathname.replace(`/v/${token}`, `/v/${token}/..%2f..`),
    `/store/uploads/${opened.session_id}`,
  ]) {
    const { status } = await fetch(new URL(path, school.url));
    assert.ok([400, 401, 403, 404].includes(status), `${path} answered ${status}`);
  }
  // An address that is none of the edge's is a page of the application, whatever stands behind the edge.
  const inner = await fetch(new URL(address.pathname.replace(`/v/${token}`, "/origin"), school.url));
  assert.match(inner.headers.get("content-type"), /^text\/html/);

  const stranger = await school.account("Oleg");
  await assert.rejects(stranger.call("POST", `/lessons/${lesson}/playback`, {}), (error) => error instanceof Refused && [403, 404].includes(error.status));
});
