import { API } from "./plain";
import { LineLost, problemFrom } from "./problem";
import { accessToken } from "./session";

interface RawOptions {
  method?: "POST" | "PUT";
  headers?: Record<string, string>;
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
}

/** Sends the bytes of a file as they are, with word of how far they are: `fetch` cannot tell that. */
export async function sendRaw<T>(path: string, body: Blob, { method = "POST", headers = {}, onProgress, signal }: RawOptions = {}): Promise<T> {
  const token = await accessToken();
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, `${API}${path}`);
    request.responseType = "json";
    const all = { Accept: "application/json", "Accept-Language": document.documentElement.lang || "en", "Content-Type": body.type || "application/octet-stream", ...(token !== undefined && { Authorization: `Bearer ${token}` }), ...headers };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0));
    request.addEventListener("load", () => {
      if (request.status >= 200 && request.status < 300) return resolve(request.response as T);
      reject(problemFrom(new Response(null, { status: request.status < 200 ? 500 : request.status, statusText: request.statusText }), request.response));
    });
    request.addEventListener("error", () => reject(new LineLost()));
    request.addEventListener("abort", () => reject(new DOMException("given up", "AbortError")));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}
