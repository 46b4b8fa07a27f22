// Bytes: what Python sends, as a file and as a notebook hold it.

/** Return the bytes of a text in base64. */
export const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Return the bytes of a buffer or of a view on one. */
export const fromBuffer = (found) => (ArrayBuffer.isView(found) ? new Uint8Array(found.buffer, found.byteOffset, found.byteLength) : new Uint8Array(found ?? 0));

/** Return the bytes of which gzip has made these. */
export async function unzip(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
