// Signing in, and staying signed in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shown } from "./browser.mjs";
import { emailOf, signIn } from "./people.mjs";
import { openSchool } from "./school.mjs";

/** Seconds. The page takes a token for dead 20 s before its end. */
const TOKEN_LIFE = 24;
const school = openSchool({ LECTERN_AUTH__ACCESS_TTL_S: String(TOKEN_LIFE) });

test("a wrong password is said in words, and the right one then lets in", async () => {
  await school.account("Anna");
  const person = await school.person();
  const { page } = person;
  person.expect(/401 \(Unauthorized\).*\/auth\/sign-in$/);
  await shown(page, async () => {
    await signIn(page, emailOf("Anna"), "five winter apples");
    await page.getByText("E-mail or password do not match").waitFor();
    assert.equal(new URL(page.url()).pathname, "/sign-in");
    // The same words for an address nobody has.
    await signIn(page, emailOf("Nobody"));
    await page.getByText("E-mail or password do not match").waitFor();
    await signIn(page, emailOf("Anna"));
    await page.waitForURL("**/cabinet");
    await page.getByRole("heading", { name: /Anna/ }).waitFor();
  });
  // Who signs out is asked to sign in, here and in every other tab.
  const second = await person.context.newPage();
  await second.goto("/settings");
  await second.getByLabel("Name", { exact: true }).waitFor();
  // A tab may ask with the session that ends before it hears that it has ended.
  person.expect(/401 \(Unauthorized\)/);
  await page.getByRole("button", { name: /account menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await shown(second, () => second.waitForURL("**/sign-in**"));
  person.fine();
});

test("five tabs that wake at once with a token that has run out stay signed in", async () => {
  await school.account("Boris");
  const person = await school.person();
  await signIn(person.page, emailOf("Boris"));
  await person.page.waitForURL("**/cabinet");
  const tabs = [person.page];
  while (tabs.length < 5) {
    const tab = await person.context.newPage();
    await tab.goto("/cabinet");
    tabs.push(tab);
  }
  for (const tab of tabs) await shown(tab, () => tab.getByRole("heading", { name: /Boris/ }).waitFor());

  // All sleep: no timer and no request of theirs runs until the token is dead.
  const answers = [];
  person.context.on("response", (response) => {
    if (/\/api\//.test(response.url())) answers.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  await person.context.setOffline(true);
  person.expect(/ERR_INTERNET_DISCONNECTED/);
  await new Promise((done) => setTimeout(done, (TOKEN_LIFE + 1) * 1000));
  answers.length = 0;
  await person.context.setOffline(false);
  await Promise.all(tabs.map((tab) => tab.evaluate(() => document.querySelector('a[href="/settings"]').click())));
  for (const tab of tabs) await shown(tab, () => tab.waitForFunction(() => document.querySelector("input[value='Boris']") !== null && location.pathname === "/settings"));

  const renewals = () => answers.filter((answer) => answer === "200 /api/v1/auth/refresh").length;
  assert.ok(renewals() > 0, "a token was renewed");

  // And all at once from nothing but the cookie, as after a restart of the browser.
  await Promise.all(tabs.map((tab) => tab.reload()));
  for (const tab of tabs) {
    await shown(tab, () => tab.getByLabel("Name", { exact: true }).waitFor());
    assert.equal(new URL(tab.url()).pathname, "/settings");
  }
  assert.deepEqual(answers.filter((answer) => !answer.startsWith("2")), []);
  person.fine();
});
