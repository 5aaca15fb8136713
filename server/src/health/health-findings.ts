/** What is wrong with a server, in codes and sentences without paths: they are for everybody. Pure. */
import type { EngineCounters } from '../engine/index.ts';
import type { HealthCode, HealthFindingDto, HealthSeverity } from '@shared/dto/health.js';

/** Below it the database may soon be unable to grow. */
const FEW_BYTES = 32 * 1024 * 1024;

export interface HealthFacts {
  isServing: boolean;
  /** Null where it did not answer in time. */
  engine: Pick<EngineCounters, 'downloads' | 'faults'> | null;
  isDatabaseAnswering: boolean;
  /** Downloads that the engine does not have yet, after a start. */
  restoring: number;
  folders: readonly { state: 'there' | 'missing' | 'silent' }[];
  /** Null where it cannot be told. */
  dataFreeBytes: number | null;
}

export function findingsOf(facts: HealthFacts): HealthFindingDto[] {
  return [...engineFindings(facts), ...folderFindings(facts), ...downloadFindings(facts)];
}

function engineFindings(facts: HealthFacts): HealthFindingDto[] {
  const findings: HealthFindingDto[] = [];
  if (!facts.isServing) {
    findings.push(failed('engine-not-running', 'The engine is not running.'));
  } else if (!facts.engine) {
    findings.push(failed('engine-not-answering', 'The engine does not answer.'));
  }
  if (!facts.isDatabaseAnswering) {
    findings.push(failed('database-failed', 'The database does not answer.'));
  }
  if (facts.dataFreeBytes !== null && facts.dataFreeBytes < FEW_BYTES) {
    findings.push(warning('data-disk-full', 'The disk of the data folder is nearly full.'));
  }
  return findings;
}

function folderFindings({ folders }: HealthFacts): HealthFindingDto[] {
  const count = (state: string): number =>
    folders.filter((folder) => folder.state === state).length;
  const findings: HealthFindingDto[] = [];
  const missing = count('missing');
  const silent = count('silent');
  const of = `of ${folders.length} folders for downloads`;
  if (missing > 0)
    findings.push(warning('volume-missing', `The disks of ${missing} ${of} are missing.`));
  if (silent > 0) {
    findings.push(warning('volume-silent', `The disks of ${silent} ${of} do not answer.`));
  }
  return findings;
}

function downloadFindings({ engine, restoring }: HealthFacts): HealthFindingDto[] {
  if (!engine) return [];
  const findings: HealthFindingDto[] = [];
  const known = Object.values(engine.downloads).reduce((sum, count) => sum + count, 0);
  if (restoring > 0) {
    const all = known + restoring;
    findings.push(warning('restoring', `${known} of ${all} downloads are restored so far.`));
  }
  const full = engine.faults['disk-full'] ?? 0;
  if (full > 0) findings.push(warning('disk-full', `${full} downloads wait for room on a disk.`));
  const others = engine.downloads.error - full;
  if (others > 0) findings.push(warning('downloads-in-error', `${others} downloads are in error.`));
  return findings;
}

const finding =
  (severity: HealthSeverity) =>
  (code: HealthCode, message: string): HealthFindingDto => ({ code, severity, message });
const failed = finding('failed');
const warning = finding('warning');
