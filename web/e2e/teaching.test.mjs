// What teachers and admins do beside the road: asking to teach, holding uploads, taking back what was done.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shown } from "./browser.mjs";
import { addLesson, chooseFile, courseMenu, emailOf, enrol, makeCourse, passphrase, playsAt, rowOf, signIn, signUp, withoutFileDialog } from "./people.mjs";
import { copyable, heavy, text } from "./samples.mjs";
import { openSchool } from "./school.mjs";

const MiB = 1024 * 1024;
const school = openSchool({}, (instance) => instance.run(["admin", "create", "--email", emailOf("Head"), "--name", "Head", "--password-stdin"], `${passphrase}\n`));

/** A teacher without the questions: registered and approved by the API. */
async function teacher(name) {
  await school.teacher(name);
  const head = await school.client("Head");
  const { items } = await head.call("GET", "/admin/teacher-requests");
  for (const request of items) await head.call("POST", `/admin/teacher-requests/${request.id}/approve`);
  const person = await school.person();
  await withoutFileDialog(person.context);
  await signIn(person.page, emailOf(name));
  await person.page.waitForURL("**/cabinet");
  return { ...person, api: await school.client(name) };
}

const titles = (page) => page.locator("[data-row]").getByTitle("Rename").allInnerTexts();

test("who asks to teach may do so once an admin approves, without signing in again", async () => {
  const person = await school.person();
  const head = await school.person();
  await shown(person.page, async () => {
    await signUp(person.page, "Vera");
    await person.page.goto("/settings");
    await person.page.getByLabel("About your course").fill("Optics for everyone");
    await person.page.getByRole("button", { name: "Send the request" }).click();
    await person.page.getByText(/Your request is being looked at/).waitFor();
  });
  await shown(head.page, async () => {
    await signIn(head.page, emailOf("Head"));
    await head.page.waitForURL("**/cabinet");
    await head.page.getByRole("button", { name: "English" }).click();
    await head.page.goto("/admin");
    await head.page.getByText("Optics for everyone").waitFor();
    await head.page.getByRole("button", { name: "Approve the request of Vera" }).click();
    await head.page.getByText("Vera is a teacher now").waitFor();
    await head.page.getByText("Optics for everyone").waitFor({ state: "detached" });
  });
  await shown(person.page, async () => {
    await person.page.reload();
    await person.page.getByRole("link", { name: "Teaching" }).first().click();
    await person.page.getByRole("button", { name: "New course" }).waitFor();
  });
  person.fine();
  head.fine();
});

test("an upload is refused, held, resumed and given up", async () => {
  const person = await teacher("Gleb");
  const { page } = person;
  const film = heavy(copyable("film.mp4", 3), 20 * MiB);
  await shown(page, async () => {
    await makeCourse(page, "Films");
    await addLesson(page, "Video", "First");
    const row = rowOf(page, "First");
    const choose = row.getByRole("button", { name: "Choose a file" });

    // What is no video is refused before a byte is sent.
    await chooseFile(page, choose, text("notes.mp4", "Dear colleagues,\n"));
    await row.getByText("This is text, not a video").waitFor();
    await row.getByRole("button", { name: "Take off the list: notes.mp4" }).click();

    let hold = true;
    await page.route(/partNumber=[23]/, async (route) => {
      if (!hold) await route.continue();
    });
    await chooseFile(page, choose, film);
    await row.getByText(/^(3|4)\d% sent$/).waitFor();
    await row.getByRole("button", { name: "Pause: film.mp4" }).click();
    await row.getByText(/^Paused, \d+% sent$/).waitFor();
    await row.getByRole("button", { name: "Resume: film.mp4" }).click();
    await row.getByText(/^\d+% sent$/).waitFor();

    await row.getByRole("button", { name: "Cancel the upload: film.mp4" }).click();
    const ask = page.getByRole("dialog");
    await ask.getByRole("button", { name: "Keep uploading" }).click();
    await row.getByText(/^\d+% sent$/).waitFor();
    await row.getByRole("button", { name: "Cancel the upload: film.mp4" }).click();
    await ask.getByRole("button", { name: "Cancel the upload" }).click();
    await choose.waitFor();
    for (const deadline = Date.now() + 10_000; (await person.api.call("GET", "/uploads")).items?.length > 0; ) assert.ok(Date.now() < deadline, "it stays on the server");

    // Paused and resumed for good: it arrives.
    hold = false;
    await chooseFile(page, choose, film);
    await row.getByRole("link", { name: "Watch" }).waitFor();
  });
  person.fine();
});

