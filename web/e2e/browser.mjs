// Chromium, and pages that keep what went wrong in them.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const executablePath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);

export function startBrowser() {
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"],
  });
}

/** A person with a browser of their own. `wrong` collects errors of pages and reports of the content policy. */
export async function startPerson(browser, url, options = {}) {
  const context = await browser.newContext({ baseURL: url, locale: "en-GB", viewport: { width: 1440, height: 900 }, ...options });
  const wrong = [];
  context.on("weberror", ({ error }) => wrong.push(`page: ${error().message ?? error}`));
  context.on("console", (message) => {
    if (/Content Security Policy|violates the following/i.test(message.text())) wrong.push(`policy: ${message.text()}`);
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return { context, page, wrong };
}
