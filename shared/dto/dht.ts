/** How the DHT is. Counts grow from the start of the server. */

export interface DhtReportDto {
  /** BEP 43: it asks and does not answer. */
  readOnly: boolean;
  /** One for each address family that it is spoken in. */
  families: DhtFamilyDto[];
  lookups: DhtLookupsDto;
  announces: DhtAnnouncesDto;
  stored: DhtStoredDto;
  traffic: DhtTrafficDto;
  refused: DhtRefusalsDto;
}

export const DHT_FAMILIES = ['ipv4', 'ipv6'] as const;
export type DhtFamilyName = (typeof DHT_FAMILIES)[number];

export interface DhtFamilyDto {
  family: DhtFamilyName;
  /** Nodes that answered when they were asked last. */
  nodes: number;
  /** Nodes that wait for a place. */
  replacements: number;
  /** 40 digits of hex. */
  nodeId: string;
  /** As other nodes see this one; null until enough of them agree. */
  externalAddress: string | null;
  isBootstrapped: boolean;
}

export interface DhtLookupsDto {
  running: number;
  done: number;
  /** Queries one after the other that led to the closest nodes, of the newest lookups; null where there was none. */
  medianDepth: number | null;
}

export interface DhtAnnouncesDto {
  done: number;
  /** Nodes that took them. */
  stored: number;
}

/** What is kept for others. */
export interface DhtStoredDto {
  torrents: number;
  peers: number;
  items: number;
}

export interface DhtTrafficDto {
  queriesIn: number;
  queriesOut: number;
  answersIn: number;
  /** Queries that were not answered. */
  timeouts: number;
  bytesIn: number;
  bytesOut: number;
}

/** Packets that were not taken, or not sent. */
export interface DhtRefusalsDto {
  /** Queries of those who ask too often. */
  rateLimited: number;
  /** Packets of those who are ignored for a while. */
  blocked: number;
  malformed: number;
  /** Answers that nobody waited for. */
  unasked: number;
  /** Answers that did not fit into the upload limit. */
  overBudget: number;
}