test("what is taken away can be brought back: a lesson, a section, a course", async () => {
  const person = await teacher("Dina");
  const { page } = person;
  const made = await person.api.course("Old maps", [{ title: "Ptolemy" }, { title: "Mercator" }]);
  await shown(page, async () => {
    await page.goto(`/teach/courses/${made.id}`);
    await page.getByRole("button", { name: "Actions: Ptolemy" }).click();
    await page.getByRole("menuitem", { name: "Delete the lesson" }).click();
    await rowOf(page, "Ptolemy").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await rowOf(page, "Ptolemy").waitFor();

    await page.getByRole("button", { name: "Actions: Beginning" }).click();
    await page.getByRole("menuitem", { name: "Delete the section" }).click();
    await rowOf(page, "Mercator").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo", exact: true }).last().click();
    await rowOf(page, "Mercator").waitFor();
    // Where it was, in the order it had.
    assert.deepEqual(await titles(page), ["Ptolemy", "Mercator"]);

    // A row is dragged by its grip; the order outlives a reload.
    const grip = page.getByRole("button", { name: /Move the lesson “Mercator”/ });
    const saved = page.waitForResponse((answer) => answer.url().endsWith("/outline") && answer.ok());
    await grip.focus();
    await page.keyboard.press("Alt+ArrowUp");
    await saved;
    await page.reload();
    await rowOf(page, "Mercator").waitFor();
    assert.deepEqual(await titles(page), ["Mercator", "Ptolemy"]);

    await page.getByRole("tab", { name: "About" }).click();
    await page.getByRole("button", { name: "Delete the course" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete the course" }).click();
    await page.waitForURL("**/teach");
    const bin = page.getByRole("region", { name: "Bin" });
    await bin.getByText("Old maps").waitFor();
    await bin.getByRole("button", { name: "Restore" }).click();
    await page.getByRole("button", { name: "Edit the course “Old maps”" }).waitFor();
    await bin.waitFor({ state: "detached" });
  });
  person.fine();
});

test("a course that is unpublished leaves the catalogue and goes on for its students", async () => {
  const person = await teacher("Fedor");
  const { page } = person;
  const course = await person.api.course("Comets", [{ title: "Halley" }]);
  const lesson = course.sections[0].lessons[0];
  const { id } = await person.api.upload(lesson.id, copyable("comets.mp4", 30));
  await person.api.video(id, (video) => video.playable);
  await person.api.call("POST", `/courses/${course.id}/publish`);
  const student = await school.person();
  await shown(student.page, async () => {
    await signUp(student.page, "Kira");
    await enrol(student.page, /Comets/);
    await playsAt(student.page, 1);
  });
  await shown(page, async () => {
    await page.goto(`/teach/courses/${course.id}`);
    await courseMenu(page, "Unpublish");
    await page.getByRole("dialog").getByRole("button", { name: "Unpublish" }).click();
    await page.getByRole("button", { name: "Publish", exact: true }).waitFor();
  });
  await shown(student.page, async () => {
    await student.page.goto("/");
    await student.page.getByText("No courses yet").waitFor();
    await student.page.goto("/cabinet");
    await student.page.getByRole("link", { name: /^(Continue|Open)/ }).first().click();
    await student.page.waitForURL("**/learn/**");
    await playsAt(student.page, 1);
  });
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.locator("main").getByText("Published", { exact: true }).waitFor();
  // A student leaves, thinks better of it, and is in again.
  await shown(student.page, async () => {
    await student.page.goto(`/courses/${course.id}`);
    await student.page.getByRole("button", { name: "Leave the course" }).click();
    await student.page.getByRole("dialog").getByRole("button", { name: "Leave the course" }).click();
    await student.page.getByRole("button", { name: "Enrol in the course" }).first().waitFor();
    await student.page.getByRole("button", { name: "Undo" }).click();
    await student.page.getByRole("link", { name: /^(Continue|Start|Back to the lessons)/ }).first().waitFor();
  });
  person.fine();
  student.fine();
});
