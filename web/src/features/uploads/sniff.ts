/** What a file is, when its first bytes say that it is no video. The server looks again: this only spares a long upload. */
export type NotVideo = "pdf" | "text" | "picture" | "zip" | "playlist" | "empty";

const starts = (bytes: Uint8Array, text: string, at = 0) => [...text].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));

export function notVideo(head: Uint8Array): NotVideo | undefined {
  if (head.length === 0) return "empty";
  if (starts(head, "%PDF-")) return "pdf";
  if (starts(head, "PK\u0003\u0004") || starts(head, "PK\u0005\u0006")) return "zip";
  if (starts(head, "#EXTM3U")) return "playlist";
  if (starts(head, "\u0089PNG") || starts(head, "\u00FF\u00D8\u00FF") || starts(head, "GIF8") || (starts(head, "RIFF") && starts(head, "WEBP", 8))) return "picture";
  return isText(head) ? "text" : undefined;
}

/** No video container gets by without a zero or a control byte in its first kilobytes. */
function isText(head: Uint8Array): boolean {
  const piece = head.subarray(0, 4096);
  return piece.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 12 || byte === 13);
}

export async function sniff(file: Blob): Promise<NotVideo | undefined> {
  return notVideo(new Uint8Array(await file.slice(0, 4096).arrayBuffer()));
}
