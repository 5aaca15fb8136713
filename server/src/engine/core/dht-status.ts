/** What the DHT tells of itself (BEP 5 and its kin). Counts grow from the start of the engine. */

export interface DhtStatus {
  enabled: boolean;
  /** BEP 43: it asks and does not answer. */
  readOnly: boolean;
  /** One for each address family that the DHT is spoken in. */
  families: DhtFamilyStatus[];
  /** Searches for peers. `medianDepth` is of the newest: how many queries one after the other led to the closest nodes. */
  lookups: { running: number; done: number; medianDepth: number | null };
  /** Announces that are over, and nodes that took them. */
  announces: { done: number; stored: number };
  /** What is kept for others. */
  storedTorrents: number;
  storedPeers: number;
  storedItems: number;
  queriesIn: number;
  queriesOut: number;
  answersIn: number;
  timeouts: number;
  refused: DhtRefusals;
  bytesIn: number;
  bytesOut: number;
}

export interface DhtFamilyStatus {
  family: 4 | 6;
  /** Nodes that answered when they were asked last. */
  nodes: number;
  /** Nodes that wait for a place. */
  replacements: number;
  /** 40 digits of lower-case hex. */
  nodeId: string;
  /** As other nodes see this one; null until enough of them agree. */
  externalAddress: string | null;
  /** There are nodes to ask. */
  isBootstrapped: boolean;
}

/** Packets that were not taken or not sent, by reason. */
export interface DhtRefusals {
  /** Queries of a source that asks too often. */
  rateLimited: number;
  /** Packets of a source that is ignored for a while. */
  blocked: number;
  malformed: number;
  /** Answers that nobody waits for, by their id or their sender. */
  unasked: number;
  /** Answers that did not fit into the upload budget. */
  overBudget: number;
}
