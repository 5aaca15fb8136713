/**
 * What transfers.spec.ts holds of other clients, of Transmission: it serves a new peer at its next round of choking only,
 * ten seconds later, so that its transfers run side by side and beside all others.
 */
import { expect, it } from 'vitest';
import { transmission } from '../support/clients/transmission.ts';
import { describeWith } from '../support/describe-with.ts';
import {
  FILE,
  FOLDER,
  type TransferCase,
  downloadFromOther,
  uploadToOther,
} from './transfer-cases.ts';

const CASES: TransferCase[] = [
  { other: transmission, content: FILE, protocol: 'udp' },
  { other: transmission, content: FOLDER, protocol: 'http' },
];

describeWith(['transmission-daemon', 'opentracker'], 'Transmission', () => {
  it.concurrent.each(CASES)('gives $content.name, tracker over $protocol', async (given) => {
    const { original, received } = await downloadFromOther(given);
    expect(received).toEqual(original);
  });
  it.concurrent.each(CASES)('takes $content.name, tracker over $protocol', async (given) => {
    const { original, received } = await uploadToOther(given);
    expect(received).toEqual(original);
  });
});
