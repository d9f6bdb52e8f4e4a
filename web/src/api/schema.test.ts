import { existsSync, readFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import { expect, test } from "vitest";

const DOCUMENT = "../docs/openapi.json";
/** What the command line puts above the types. */
const HEAD = /^\/\*\*[\s\S]*?\*\/\s*/;

// Where the web is built apart from the repository there is nothing to compare with.
test.skipIf(!existsSync(DOCUMENT))("the types are those of the API's document (else: npm run api)", async () => {
  const types = astToString(await openapiTS(new URL(`file://${process.cwd()}/${DOCUMENT}`)));
  expect(readFileSync("src/api/schema.d.ts", "utf8").replace(HEAD, "").trim()).toBe(types.trim());
});
