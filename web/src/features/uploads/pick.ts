/** A file, and the way back to it after a reload where the browser gives one. */
export interface Picked {
  file: File;
  handle?: FileSystemFileHandle | undefined;
}

interface PickerWindow {
  showOpenFilePicker?: (options: object) => Promise<FileSystemFileHandle[]>;
}

const KINDS = ["video/*", "audio/*", ".mkv", ".mts", ".m2ts", ".ts", ".flv", ".wmv", ".avi"];

/** Opens the browser's choice of files. Gives nothing when the person thinks better of it. */
export async function pickFiles(several: boolean): Promise<Picked[]> {
  const open = (globalThis as PickerWindow).showOpenFilePicker;
  if (open !== undefined) {
    try {
      const handles = await open.call(globalThis, { multiple: several });
      return await Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), handle })));
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return [];
    }
  }
  return new Promise((resolve) => {
    const input = document.createElement("input");
    input.type = "file";
    input.multiple = several;
    input.accept = KINDS.join(",");
    input.style.display = "none";
    const done = () => {
      resolve([...(input.files ?? [])].map((file) => ({ file })));
      input.remove();
    };
    input.addEventListener("change", done, { once: true });
    input.addEventListener("cancel", done, { once: true });
    // In the page, or some browsers forget it before the choice is made.
    document.body.append(input);
    input.click();
  });
}

/** What was dropped; folders are left out. Must be called within the drop event, which forgets its items. */
export async function dropped(data: DataTransfer): Promise<Picked[]> {
  const items = [...data.items].filter((item) => item.kind === "file" && item.webkitGetAsEntry()?.isDirectory !== true);
  return Promise.all(
    items.map(async (item) => {
      const file = item.getAsFile();
      const getHandle = (item as DataTransferItem & { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> }).getAsFileSystemHandle;
      const handle = await getHandle?.call(item).catch(() => null);
      return { file, handle: handle?.kind === "file" ? (handle as FileSystemFileHandle) : undefined };
    }),
  ).then((all) => all.flatMap(({ file, handle }) => (file === null ? [] : [{ file, handle }])));
}
