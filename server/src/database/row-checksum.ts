/** A checksum over the columns of a row, whatever their order: SQLite keeps none of what it stores. */
import { crc32 } from 'node:zlib';

export function rowChecksum(row: object): number {
  const columns = Object.entries(row as Record<string, unknown>).toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  let sum = 0;
  for (const [name, value] of columns) {
    sum = crc32(`${name}:${value === null ? 'null' : typeof value}:`, sum);
    sum = crc32(value instanceof Uint8Array ? value : `${String(value)};`, sum);
  }
  return sum;
}
