import type { ProblemCode } from './problem-codes.js';

/** The error document of every failed REST call: RFC 9457 plus a stable `code`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  /** One sentence that the caller can act on. */
  detail: string;
  /** Stable, machine-readable name of the fault, such as `torrent-not-found`. */
  code: ProblemCode;
  /** Field errors of a request that failed validation. */
  errors?: { field: string; message: string }[];
}
