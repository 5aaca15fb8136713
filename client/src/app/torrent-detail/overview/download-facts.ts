/** What is known of a download and its torrent apart from what moves: a word and a value a line. Pure. */
import type { DownloadDto } from '@shared/dto/download.js';
import type { SettingsDto } from '@shared/dto/settings.js';
import type { TorrentDto } from '@shared/dto/torrent.js';
import {
  NO_VALUE,
  formatBytes,
  formatCount,
  formatDateTime,
  formatPercent,
  formatRate,
} from '../../ui/format';

export interface Fact {
  readonly word: string;
  readonly value: string;
  /** What a button beside it copies. */
  readonly copied?: string;
  readonly isCode?: boolean;
}

export interface FactEvidence {
  row: DownloadDto;
  /** Null until it is read, and of a magnet without its metadata. */
  torrent: TorrentDto | null;
  settings: SettingsDto | null;
  /** Whether the alternative limits hold now. */
  areAlternative: boolean;
}

export function factsOf(evidence: FactEvidence): Fact[] {
  const { row, torrent } = evidence;
  return [
    ...placeFacts(row),
    ...timeFacts(row),
    ...limitFacts(evidence),
    ...torrentFacts(row, torrent),
  ].filter(({ value }) => value !== NO_VALUE && value !== '');
}

function placeFacts({ directory, incompleteDirectory, move, category, tags }: DownloadDto): Fact[] {
  const facts: Fact[] = [{ word: $localize`Folder`, value: directory, copied: directory }];
  if (move) {
    const share = formatPercent(move.progress);
    facts.push({
      word: move.returning ? $localize`Moving back` : $localize`Moving`,
      value: $localize`to ${move.directory}:folder:, ${share}:share:`,
    });
  }
  if (incompleteDirectory) {
    facts.push({ word: $localize`Until complete`, value: incompleteDirectory });
  }
  facts.push({ word: $localize`Category`, value: category ?? '' });
  facts.push({ word: $localize`Tags`, value: tags.join(', ') });
  return facts;
}

function timeFacts({ addedAt, addedBy, completedAt }: DownloadDto): Fact[] {
  return [
    {
      word: $localize`Added`,
      value: addedBy
        ? $localize`${formatDateTime(addedAt)}:time: by ${addedBy}:account:`
        : formatDateTime(addedAt),
    },
    { word: $localize`Completed`, value: formatDateTime(completedAt) },
  ];
}

function limitFacts({ row, settings, areAlternative }: FactEvidence): Fact[] {
  const all = areAlternative ? settings?.alternativeLimits : settings;
  return [
    {
      word: $localize`Download limit`,
      value: limitInForce(row.downloadLimit, all?.downloadLimit ?? null, areAlternative),
    },
    {
      word: $localize`Upload limit`,
      value: limitInForce(row.uploadLimit, all?.uploadLimit ?? null, areAlternative),
    },
    {
      word: $localize`Order`,
      value: row.sequential ? $localize`First piece to last` : $localize`Rarest pieces first`,
    },
  ];
}

/** Its own, and that of all together. */
function limitInForce(own: number | null, all: number | null, areAlternative: boolean): string {
  const parts: string[] = [];
  if (own !== null) parts.push($localize`${formatRate(own)}:rate: of its own`);
  if (all !== null && areAlternative) {
    parts.push($localize`${formatRate(all)}:rate: of all together (alternative)`);
  } else if (all !== null) parts.push($localize`${formatRate(all)}:rate: of all together`);
  return parts.join(', ') || $localize`none`;
}

function torrentFacts(row: DownloadDto, torrent: TorrentDto | null): Fact[] {
  const hash = (word: string, value: string | null): Fact[] =>
    value ? [{ word, value, copied: value, isCode: true }] : [];
  if (!torrent) return hash($localize`Info hash`, row.id);
  const { pieceCount, pieceLength, files, createdAt, createdBy, comment } = torrent;
  return [
    {
      word: $localize`Size`,
      value:
        files.length === 1
          ? $localize`${formatBytes(row.totalBytes)}:size: in 1 file`
          : $localize`${formatBytes(row.totalBytes)}:size: in ${formatCount(files.length)}:count: files`,
    },
    {
      word: $localize`Pieces`,
      value: $localize`${formatCount(pieceCount)}:count: of ${formatBytes(pieceLength)}:size:`,
    },
    { word: $localize`Private`, value: torrent.private ? $localize`yes: its trackers alone` : '' },
    {
      word: $localize`Created`,
      value: [createdAt ? formatDateTime(createdAt) : '', createdBy ?? '']
        .filter(Boolean)
        .join(', '),
    },
    { word: $localize`Comment`, value: comment ?? '' },
    ...hash($localize`Info hash v1`, torrent.infoHashV1),
    ...hash($localize`Info hash v2`, torrent.infoHashV2),
  ];
}
