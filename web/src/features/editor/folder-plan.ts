/** A file of a dropped folder: its way from the top, with `/`. */
export interface FolderFile<F> {
  path: string;
  file: F;
}

export interface PlannedLesson<F> {
  key: string;
  kind: "video" | "text" | "file";
  title: string;
  path: string;
  file: F;
}

export interface PlannedSection<F> {
  key: string;
  /** Empty where the files stood in no folder: the page names it. */
  title: string;
  lessons: PlannedLesson<F>[];
}

const LONGEST = 200;
const VIDEO = new Set("mp4 m4v mov mkv webm avi mts m2ts ts flv wmv mpg mpeg 3gp ogv mp3 m4a wav flac aac ogg opus".split(" "));
/** Words that become the lesson's own text. */
const TEXT = new Set(["md", "markdown"]);
/** What systems leave in folders beside the files of people. */
const LITTER = /^(?:\..*|~\$.*|thumbs\.db|desktop\.ini|__macosx)$/i;

const EXTENSION = /\.([\p{L}\d]{1,8})$/u;
const extensionOf = (name: string): string => (EXTENSION.exec(name)?.[1] ?? "").toLowerCase();

/** What a file becomes: the server looks at its bytes again. */
export function kindOf(name: string): PlannedLesson<unknown>["kind"] {
  const extension = extensionOf(name);
  return VIDEO.has(extension) ? "video" : TEXT.has(extension) ? "text" : "file";
}

/** «Lecture 2» before «Lecture 10», whatever the case and the alphabet. Equal names keep one order by their letters. */
const collator = new Intl.Collator(["ru", "en"], { numeric: true, sensitivity: "base" });
export const naturally = (one: string, other: string): number => {
  const folded = (text: string) => text.normalize("NFC").replace(/[_\s]+/g, " ").trim();
  return collator.compare(folded(one), folded(other)) || (one < other ? -1 : one > other ? 1 : 0);
};

const COUNTED = "(?:lecture|lesson|part|chapter|section|module|week|unit|лекция|урок|часть|глава|раздел|модуль|неделя|тема)";
/** A number that only numbers: «01-», «1.2 », «Лекция 3. ». A date and «100 лет» are names. */
const NUMBERED = new RegExp(`^(?:${COUNTED}\\s*)?[№#(\\[]?(?:\\d{1,4}(?:[.-]\\d{1,3})*\\s*[.)\\]:–—-]|\\d{1,2}(?:[.-]\\d{1,3})*\\s)\\s*[.):–—-]?\\s*(?!\\d)`, "iu");

/** A readable name: without the number before it, the extension and the underscores. */
export function titleOf(name: string, isFile = true): string {
  const bare = (isFile && extensionOf(name) !== "" ? name.replace(EXTENSION, "") : name).normalize("NFC");
  const spaced = bare.replace(/[_\s]+/g, " ").trim();
  // «gradient-descent» and «что-такое-обучение» are words of an address; «мини-выборки» and «Что-то важное» are words with a hyphen.
  const address = /(?<=\p{L})-\p{L}+-(?=\p{L})/u.test(bare) ? /(?<=[\p{L}\d])-(?=\p{L})/gu : /(?<=[a-z\d])-(?=[a-z])/gi;
  const words = /\s/.test(bare) ? spaced : spaced.replace(address, " ");
  // «2026-11-21» and «10» are all the name there is.
  const named = words.replace(NUMBERED, "").trim();
  const title = /\p{L}/u.test(named) ? named : words;
  const shown = title === "" ? name.trim() : title;
  return [...(shown.charAt(0).toLocaleUpperCase() + shown.slice(1))].slice(0, LONGEST).join("");
}

const isLitter = (path: string) => path.split("/").some((piece) => LITTER.test(piece));

/**
 * Sections and lessons guessed from a folder: each folder with files is a section, each file a lesson, in natural
 * order. A top folder that holds everything is the course and no section; files beside folders stand first.
 */
export function planFolder<F>(files: readonly FolderFile<F>[]): PlannedSection<F>[] {
  const kept = files.filter(({ path }) => !isLitter(path)).map(({ path, file }) => ({ parts: path.split("/").filter(Boolean), path, file }));
  const deep = Math.min(...kept.map(({ parts }) => parts.length - 1));
  const shared = sharedDepth(kept.map(({ parts }) => parts), deep);
  const sections = new Map<string, { folders: string[]; files: typeof kept }>();
  for (const each of kept) {
    const folders = each.parts.slice(shared, -1);
    const id = folders.join("/");
    const section = sections.get(id) ?? { folders, files: [] };
    section.files.push(each);
    sections.set(id, section);
  }
  // Only one folder of files: it is the section's name itself.
  const lone = sections.size === 1 ? (kept[0]?.parts[shared - 1] ?? "") : "";
  return [...sections.values()]
    .sort((one, other) => byPieces(one.folders, other.folders))
    .map(({ folders, files: own }, index) => ({
      key: `s${index}`,
      title: folders.length > 0 ? folders.map((folder) => titleOf(folder, false)).join(": ").slice(0, LONGEST) : lone === "" ? "" : titleOf(lone, false),
      lessons: own
        .sort((one, other) => naturally(one.parts.at(-1) ?? "", other.parts.at(-1) ?? ""))
        .map(({ parts, path, file }, at) => ({ key: `s${index}l${at}`, kind: kindOf(parts.at(-1) ?? ""), title: titleOf(parts.at(-1) ?? ""), path, file })),
    }));
}

/** How many folders from the top every file stands in. */
function sharedDepth(all: string[][], deepest: number): number {
  const [first] = all;
  if (first === undefined) return 0;
  let depth = 0;
  while (depth < deepest && all.every((parts) => parts[depth] === first[depth])) depth += 1;
  return depth;
}

function byPieces(one: string[], other: string[]): number {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    const order = naturally(one[at] ?? "", other[at] ?? "");
    if (order !== 0) return order;
  }
  return one.length - other.length;
}
