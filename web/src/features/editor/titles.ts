const LONGEST = 200;

/** A lesson's name from its file's: «06_gradient-descent.final.mp4» becomes «06 gradient descent.final». */
export function titleFromFile(name: string): string {
  const bare = name.replace(/\.[A-Za-z0-9]{1,5}$/, "");
  const words = bare.replace(/[_\s]+/g, " ").replace(/(?<=\p{L})-(?=\p{L})/gu, " ").replace(/(?<=\d)-(?=\p{L})/gu, " ").trim();
  return (words === "" ? name : words).slice(0, LONGEST);
}

/** An address as the server takes it: the teacher may leave out `https://`. Nothing for what is no address of the web. */
export function addressOf(typed: string): string | undefined {
  const text = typed.trim();
  if (text === "" || /\s/.test(text)) return undefined;
  const whole = /^[a-z][a-z\d+.-]*:/i.test(text) && !/^[^/]*:\d+(\/|$)/.test(text) ? text : `https://${text}`;
  if (!URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  return (url.protocol === "https:" || url.protocol === "http:") && url.hostname.includes(".") ? whole : undefined;
}
