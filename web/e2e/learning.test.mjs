// A course of texts, a file and a test, in strict order: a student goes through it and passes, as its teacher built it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Refused } from "./api.mjs";
import { shown } from "./browser.mjs";
import { enrol, signUp } from "./people.mjs";
import { openSchool } from "./school.mjs";

const school = openSchool();

/** A published course: a text with a formula, a second text, a link, and a test of one question. */
async function builtCourse(teacher) {
  const course = await teacher.call("POST", "/courses", { title: "Waves", language: "en" });
  const path = `/courses/${course.id}`;
  await teacher.call("PATCH", path, { summary: "How waves travel.", ordered: true, outcomes: ["Read a wave"], tags: ["physics"] });
  const outline = await teacher.call("POST", `${path}/outline/import`, {
    sections: [
      {
        title: "Beginning",
        lessons: [
          { kind: "text", title: "Length and frequency" },
          { kind: "link", title: "A wave machine" },
          { kind: "test", title: "Check yourself" },
        ],
      },
    ],
  });
  const [words, link, quiz] = outline.sections[0].lessons;
  await teacher.call("PATCH", `/lessons/${words.id}`, { body: "The speed is $v = \\lambda f$." });
  await teacher.call("PATCH", `/lessons/${link.id}`, { link_url: "https://example.org/waves" });
  await assert.rejects(teacher.call("POST", `${path}/publish`), (refusal) => refusal instanceof Refused && refusal.status === 409);
  const question = await teacher.call("POST", `${path}/questions`, {
    prompt: "What is $\\lambda$?",
    points: 100,
    explanation: "The Greek letter stands for the length.",
    body: {
      kind: "single",
      options: [
        { id: "k3x", text: "The wavelength", right: true },
        { id: "p9q", text: "The frequency", right: false },
      ],
    },
  });
  await teacher.call("PUT", `/lessons/${quiz.id}/quiz`, { settings: {}, items: [{ kind: "question", question_id: question.id }] });
  await teacher.call("POST", `${path}/publish`);
  return { id: course.id, words: words.id, link: link.id, quiz: quiz.id };
}

test("a student reads, is kept in order, takes the test and passes", async () => {
  const teacher = await school.teacher("Vera");
  const course = await builtCourse(teacher);
  const student = await school.person();
  const { page } = student;
  await shown(page, async () => {
    await signUp(page, "Ilya");
    await enrol(page, "Waves");
    await page.goto(`/learn/${course.id}/${course.words}`);
    await page.locator(".katex").first().waitFor();

    // What comes later is closed, by the server too.
    const client = await school.client("Ilya");
    await assert.rejects(client.call("GET", `/lessons/${course.link}`), (refusal) => refusal.status === 403 && refusal.problem.type === "lesson-locked");

    const done = () => page.waitForResponse((answer) => answer.request().method() === "POST" && answer.url().endsWith("/complete") && answer.ok());
    await Promise.all([done(), page.getByRole("button", { name: /mark as read/i }).click()]);
    await page.goto(`/learn/${course.id}/${course.link}`);
    await page.getByRole("link", { name: /Open the page/ }).waitFor();
    await Promise.all([done(), page.getByRole("button", { name: /mark as/i }).click()]);

    await page.goto(`/learn/${course.id}/${course.quiz}`);
    await page.getByRole("button", { name: /start/i }).click();
    const saved = page.waitForResponse((answer) => answer.request().method() === "PUT" && /\/answers\/0$/.test(answer.url()));
    await page.getByRole("radio", { name: "The wavelength" }).check({ force: true });
    assert.ok((await saved).ok());
    await page.getByText(/Answer saved at/).waitFor();
    await page.getByRole("button", { name: "Hand in the test" }).click();
    await page.getByRole("button", { name: "Hand in", exact: true }).click();
    await page.getByText("The Greek letter stands for the length.").waitFor();
    const learn = await client.call("GET", `/courses/${course.id}/learn`);
    assert.equal(learn.done_lessons, 3);

    // All that was required is done: the certificate comes by itself, and anyone checks it without an account.
    await page.goto("/cabinet");
    for (const deadline = Date.now() + 15_000; (await client.call("GET", "/me/certificates")).items.length === 0; ) assert.ok(Date.now() < deadline, "a certificate is issued");
    await page.reload();
    const [{ number }] = (await client.call("GET", "/me/certificates")).items;
    await page.getByText(number).first().waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "PDF of the certificate “Waves”" }).click()]);
    const paper = await download.path();
    const visitor = await school.person();
    await shown(visitor.page, async () => {
      await visitor.page.goto(`/check/${number}`);
      await visitor.page.getByText("The certificate is genuine").waitFor();
      await visitor.page.getByText("Ilya").first().waitFor();
      await visitor.page.goto("/check");
      await visitor.page.locator("input[type=file]").setInputFiles({ name: "paper.pdf", mimeType: "application/pdf", buffer: readFileSync(paper) });
      await visitor.page.getByText(/signature is right and the certificate is in force/).waitFor();
    });
    visitor.fine();
  });
  student.fine();
});
