// Payload: one block of bytes from Python becomes a header and named float64 arrays; packed by Python's web/board/packing.py.

/** Decode {header, arrays}: 4 bytes of length, JSON, then float64 rows; arrays[name] = {data, rows, columns}. */
export function decode(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const numbers = new Float64Array(bytes.slice(4 + length).buffer);
  const arrays = {};
  let from = 0;
  for (const [name, rows, columns] of header.arrays) {
    arrays[name] = { data: numbers.subarray(from, from + rows * columns), rows, columns };
    from += rows * columns;
  }
  return { header, arrays };
}

/** One row of an array, as a view on it. */
export const row = ({ data, columns }, k) => data.subarray(k * columns, (k + 1) * columns);

/** All rows of an array, as views on it. */
export const rows = (array) => Array.from({ length: array.rows }, (_, k) => row(array, k));
