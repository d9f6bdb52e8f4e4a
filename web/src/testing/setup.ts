import "@testing-library/jest-dom/vitest";

import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, beforeAll, vi } from "vitest";

import { keepAccess, rememberSignedIn } from "@/api/token";

import { server } from "./server";

// A machine that builds beside the tests is slow, not broken.
configure({ asyncUtilTimeout: 15_000 });

// jsdom has no layout: what Mantine asks of it is answered plainly.
window.matchMedia ??= (query: string) =>
  ({ matches: false, media: query, onchange: null, addEventListener: () => undefined, removeEventListener: () => undefined, addListener: () => undefined, removeListener: () => undefined, dispatchEvent: () => false }) as MediaQueryList;
window.ResizeObserver ??= class {
  observe() {
    // nothing has a size here
  }
  unobserve() {
    // nothing has a size here
  }
  disconnect() {
    // nothing has a size here
  }
};
// Text areas that grow ask when fonts are there.
Object.defineProperty(document, "fonts", { value: new EventTarget(), configurable: true });
Element.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => {
  cleanup();
  server.resetHandlers();
  keepAccess(undefined);
  rememberSignedIn(false);
  localStorage.clear();
  vi.useRealTimers();
});
afterAll(() => server.close());

// jsdom's files cannot be read the modern way.
Blob.prototype.arrayBuffer ??= function (this: Blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = () => reject(reader.error ?? new Error("not readable"));
    reader.readAsArrayBuffer(this);
  });
};
