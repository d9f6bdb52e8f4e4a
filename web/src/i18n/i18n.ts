import i18next from "i18next";
import { initReactI18next } from "react-i18next";

import { bindSpaces } from "@/lib/typography";

export const languages = ["ru", "en"] as const;
export type Language = (typeof languages)[number];
type Namespaces = Record<string, Record<string, unknown>>;

const KEY = "lectern-language";
/** One chunk a language, so nobody loads words they do not read. */
const load: Record<Language, () => Promise<Namespaces>> = {
  ru: async () => (await import("./ru")).default,
  en: async () => (await import("./en")).default,
};

export function isLanguage(value: unknown): value is Language {
  return languages.some((known) => known === value);
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is closed in some private windows
  }
}

/** Whether the person has chosen a language on this device. */
export function languageChosen(): boolean {
  return isLanguage(kept());
}

/** The language chosen before, else the browser's. */
export function firstLanguage(): Language {
  const chosen = kept();
  if (isLanguage(chosen)) return chosen;
  return navigator.language.toLowerCase().startsWith("ru") ? "ru" : "en";
}

async function addWords(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, "common")) return;
  for (const [namespace, words] of Object.entries(await load[language]())) {
    i18next.addResourceBundle(language, namespace, language === "ru" ? bindSpaces(words) : words, true, true);
  }
}

/** Loads the words of the first language. Awaited before the first render: no page flashes its keys. */
export async function startI18n(language: Language = firstLanguage()): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await addWords(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Switches the interface and remembers the choice on this device. */
export async function switchLanguage(language: Language): Promise<void> {
  await addWords(language);
  // Before the change is told: what listens to it may ask the server at once, in the new language.
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // the choice lives until the page is closed
  }
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : "en";
}
