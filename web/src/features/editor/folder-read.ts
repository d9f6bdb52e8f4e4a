import type { FolderFile } from "./folder-plan";

/** A file of a folder, and the way back to it after a reload where the browser gives one. */
export interface FoundFile {
  file: File;
  handle?: FileSystemFileHandle;
}
export type Found = FolderFile<FoundFile>;

/** More than this is not a course but a disk. */
const MOST = 2000;

/** All files of what was dropped, folders and all. Must be called within the drop event, which forgets its items. */
export async function readDropped(data: DataTransfer): Promise<Found[]> {
  const items = [...data.items].filter((item) => item.kind === "file");
  const roots = items.map((item) => ({
    handle: (item as DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> }).getAsFileSystemHandle?.().catch(() => null),
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  }));
  const found: Found[] = [];
  for (const { handle, entry, file } of roots) {
    const kept = await handle;
    if (kept != null) await walkHandle(kept, "", found);
    else if (entry !== null) await walkEntry(entry, "", found);
    else if (file !== null) found.push({ path: file.name, file: { file } });
  }
  return found;
}

async function walkHandle(handle: FileSystemHandle, under: string, found: Found[]): Promise<void> {
  if (found.length >= MOST) return;
  const path = `${under}${handle.name}`;
  if (handle.kind === "file") {
    const fileHandle = handle as FileSystemFileHandle;
    found.push({ path, file: { file: await fileHandle.getFile(), handle: fileHandle } });
    return;
  }
  const inside = (handle as FileSystemDirectoryHandle & { values: () => AsyncIterable<FileSystemHandle> }).values();
  for await (const each of inside) await walkHandle(each, `${path}/`, found);
}

async function walkEntry(entry: FileSystemEntry, under: string, found: Found[]): Promise<void> {
  if (found.length >= MOST) return;
  const path = `${under}${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ path, file: { file } });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A hundred at a time: an empty answer is the end.
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    for (const each of part) await walkEntry(each, `${path}/`, found);
  }
}

/** The browser's choice of a folder: the twin of dropping one. */
export function pickFolder(): Promise<Found[]> {
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = true;
    input.webkitdirectory = true;
    input.style.display = "none";
    const done = () => {
      resolve([...(input.files ?? [])].slice(0, MOST).map((file) => ({ path: file.webkitRelativePath || file.name, file: { file } })));
      input.remove();
    };
    input.addEventListener("change", done, { once: true });
    input.addEventListener("cancel", done, { once: true });
    document.body.append(input);
    input.click();
  });
}
