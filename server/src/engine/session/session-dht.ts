/** The DHT as the session has it. */
import type { DhtStatus } from '../core/messages.ts';

export const DHT_IS_OFF: DhtStatus = {
  enabled: false,
  readOnly: false,
  families: [],
  lookups: { running: 0, done: 0, medianDepth: null },
  announces: { done: 0, stored: 0 },
  storedTorrents: 0,
  storedPeers: 0,
  storedItems: 0,
  queriesIn: 0,
  queriesOut: 0,
  answersIn: 0,
  timeouts: 0,
  refused: { rateLimited: 0, blocked: 0, malformed: 0, unasked: 0, overBudget: 0 },
  bytesIn: 0,
  bytesOut: 0,
};
