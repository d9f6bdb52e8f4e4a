import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import en from "./en";
import ru from "./ru";

const PLURAL = /_(zero|one|two|few|many|other)$/;

/** `catalog:hero.title` for every leaf, without the endings of plurals. */
function keys(words: object, prefix: string): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === "object" && value !== null ? keys(value as object, `${prefix}${key}.`) : [`${prefix}${key}`.replace(PLURAL, "")],
  );
}

const all = (language: object) => [...new Set(Object.entries(language).flatMap(([namespace, words]) => keys(words as object, `${namespace}:`)))].sort();

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name) ? [readFileSync(path, "utf8")] : [];
  });
}

/** Every `"namespace:key"` in quotes; of `namespace:key.${…}` the part before the hole. */
const code = sources("src").join("\n");
const namespaces = Object.keys(en).join("|");
const whole = new Set([...code.matchAll(new RegExp(`["'\`]((?:${namespaces}):[\\w.-]+)["'\`]`, "g"))].map((match) => match[1] ?? ""));
const beginnings = [...new Set([...code.matchAll(new RegExp(`\`((?:${namespaces}):[\\w.-]*)\\$\\{`, "g"))].map((match) => match[1] ?? ""))];

test("both languages say the same things", () => {
  expect(all(ru)).toEqual(all(en));
});

test("every key that the code names exists", () => {
  const known = new Set(all(en));
  expect([...whole].filter((key) => !known.has(key))).toEqual([]);
  expect(beginnings.filter((start) => ![...known].some((key) => key.startsWith(start)))).toEqual([]);
});

test("every key is used", () => {
  expect(all(en).filter((key) => !whole.has(key) && !beginnings.some((start) => key.startsWith(start)))).toEqual([]);
});

test("plurals have all the forms of their language", () => {
  const missing = (language: object, name: "ru" | "en") => {
    const forms = new Intl.PluralRules(name).resolvedOptions().pluralCategories;
    const leaves = (words: object, prefix: string): string[] =>
      Object.entries(words).flatMap(([key, value]) => (typeof value === "object" && value !== null ? leaves(value as object, `${prefix}${key}.`) : [`${prefix}${key}`]));
    const known = new Set(leaves(language, ""));
    const bases = new Set([...known].filter((key) => PLURAL.test(key)).map((key) => key.replace(PLURAL, "")));
    return [...bases].flatMap((base) => forms.map((form) => `${base}_${form}`).filter((key) => !known.has(key)));
  };
  expect(missing(ru, "ru")).toEqual([]);
  expect(missing(en, "en")).toEqual([]);
});

test("placeholders are the same in both languages", () => {
  const holes = (language: object) => {
    const found = new Map<string, string[]>();
    const walk = (words: object, prefix: string): void => {
      for (const [key, value] of Object.entries(words)) {
        if (typeof value === "object" && value !== null) walk(value as object, `${prefix}${key}.`);
        else {
          const name = `${prefix}${key}`.replace(PLURAL, "");
          const names = [...String(value).matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "");
          found.set(name, [...new Set([...(found.get(name) ?? []), ...names])].sort());
        }
      }
    };
    walk(language, "");
    return Object.fromEntries([...found].sort());
  };
  expect(holes(ru)).toEqual(holes(en));
});
