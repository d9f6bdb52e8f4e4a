/** Keeps file handles over a reload, where the browser has them (a secure context): then nobody has to choose the file again. */
const DATABASE = "lectern-uploads";
const STORE = "handles";

interface AskableHandle extends FileSystemFileHandle {
  queryPermission?: (options: { mode: "read" }) => Promise<PermissionState>;
  requestPermission?: (options: { mode: "read" }) => Promise<PermissionState>;
}

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("no database"));
  });
}

async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | undefined> {
  try {
    const db = await database();
    try {
      return await new Promise<T>((resolve, reject) => {
        const request = act(db.transaction(STORE, mode).objectStore(STORE));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error("not kept"));
      });
    } finally {
      db.close();
    }
  } catch {
    return undefined; // a private window, or a handle that cannot be copied: the file is chosen again
  }
}

export const keepHandle = (upload: string, handle: FileSystemFileHandle) => run("readwrite", (store) => store.put(handle, upload));
export const dropHandle = (upload: string) => run("readwrite", (store) => store.delete(upload));
export const keptHandle = (upload: string) => run<FileSystemFileHandle>("readonly", (store) => store.get(upload) as IDBRequest<FileSystemFileHandle>);

/** The file behind a handle. Asking needs a press of the person; without one only what is granted already is read. */
export async function fileOf(handle: FileSystemFileHandle, ask: boolean): Promise<File | undefined> {
  const askable = handle as AskableHandle;
  try {
    let state = (await askable.queryPermission?.({ mode: "read" })) ?? "granted";
    if (state !== "granted" && ask) state = (await askable.requestPermission?.({ mode: "read" })) ?? "denied";
    return state === "granted" ? await handle.getFile() : undefined;
  } catch {
    return undefined; // moved or deleted
  }
}
