/**
 * What keeps every engine of a test on this machine: no node of the internet is asked, and nothing is called into
 * the network that it runs in. The DHT itself is on, among those nodes that the test brings together.
 */
import type { EngineConfig } from '../session/engine-api.ts';

export const OFFLINE = { dhtBootstrap: [], lsd: false } as const satisfies Partial<EngineConfig>;

/** The same for a server. */
export const OFFLINE_ENVIRONMENT = {
  SHOAL_DHT_BOOTSTRAP: 'none',
  SHOAL_LSD: 'false',
} as const;
