/** The machine's monotonic clock: the same in every process, so that times that one tells another can read. */

/** Milliseconds since some moment that all processes share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
