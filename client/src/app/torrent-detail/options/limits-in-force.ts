/** Which rate limit holds for a download, and whose it is. Pure. */
import type { RateLimitsDto } from '@shared/dto/settings.js';
import { formatSpeed } from '../../ui/format';

export type Direction = 'downloadLimit' | 'uploadLimit';

/** What the server holds all downloads to. */
export interface SharedLimits extends RateLimitsDto {
  alternativeLimits: RateLimitsDto;
}

export interface LimitInForce {
  /** Null: nothing holds it back. */
  bytesPerSecond: number | null;
  /** Whose limit is the lower one: its own, or that of all downloads together. */
  owner: 'own' | 'all' | 'none';
  /** Of all downloads together, whether it is the lower one or not. */
  ofAll: number | null;
  isAlternative: boolean;
}

export function limitInForce(
  own: number | null,
  direction: Direction,
  shared: SharedLimits,
  isAlternative: boolean,
): LimitInForce {
  const ofAll = (isAlternative ? shared.alternativeLimits : shared)[direction];
  if (own === null && ofAll === null) {
    return { bytesPerSecond: null, owner: 'none', ofAll, isAlternative };
  }
  const isOwn = (own ?? Infinity) <= (ofAll ?? Infinity);
  return {
    bytesPerSecond: isOwn ? own : ofAll,
    owner: isOwn ? 'own' : 'all',
    ofAll,
    isAlternative,
  };
}

/** In one sentence or two. */
export function describeLimit({
  bytesPerSecond,
  owner,
  ofAll,
  isAlternative,
}: LimitInForce): string {
  if (bytesPerSecond === null) return $localize`No limit holds now.`;
  const speed = formatSpeed(bytesPerSecond);
  if (owner === 'all') {
    return isAlternative
      ? $localize`${speed}:speed: holds now: the alternative limit, which all torrents share.`
      : $localize`${speed}:speed: holds now: the limit that all torrents share.`;
  }
  if (ofAll === null) return $localize`${speed}:speed: holds now: its own limit.`;
  const all = formatSpeed(ofAll);
  return isAlternative
    ? $localize`${speed}:speed: holds now: its own limit. All torrents share ${all}:all:, the alternative limit.`
    : $localize`${speed}:speed: holds now: its own limit. All torrents share ${all}:all:.`;
}
