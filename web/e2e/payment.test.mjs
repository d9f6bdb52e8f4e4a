// Money: a teacher prices a course, a student buys it at the test bank and is in at once, an admin gives the money back
// and the course closes; the books agree at every step.
import assert from "node:assert/strict";
import { test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import { Client, Refused } from "./api.mjs";
import { shown } from "./browser.mjs";
import { emailOf, passphrase, playsAt, signIn, signUp } from "./people.mjs";
import { copyable } from "./samples.mjs";
import { openSchool } from "./school.mjs";

const school = openSchool(undefined, (instance) => instance.run(["admin", "create", "--email", emailOf("Boss"), "--name", "Boss", "--language", "en", "--password-stdin"], `${passphrase}\n`));

/** A published free course of one lecture that plays. */
async function lecture(teacher, title) {
  const course = await teacher.course(title, [{ title: "Waves" }]);
  const lesson = course.sections[0].lessons[0].id;
  const video = await teacher.upload(lesson, copyable("optics.mp4", 6));
  await teacher.video(video.id, ({ playable }) => playable);
  await teacher.call("POST", `/courses/${course.id}/publish`);
  return { id: course.id, lesson };
}

/** Asks until `done(answer)` holds: events of a bank come when they come. */
async function until(ask, done, seconds = 30) {
  for (const deadline = Date.now() + seconds * 1000; ; ) {
    const answer = await ask();
    if (done(answer)) return answer;
    assert.ok(Date.now() < deadline, `it stays ${JSON.stringify(answer)}`);
    await new Promise((next) => setTimeout(next, 200));
  }
}

/** What breaks the rules of accessibility on the page as it stands. */
async function audit(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa"]).analyze();
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`), []);
}

const sumOf = (transfers) => transfers.flatMap(({ entries }) => entries).reduce((sum, { minor }) => sum + minor, 0);

test("a course is priced, bought, refunded; the books agree and playback ends", { timeout: 300_000 }, async () => {
  const vera = await school.teacher("Vera");
  const course = await lecture(vera, "Optics");

  const teacher = await school.person();
  await shown(teacher.page, async () => {
    const { page } = teacher;
    await signIn(page, emailOf("Vera"));
    await page.waitForURL("**/cabinet");
    await page.goto(`/teach/courses/${course.id}?tab=price`);
    await page.getByRole("button", { name: "Paid", exact: true }).click();
    const price = page.getByRole("textbox", { name: "Price", exact: true });
    await price.fill("a lot");
    await price.blur();
    await page.getByText("An amount such as 6900 or 6900.50").waitFor();
    await price.fill("6 900");
    await price.blur();
    await page.getByText(/Saved at/).waitFor();
    await page.getByRole("button", { name: "Publish the changes" }).click();
    await page.getByText("Changes are published").waitFor();
  });
  teacher.fine();

  const student = await school.person();
  const boss = await new Client(school.url).signIn(emailOf("Boss"), passphrase);
  const { page } = student;
  let id;
  await shown(page, async () => {
    await signUp(page, "Ilya");
    await page.goto("/?price=paid");
    await page.getByRole("link", { name: "Optics", exact: true }).click();
    await page.getByRole("link", { name: "Buy for ₽6,900" }).first().click();
    await page.getByRole("checkbox", { name: /terms of sale/ }).check();
    await audit(page);
    // Two presses are one order.
    await page.getByRole("button", { name: "Pay ₽6,900" }).dblclick();
    await page.waitForURL("**/pay/test/**");
    await page.getByText(/no money moves/).waitFor();
    await page.getByRole("button", { name: "Pay and tell everything twice" }).click();
    // Back at the school the course opens by itself, with no reload.
    await page.waitForURL("**/orders/*");
    await page.getByRole("heading", { name: "Paid, the course is open" }).waitFor();
    await audit(page);
    id = page.url().split("/").pop();
    assert.equal((await (await school.client("Ilya")).call("GET", "/me/orders")).items.length, 1);
    await page.getByRole("link", { name: "Go to the course" }).click();
    await page.waitForURL("**/learn/**");
    await page.locator("video").first().waitFor();
    await page.evaluate(() => document.querySelector("video").play());
    await playsAt(page, 0.2);
  });
  const paid = await until(() => boss.call("GET", `/admin/orders/${id}`), ({ events }) => events.length >= 2 && events.every(({ state }) => state !== "received"));
  assert.equal(paid.order.state, "paid");
  assert.equal(sumOf(paid.ledger), 0);

  const admin = await school.person();
  await shown(admin.page, async () => {
    await signIn(admin.page, emailOf("Boss"));
    await admin.page.waitForURL("**/cabinet");
    await admin.page.goto("/admin/orders");
    await admin.page.getByRole("link", { name: `Order ${paid.order.number}` }).click();
    await admin.page.getByRole("row", { name: /Sum, always zero.*₽0\.00/ }).waitFor();
    await admin.page.getByRole("textbox", { name: "Reason" }).fill("Bought by mistake");
    await admin.page.getByRole("button", { name: "Return the money" }).click();
    await admin.page.getByText(/the course closes to the buyer/).waitFor();
    await admin.page.getByRole("dialog").getByRole("button", { name: "Return", exact: true }).click();
    await admin.page.locator("header").getByText("Refunded", { exact: true }).waitFor();
    await admin.page.getByRole("row", { name: /Sum, always zero.*₽0\.00/ }).waitFor();
  });
  admin.fine();

  // The lesson that was open learns of it, and no stream is given any more.
  student.expect(/40[13] \((Forbidden|Unauthorized)\)/);
  await shown(page, async () => {
    const client = await school.client("Ilya");
    await assert.rejects(client.call("GET", `/lessons/${course.lesson}`), (refusal) => refusal instanceof Refused && refusal.status === 403);
    await assert.rejects(client.call("POST", `/lessons/${course.lesson}/playback`, {}), (refusal) => refusal instanceof Refused && refusal.status === 403);
    await page.getByText(/When the money is returned, they close/).waitFor();
    await page.goto(`/orders/${id}`);
    await page.getByRole("heading", { name: "The money is returned" }).waitFor();
    await page.getByText("Reason: Bought by mistake").waitFor();
    await page.goto("/orders");
    await page.getByRole("link", { name: /Optics.*Refunded/ }).waitFor();
  });
  student.fine();
  const refunded = await boss.call("GET", `/admin/orders/${id}`);
  assert.equal(sumOf(refunded.ledger), 0);
  assert.equal(refunded.teacher_minor, 0);
});

test("a declined card charges nothing, a coupon makes the next try cheaper, a slow bank opens the course later", { timeout: 180_000 }, async () => {
  const olga = await school.teacher("Olga");
  const course = await olga.call("POST", "/courses", { title: "Acoustics", language: "en" });
  const path = `/courses/${course.id}`;
  const outline = await olga.call("POST", `${path}/outline/import`, { sections: [{ title: "Beginning", lessons: [{ kind: "text", title: "Sound" }] }] });
  await olga.call("PATCH", `/lessons/${outline.sections[0].lessons[0].id}`, { body: "Sound travels." });
  await olga.call("PATCH", path, { summary: "How sound travels.", price: { minor: 10_000, currency: "EUR" } });
  await olga.call("POST", `${path}/publish`);
  const boss = await new Client(school.url).signIn(emailOf("Boss"), passphrase);
  await boss.call("POST", "/admin/coupons", { code: "HALF", percent_points: 5000, max_uses: 1 });

  const student = await school.person();
  student.expect(/422 \(Unprocessable Entity\)/);
  const { page } = student;
  await shown(page, async () => {
    await signUp(page, "Petr");
    await page.goto(`/courses/${course.id}/buy`);
    await page.getByRole("checkbox", { name: /terms of sale/ }).check();
    await page.getByRole("button", { name: "Pay €100" }).click();
    await page.getByRole("button", { name: "Decline the card" }).click();
    await page.getByRole("heading", { name: "The payment did not go through" }).waitFor();
    await page.getByRole("link", { name: "Try again" }).click();

    await page.getByLabel("Coupon", { exact: true }).fill("NOTHING");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText("There is no such coupon").waitFor();
    await page.getByLabel("Coupon", { exact: true }).fill("half");
    await page.getByRole("button", { name: "Apply" }).click();
    await page.getByText("Coupon HALF is applied: €50 off").waitFor();
    await page.getByRole("checkbox", { name: /terms of sale/ }).check();
    await page.getByRole("button", { name: "Pay €50" }).click();
    await page.getByRole("button", { name: "Pay in 20 seconds" }).click();
    await page.getByRole("heading", { name: "Waiting for the bank" }).waitFor();
    await page.getByRole("heading", { name: "Paid, the course is open" }).waitFor({ timeout: 60_000 });
  });
  student.fine();
  assert.equal((await boss.call("GET", "/admin/coupons")).items.find(({ code }) => code === "HALF").uses, 1);
  const { courses } = await olga.call("GET", "/teaching/earnings");
  assert.deepEqual(courses.map(({ sales, paid_minor }) => [sales, paid_minor]), [[1, 5000]]);
});
