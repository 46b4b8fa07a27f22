// Figure data: what a component gets, as it travels to the screens of a room, and with another header.

/** Return the bytes of a text: base64 of what gzip made of them. */
export async function unpack(text) {
  const packed = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Return a component's data with another header; shared/payload.js says how header and numbers lie in it. */
export function withHeader(bytes, change) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = change(JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))));
  const text = new TextEncoder().encode(JSON.stringify(header));
  const changed = new Uint8Array(4 + text.length + bytes.length - 4 - length);
  new DataView(changed.buffer).setUint32(0, text.length, true);
  changed.set(text, 4);
  changed.set(bytes.subarray(4 + length), 4 + text.length);
  return changed;
}
