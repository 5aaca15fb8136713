/**
 * Passwords as they are kept: Argon2id (RFC 9106) in its usual text form, which says its own parameters, so that
 * stronger ones can come later. Invariant: never more than a few are computed at a time, whatever is asked of the
 * server; each takes 19 MiB and some 30 ms of one of Node's few pool threads, which the disk needs as well.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { ProblemException } from '../http/problem.ts';

const argon2Async = promisify(argon2);

export interface HashCost {
  memoryKib: number;
  passes: number;
  lanes: number;
}

/** The least that OWASP's password storage guide recommends. */
export const HASH_COST: Readonly<HashCost> = { memoryKib: 19_456, passes: 2, lanes: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** What a damaged or forged row could ask for at most. */
const MOST_COST: Readonly<HashCost> = { memoryKib: 262_144, passes: 16, lanes: 8 };

const MOST_AT_A_TIME = 2;
/** A second of work: whoever comes then is told to come back. */
const MOST_WAITING = 32;

const HASH_TEXT =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

interface ParsedHash {
  cost: HashCost;
  salt: Buffer;
  tag: Buffer;
}

export class PasswordHasher {
  readonly #cost: HashCost;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** For names that nobody has: as much work as for those that somebody has. */
  readonly #nobodysHash: string;

  constructor(cost: HashCost = HASH_COST) {
    this.#cost = cost;
    this.#nobodysHash = textOf({
      cost,
      salt: randomBytes(SALT_BYTES),
      tag: randomBytes(TAG_BYTES),
    });
  }

  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const tag = await this.#compute(password, this.#cost, salt, TAG_BYTES);
    return textOf({ cost: this.#cost, salt, tag });
  }

  /** Null stands for the hash of an account that there is not: false, after the same work. */
  async verify(password: string, hashText: string | null): Promise<boolean> {
    const parsed = parse(hashText ?? this.#nobodysHash) ?? parse(this.#nobodysHash)!;
    const { cost, salt, tag } = parsed;
    const given = await this.#compute(password, cost, salt, tag.length);
    const isEqual = timingSafeEqual(given, tag);
    return isEqual && hashText !== null;
  }

  /** Whether it was made at a lower cost than today's. */
  isOutdated(hashText: string): boolean {
    const cost = parse(hashText)?.cost;
    if (!cost) return true;
    return cost.memoryKib < this.#cost.memoryKib || cost.passes < this.#cost.passes;
  }

  async #compute(
    password: string,
    cost: HashCost,
    salt: Buffer,
    tagLength: number,
  ): Promise<Buffer> {
    await this.#enter();
    try {
      return await argon2Async('argon2id', {
        // One form for what keyboards of different systems write differently.
        message: password.normalize('NFKC'),
        nonce: salt,
        memory: cost.memoryKib,
        passes: cost.passes,
        parallelism: cost.lanes,
        tagLength,
      });
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < MOST_AT_A_TIME) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= MOST_WAITING) {
      const detail = 'Too many log in at this moment. Try again in a few seconds.';
      throw new ProblemException(503, 'unavailable', detail).withHeaders({ 'Retry-After': '5' });
    }
    // Whoever leaves hands its place over.
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running--;
  }
}

function textOf({ cost, salt, tag }: ParsedHash): string {
  const parameters = `m=${cost.memoryKib},t=${cost.passes},p=${cost.lanes}`;
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(tag)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/** Null where it is damaged, or asks for more work than any of ours. */
function parse(text: string): ParsedHash | null {
  const [, memory, passes, lanes, salt, tag] = HASH_TEXT.exec(text) ?? [];
  if (salt === undefined || tag === undefined) return null;
  const cost = { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) };
  const isSane =
    cost.lanes >= 1 &&
    cost.lanes <= MOST_COST.lanes &&
    cost.passes >= 1 &&
    cost.passes <= MOST_COST.passes &&
    cost.memoryKib >= 8 * cost.lanes &&
    cost.memoryKib <= MOST_COST.memoryKib;
  if (!isSane) return null;
  return { cost, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') };
}
