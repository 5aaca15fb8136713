/**
 * How deep a JSON body nests, told from its bytes before it is parsed: what validates it calls itself for each level,
 * and a body of brackets alone would use up its stack.
 */
import { ProblemException } from './problem.ts';

/** The deepest that any request of ours has is three. */
const DEEPEST = 32;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** For the body parser: throws where the body, in UTF-8, nests too deep. */
export function refuseDeepJson(_request: unknown, _response: unknown, body: Uint8Array): void {
  if (isDeeper(body, DEEPEST)) {
    throw new ProblemException(400, 'bad-request', `The body nests deeper than ${DEEPEST} levels.`);
  }
}

export function isDeeper(json: Uint8Array, most: number): boolean {
  let depth = 0;
  let isText = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i]!;
    if (isText) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (CLOSING.has(byte)) depth--;
    else if (OPENING.has(byte) && ++depth > most) return true;
  }
  return false;
}
