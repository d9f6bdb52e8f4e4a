const LONGEST = 200;

/** A lesson's name from its file's: «06_gradient-descent.final.mp4» becomes «06 gradient descent.final». */
export function titleFromFile(name: string): string {
  const bare = name.replace(/\.[A-Za-z0-9]{1,5}$/, "");
  const words = bare.replace(/[_\s]+/g, " ").replace(/(?<=\p{L})-(?=\p{L})/gu, " ").replace(/(?<=\d)-(?=\p{L})/gu, " ").trim();
  return (words === "" ? name : words).slice(0, LONGEST);
}
