/** Where the peers of a download come from, in words: one line a source. Pure. */
import type { AnnouncedSourceDto, DownloadSourcesDto, PeerSource } from '@shared/dto/download.js';
import { formatCount, formatDuration } from '../../ui/format';

export interface SourceLine {
  word: string;
  value: string;
}

export function describeSources(sources: DownloadSourcesDto, nowMs: number): SourceLine[] {
  const trackers = { word: $localize`Trackers`, value: countsOf(sources, 'tracker') };
  const others = [
    { word: $localize`Connected by themselves`, value: countsOf(sources, 'incoming') },
    { word: $localize`Added by hand`, value: countsOf(sources, 'manual') },
  ].filter(({ value }) => value !== NONE);
  if (sources.private) {
    const value = $localize`not used: the torrent is private`;
    return [trackers, { word: $localize`DHT and others`, value }, ...others];
  }
  const { enabled, peers } = sources.pex;
  const tellers = peers > 0 ? $localize`told by ${formatCount(peers)}:count:` : '';
  return [
    trackers,
    { word: $localize`DHT`, value: announced(sources, 'dht', sources.dht, nowMs) },
    {
      word: $localize`Peer exchange`,
      value: enabled ? joined(countsOf(sources, 'pex'), tellers) : $localize`:a switch:off`,
    },
    { word: $localize`Local network`, value: announced(sources, 'lsd', sources.lsd, nowMs) },
    ...others,
  ];
}

const NONE = $localize`no peer`;

function countsOf({ known, connected }: DownloadSourcesDto, source: PeerSource): string {
  const count = known[source] ?? 0;
  const linked = connected[source] ?? 0;
  if (count === 0 && linked === 0) return NONE;
  if (count > linked)
    return $localize`${peers(count)}:peers:, ${formatCount(linked)}:count: connected`;
  return $localize`${peers(linked)}:peers: connected`;
}

function peers(count: number): string {
  return count === 1 ? $localize`1 peer` : $localize`${formatCount(count)}:count: peers`;
}

function announced(
  sources: DownloadSourcesDto,
  source: PeerSource,
  { state, nextAnnounceAt }: AnnouncedSourceDto,
  nowMs: number,
): string {
  const counts = countsOf(sources, source);
  if (state === 'off') {
    return counts === NONE ? $localize`not asked` : joined(counts, $localize`not asked now`);
  }
  if (state === 'announcing') return joined(counts, $localize`asking now`);
  const seconds = nextAnnounceAt === null ? 0 : (Date.parse(nextAnnounceAt) - nowMs) / 1000;
  const next =
    seconds > 0
      ? $localize`asked again in ${formatDuration(seconds)}:duration:`
      : $localize`asked soon`;
  return joined(counts, next);
}

function joined(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(', ');
}
