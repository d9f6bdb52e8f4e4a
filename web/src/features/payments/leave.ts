/** Goes to another page than ours, such as a provider's. Only a page of the web: no scripts, no files. */
export function leaveTo(address: string): void {
  const url = new URL(address, globalThis.location.origin);
  if (url.protocol === "https:" || url.protocol === "http:") globalThis.location.assign(url);
}
