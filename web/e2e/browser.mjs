// Chromium, and people whose browsers keep what went wrong in them.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const executablePath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);

export function startBrowser() {
  if (executablePath === undefined) throw new Error("Chromium is needed: apt-get install chromium, or CHROMIUM=/path/to/it");
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"],
  });
}

/** Joins what a page cannot show by itself: reports of the content policy, and moves between generations. */
function listen() {
  globalThis.lecternMoves = [];
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => reportError(new Error(`policy: ${violatedDirective} ${blockedURI}`)));
  document.addEventListener("lectern:moved", ({ detail }) => globalThis.lecternMoves.push(detail));
}

/**
 * A person with a browser of their own. Errors of pages, errors on the console and reports of the content policy are
 * kept; `fine` fails the test when there is one that `expect` did not name.
 */
export async function startPerson(browser, url, options = {}) {
  const context = await browser.newContext({ baseURL: url, locale: "en-GB", viewport: { width: 1440, height: 900 }, ...options });
  const wrong = [];
  const expected = [];
  context.on("weberror", (error) => wrong.push(`page: ${error.error().stack ?? error.error()}`));
  context.on("console", (message) => {
    if (message.type() === "error") wrong.push(`console: ${message.text()} ${message.location().url}`);
  });
  await context.addInitScript(listen);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  // "Leave the page? Uploads will stop": yes.
  page.on("dialog", (dialog) => void dialog.accept().catch(() => undefined));
  return {
    context,
    page,
    /** From now on an error like this is part of the story. */
    expect: (pattern) => expected.push(pattern),
    fine: () => assert.deepEqual(wrong.filter((each) => !expected.some((pattern) => pattern.test(each))), []),
  };
}

/** Runs `act` and, if it breaks, adds what the page showed to the error: a browser's failure is a riddle without it. */
export async function shown(page, act) {
  try {
    return await act();
  } catch (error) {
    const words = await page.locator("body").innerText({ timeout: 2000 }).catch(() => "(no page)");
    error.message += `\n--- ${page.url()}\n${words.slice(0, 3000)}`;
    throw error;
  }
}
