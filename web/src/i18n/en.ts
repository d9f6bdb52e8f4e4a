/** All words of one language: a file a feature, the file's name is the namespace. */
const files = import.meta.glob<Record<string, unknown>>("./en/*.json", { eager: true, import: "default" });

export default Object.fromEntries(
  Object.entries(files).map(([path, words]) => [path.replace(/^.*\/|\.json$/g, ""), words]),
);
