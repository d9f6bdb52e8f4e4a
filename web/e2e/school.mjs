// The school of one test file, and who comes to it.
import { after, before } from "node:test";
import { Client } from "./api.mjs";
import { startBrowser, startPerson } from "./browser.mjs";
import { startInstance } from "./instance.mjs";
import { emailOf, passphrase } from "./people.mjs";

/**
 * An instance and a browser that live as long as the file's tests. `settings` are the instance's; without them whoever
 * wants to teach may do so at once. `prepare(instance)` runs before the first test.
 */
export function openSchool(settings = { LECTERN_ACCOUNTS__TEACHER_APPROVAL: "at-once" }, prepare = async () => undefined) {
  let instance, browser;
  before(async () => {
    instance = await startInstance(settings);
    await prepare(instance);
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await instance?.stop();
  });
  return {
    get url() {
      return instance.url;
    },
    /** Somebody with a browser of their own, known to nobody yet. */
    person: (options) => startPerson(browser, instance.url, options),
    /** An account made by the API, and its client. */
    account: (name) => new Client(instance.url).register(name, emailOf(name), passphrase),
    teacher: (name) => new Client(instance.url).register(name, emailOf(name), passphrase, { wants_to_teach: true }),
    /** The client of an account that is there. */
    client: (name) => new Client(instance.url).signIn(emailOf(name), passphrase),
  };
}
