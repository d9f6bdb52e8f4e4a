// A course under its teacher's hands: the mouse, a whole folder, a file the browser remembers.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { shown } from "./browser.mjs";
import { addLesson, makeCourse, rowOf, signUp } from "./people.mjs";
import { copyable } from "./samples.mjs";
import { openSchool } from "./school.mjs";

const MiB = 1024 * 1024;
const school = openSchool();

async function teacher(name) {
  const person = await school.person();
  await signUp(person.page, name, { teaches: true });
  return person;
}

const titles = (page) => page.locator("[data-row]").getByTitle("Rename").allInnerTexts();

test("a lesson is dragged to another place by the mouse", async () => {
  const person = await teacher("Lev");
  const { page } = person;
  await shown(page, async () => {
    await makeCourse(page, "Rivers");
    for (const name of ["Volga", "Lena", "Neva"]) await addLesson(page, "Text", name);
    const middle = async (name) => {
      const { x, y, width, height } = await rowOf(page, name).locator("[data-grip]").boundingBox();
      return [x + width / 2, y + height / 2];
    };
    await page.mouse.move(...(await middle("Neva")));
    await page.mouse.down();
    const [x, y] = await middle("Volga");
    await page.mouse.move(x, y + 30, { steps: 8 });
    const saved = page.waitForResponse((answer) => answer.url().endsWith("/outline") && answer.ok());
    await page.mouse.move(x, y - 4, { steps: 8 });
    await page.mouse.up();
    await saved;
    assert.deepEqual(await titles(page), ["Neva", "Volga", "Lena"]);
    await page.reload();
    await rowOf(page, "Lena").waitFor();
    assert.deepEqual(await titles(page), ["Neva", "Volga", "Lena"]);
  });
  person.fine();
});

test("a folder becomes sections and lessons, and one undo takes all of it back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lectern-folder-"));
  const root = join(folder, "Astronomy");
  for (const section of ["01 Sun", "02 Moon"]) mkdirSync(join(root, section), { recursive: true });
  renameSync(copyable("sun.mp4", 4), join(root, "01 Sun", "1. What shines.mp4"));
  writeFileSync(join(root, "01 Sun", "2. Spots.md"), "# Spots\n\nThey are **cooler**.\n");
  renameSync(copyable("moon.mp4", 4), join(root, "02 Moon", "10 Tides.mp4"));
  writeFileSync(join(root, "02 Moon", "2 Phases.md"), "# Phases\n");

  const person = await teacher("Asya");
  const { page } = person;
  const whole = ["What shines", "Spots", "Phases", "Tides"];
  try {
    await shown(page, async () => {
      await makeCourse(page, "Astronomy");
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "Choose a folder" }).first().click()]);
      await chooser.setFiles(root);
      await page.getByRole("button", { name: /^Make 4 lessons/ }).click();
      await rowOf(page, "Tides").waitFor();
      assert.deepEqual(await titles(page), whole);
      await page.getByRole("dialog").waitFor({ state: "detached" });
      // At once, with files on their way.
      await page.keyboard.press("Control+z");
      await rowOf(page, "Tides").waitFor({ state: "detached" });
      await rowOf(page, "What shines").waitFor({ state: "detached" });
      await page.waitForTimeout(1500);
      assert.deepEqual(await titles(page), []);
      await page.keyboard.press("Control+Shift+z");
      await rowOf(page, "Tides").waitFor();
      await rowOf(page, "What shines").waitFor();
      await page.reload();
      await rowOf(page, "Tides").waitFor();
      assert.deepEqual(await titles(page), whole);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  person.fine();
});

test("after a reload the browser's own memory of a file spares the choice", async () => {
  const film = copyable("glaciers.mp4", 3);
  const person = await teacher("Nina");
  const { page, context } = person;
  // A handle that needs no dialog: of a file in the origin's private file system.
  await context.addInitScript(() => {
    globalThis.showOpenFilePicker = async () => [await (await navigator.storage.getDirectory()).getFileHandle("glaciers.mp4")];
  });
  await shown(page, async () => {
    await makeCourse(page, "Ice");
    await page.evaluate(
      async ([base64, size]) => {
        const root = await navigator.storage.getDirectory();
        const writer = await (await root.getFileHandle("glaciers.mp4", { create: true })).createWritable();
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        await writer.write(bytes);
        // An ignored `free` box makes it long.
        const box = new Uint8Array(size - bytes.length);
        new DataView(box.buffer).setUint32(0, box.length);
        box.set(new TextEncoder().encode("free"), 4);
        await writer.write(box);
        await writer.close();
      },
      [readFileSync(film).toString("base64"), 36 * MiB],
    );
    await page.reload();
    await addLesson(page, "Video", "Glaciers");
    const number = (request) => Number(new URL(request.url()).searchParams.get("partNumber"));
    const before = [];
    const later = [];
    let asleep = true;
    await page.route(/partNumber=/, async (route) => {
      if (asleep && before.length >= 2) return;
      (asleep ? before : later).push(number(route.request()));
      await route.continue();
    });
    await rowOf(page, "Glaciers").getByRole("button", { name: "Choose a file" }).click();
    await rowOf(page, "Glaciers").getByText(/^(4|5)\d% sent$/).waitFor();
    asleep = false;
    await page.reload();
    await rowOf(page, "Glaciers").getByRole("link", { name: "Watch" }).waitFor({ timeout: 60_000 });
    assert.deepEqual([...before, ...later].sort(), [1, 2, 3, 4, 5], "only the missing parts are sent");
  });
  person.fine();
});
