/** Where the peers of a download come from, in words: one line a source. Pure. */
import type { AnnouncedSourceDto, DownloadSourcesDto, PeerSource } from '@shared/dto/download.js';
import { formatCount, formatDuration, formatPlural } from '../ui/format';

export interface SourceLine {
  word: string;
  value: string;
}

export function describeSources(sources: DownloadSourcesDto, nowMs: number): SourceLine[] {
  const trackers = { word: 'Trackers', value: countsOf(sources, 'tracker') };
  const others = [
    { word: 'Connected by themselves', value: countsOf(sources, 'incoming') },
    { word: 'Added by hand', value: countsOf(sources, 'manual') },
  ].filter(({ value }) => value !== NONE);
  if (sources.private) {
    return [
      trackers,
      { word: 'DHT and others', value: 'not used: the torrent is private' },
      ...others,
    ];
  }
  const { enabled, peers } = sources.pex;
  const tellers = peers > 0 ? `told by ${formatCount(peers)}` : '';
  return [
    trackers,
    { word: 'DHT', value: announced(sources, 'dht', sources.dht, nowMs) },
    { word: 'Peer exchange', value: enabled ? joined(countsOf(sources, 'pex'), tellers) : 'off' },
    { word: 'Local network', value: announced(sources, 'lsd', sources.lsd, nowMs) },
    ...others,
  ];
}

const NONE = 'no peer';

function countsOf({ known, connected }: DownloadSourcesDto, source: PeerSource): string {
  const count = known[source] ?? 0;
  const linked = connected[source] ?? 0;
  if (count === 0 && linked === 0) return NONE;
  return count > linked
    ? `${formatPlural(count, 'peer')}, ${formatCount(linked)} connected`
    : `${formatPlural(linked, 'peer')} connected`;
}

function announced(
  sources: DownloadSourcesDto,
  source: PeerSource,
  { state, nextAnnounceAt }: AnnouncedSourceDto,
  nowMs: number,
): string {
  const counts = countsOf(sources, source);
  if (state === 'off') return counts === NONE ? 'not asked' : joined(counts, 'not asked now');
  if (state === 'announcing') return joined(counts, 'asking now');
  const seconds = nextAnnounceAt === null ? 0 : (Date.parse(nextAnnounceAt) - nowMs) / 1000;
  return joined(counts, seconds > 0 ? `asked again in ${formatDuration(seconds)}` : 'asked soon');
}

function joined(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}
