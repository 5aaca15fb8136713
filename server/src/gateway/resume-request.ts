/** Where a client says that it was. What is no such thing is as good as nothing: it is told to read the list. */
import type { ResumeRequest } from '@shared/events/stream.js';

/** Of the `auth` of a handshake, as it came. */
export function readResumeRequest(auth: unknown): ResumeRequest | null {
  const { position, ratesPlace } = fieldsOf(auth);
  const { boot, sequence } = fieldsOf(position);
  if (typeof boot !== 'string' || !isPlace(sequence) || !isPlace(ratesPlace)) return null;
  return { position: { boot, sequence }, ratesPlace };
}

/** As an event's id of the server-sent events, which browsers give back in `Last-Event-ID`. */
export function formatEventId({ position: { boot, sequence }, ratesPlace }: ResumeRequest): string {
  return `${boot}:${sequence}:${ratesPlace}`;
}

export function parseEventId(id: string | undefined): ResumeRequest | null {
  const match = /^([0-9a-f-]{1,64}):(\d{1,15}):(\d{1,15})$/.exec(id ?? '');
  if (!match) return null;
  const [, boot = '', sequence, ratesPlace] = match;
  return { position: { boot, sequence: Number(sequence) }, ratesPlace: Number(ratesPlace) };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
