import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** What tells a file from another of the same name: an upload goes on only with the very file it began with. */
export interface Fingerprint {
  file_name: string;
  size_bytes: number;
  modified_ms: number;
  head_sha256: string;
  tail_sha256: string;
}

const MIB = 1024 * 1024;

/** Not `crypto.subtle`: it does not exist over plain HTTP on an address of the local network. */
const hash = async (part: Blob): Promise<string> => bytesToHex(sha256(new Uint8Array(await part.arrayBuffer())));

export async function fingerprint(file: File): Promise<Fingerprint> {
  const [head_sha256, tail_sha256] = await Promise.all([hash(file.slice(0, MIB)), hash(file.slice(Math.max(0, file.size - MIB)))]);
  return { file_name: file.name, size_bytes: file.size, modified_ms: file.lastModified, head_sha256, tail_sha256 };
}

export function isSame(one: Fingerprint, other: Fingerprint): boolean {
  return (
    one.file_name === other.file_name &&
    one.size_bytes === other.size_bytes &&
    one.modified_ms === other.modified_ms &&
    one.head_sha256 === other.head_sha256 &&
    one.tail_sha256 === other.tail_sha256
  );
}
