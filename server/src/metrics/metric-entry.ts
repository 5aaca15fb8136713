/** The form of an entry of the table of metrics, and what each is read from. */
import type { DhtStatus, EngineCounters, EngineStats, EventLoopLoad } from '../engine/index.ts';
import type { FolderLook } from '../volume/volume-looks.service.ts';

export interface Snapshot {
  version: string;
  startedAtSeconds: number;
  counters: EngineCounters;
  stats: EngineStats;
  dht: DhtStatus;
  restoring: number;
  lost: number;
  eventLoop: EventLoopLoad;
  checkpoints: { waiting: number; oldestSeconds: number };
  streamClients: number;
  folders: readonly FolderLook[];
  database: { bytes: number; logBytes: number };
  logEntries: Readonly<Record<string, number>>;
  process: { cpuSeconds: number; residentBytes: number; heapBytes: number; openFiles: number };
}

export interface Reading {
  labels?: Record<string, string>;
  value: number;
}

export interface MetricEntry {
  name: string;
  kind: 'counter' | 'gauge';
  help: string;
  labelNames: readonly string[];
  read: (snapshot: Snapshot) => Reading[];
}

export const one = (value: number): Reading[] => [{ value }];
export const each = (label: string, values: Readonly<Record<string, number>>): Reading[] =>
  Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }));
const metric =
  (kind: MetricEntry['kind']) =>
  (
    name: string,
    help: string,
    read: MetricEntry['read'],
    ...labelNames: string[]
  ): MetricEntry => ({ name, kind, help, read, labelNames });
export const gauge = metric('gauge');
export const counter = metric('counter');
