// What people do in the pages, by the words and roles they see.

export const passphrase = "four winter apples";

export const emailOf = (name) => `${name.toLowerCase()}@school.example`;

export async function signUp(page, name, { teaches = false } = {}) {
  await page.goto("/sign-up");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("E-mail").fill(emailOf(name));
  await page.getByLabel("Password", { exact: true }).fill(passphrase);
  if (teaches) await page.getByLabel("I want to teach").check();
  await page.getByRole("button", { name: "Make an account" }).click();
  await page.waitForURL("**/cabinet");
}

export async function signIn(page, email, password = passphrase) {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).last().click();
}

/** From the cabinet to the editor of a new course with one section. */
export async function makeCourse(page, title) {
  await page.goto("/teach");
  await page.getByRole("button", { name: "New course" }).click();
  await page.getByLabel("Course title").fill(title);
  await page.getByRole("button", { name: "Make the course" }).click();
  await page.waitForURL("**/teach/courses/*");
  await page.getByRole("button", { name: "Add a section" }).click();
  await page.getByRole("button", { name: "Section 1", exact: true }).waitFor();
}

/** Changes a name in its place. */
export async function rename(page, from, to, field) {
  await page.getByRole("button", { name: from, exact: true }).click();
  await page.getByRole("textbox", { name: field }).fill(to);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: to, exact: true }).waitFor();
}

/** The browser's dialog for files is out of a script's reach; without it the page uses an ordinary field for files. */
export const withoutFileDialog = (context) => context.addInitScript(() => delete globalThis.showOpenFilePicker);

export async function chooseFile(page, button, path) {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button.click()]);
  await chooser.setFiles(path);
}

/** The row of a lesson in the editor. */
export const rowOf = (page, title) => page.locator("[data-row]").filter({ has: page.getByRole("button", { name: title, exact: true }) });

export async function enrol(page, course) {
  await page.goto("/");
  await page.getByRole("link", { name: course }).first().click();
  await page.getByRole("button", { name: "Enrol in the course" }).first().click();
  await page.waitForURL("**/learn/**");
}

/** Waits until the lesson plays at `second` or later. */
export const playsAt = (page, second, timeout = 30_000) =>
  page.waitForFunction((at) => {
    const video = document.querySelector("video");
    return video !== null && !video.paused && video.readyState >= 3 && video.currentTime >= at;
  }, second, { timeout });

/** A new lesson of a kind at the end of the last section, by its menu; its name is asked first. */
export async function addLesson(page, kind, title) {
  await page.getByRole("button", { name: /^Add a lesson to the section/ }).last().click();
  await page.getByRole("menuitem", { name: kind, exact: true }).click();
  const name = page.getByRole("textbox", { name: "Lesson name" });
  await name.fill(title);
  await name.press("Enter");
  await page.getByRole("button", { name: title, exact: true }).waitFor();
}

/** What is done with a whole course stands in the menu of its head. */
export async function courseMenu(page, item) {
  await page.locator("header").getByRole("button", { name: /^Actions: / }).click();
  await page.getByRole("menuitem", { name: item }).click();
}
