/** What the server found of its surroundings, as lines: a verdict, a sentence, and the figures behind it. Pure. */
import type { CheckStatus, DiagnosticsDto } from '@shared/dto/diagnostics.js';
import { NO_VALUE, formatBytes, formatCount, formatDateTime, formatDuration } from '../ui/format';
import type { IconName } from '../ui/icon';

export interface Diagnosis {
  name: string;
  status: CheckStatus;
  message: string;
  figures: { word: string; value: string }[];
}

export const STATUS_LOOKS: Record<CheckStatus, { word: string; icon: IconName }> = {
  ok: { word: $localize`:result of a check:Good`, icon: 'check' },
  warning: { word: $localize`:result of a check:Look at it`, icon: 'alert' },
  failed: { word: $localize`:result of a check:Wrong`, icon: 'close' },
  unknown: { word: $localize`:result of a check:Not known`, icon: 'info' },
};

export function diagnosesOf(report: DiagnosticsDto): Diagnosis[] {
  return [
    peerPort(report),
    ...(report.dht.available ? [dht(report)] : []),
    ...report.disks.map(disk),
    clock(report),
    database(report),
    openFiles(report),
  ];
}

function peerPort({ peerPort: { status, message, ...check } }: DiagnosticsDto): Diagnosis {
  const reachable =
    check.reachable === 'yes' ? $localize`yes` : $localize`not known: nobody has connected yet`;
  return {
    name: $localize`Peer port`,
    status,
    message,
    figures: [
      { word: $localize`Port`, value: check.port === null ? NO_VALUE : String(check.port) },
      { word: $localize`Reached from outside`, value: reachable },
      {
        word: $localize`Last connection from outside`,
        value: formatDateTime(check.lastOutsideConnectionAt),
      },
    ],
  };
}

function dht({ dht: { status, message, report } }: DiagnosticsDto): Diagnosis {
  const nodes = report?.families.reduce((sum, family) => sum + family.nodes, 0) ?? null;
  return {
    name: $localize`DHT`,
    status,
    message,
    figures: [{ word: $localize`Nodes`, value: nodes === null ? NO_VALUE : formatCount(nodes) }],
  };
}

function disk({ status, message, ...check }: DiagnosticsDto['disks'][number]): Diagnosis {
  return {
    name: $localize`Disk of ${check.directory}:folder:`,
    status,
    message,
    figures: [
      { word: $localize`Free`, value: bytesOrNone(check.freeBytes) },
      { word: $localize`Size`, value: bytesOrNone(check.totalBytes) },
      { word: $localize`Can be written to`, value: yesOrNo(check.isWritable) },
    ],
  };
}

function clock({ clock: { status, message, offsetSeconds } }: DiagnosticsDto): Diagnosis {
  const value = offsetSeconds === null ? NO_VALUE : formatDuration(Math.abs(offsetSeconds));
  return {
    name: $localize`Clock`,
    status,
    message,
    figures: [{ word: $localize`Away from the trackers' clocks by`, value }],
  };
}

function database({ database: { status, message, ...check } }: DiagnosticsDto): Diagnosis {
  return {
    name: $localize`Database`,
    status,
    message,
    figures: [
      { word: $localize`Size`, value: formatBytes(check.bytes) },
      { word: $localize`Write-ahead log`, value: formatBytes(check.logBytes) },
      { word: $localize`Sound`, value: yesOrNo(check.isSound) },
    ],
  };
}

function openFiles({ openFiles: { status, message, open, limit } }: DiagnosticsDto): Diagnosis {
  return {
    name: $localize`Open files`,
    status,
    message,
    figures: [
      { word: $localize`Open now`, value: open === null ? NO_VALUE : formatCount(open) },
      { word: $localize`Allowed`, value: limit === null ? NO_VALUE : formatCount(limit) },
    ],
  };
}

function bytesOrNone(bytes: number | null): string {
  return bytes === null ? NO_VALUE : formatBytes(bytes);
}

/** Null: it was not tried. */
function yesOrNo(value: boolean | null): string {
  if (value === null) return $localize`not tried`;
  return value ? $localize`yes` : $localize`no`;
}

/** As plain text, for a report to others. */
export function reportText(version: string, report: DiagnosticsDto): string {
  const lines: string[] = [];
  for (const { name, status, message, figures } of diagnosesOf(report)) {
    lines.push(`${name}: ${STATUS_LOOKS[status].word}`, `  ${message}`);
    for (const { word, value } of figures) lines.push(`  ${word}: ${value}`);
  }
  return [`Shoal ${version}, ${report.checkedAt}`, '', ...lines, ''].join('\n');
}
