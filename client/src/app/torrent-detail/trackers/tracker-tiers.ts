/** Trackers by tier, and the moves that a user makes between tiers and within them. Pure: takes tiers and gives new ones. */
import type { DownloadTrackerDto } from '@shared/dto/download.js';

export interface Tier {
  /** From 1, as people count. */
  number: number;
  trackers: DownloadTrackerDto[];
}

/** In the order in which they are asked. Numbers that the server skips are closed up. */
export function tiersOf(trackers: readonly DownloadTrackerDto[]): Tier[] {
  const byTier = new Map<number, DownloadTrackerDto[]>();
  for (const tracker of trackers) {
    byTier.set(tracker.tier, [...(byTier.get(tracker.tier) ?? []), tracker]);
  }
  return [...byTier]
    .toSorted(([one], [other]) => one - other)
    .map(([, members], index) => ({ number: index + 1, trackers: members }));
}

export type UrlTiers = readonly (readonly string[])[];

export function urlsOf(tiers: readonly Tier[]): string[][] {
  return tiers.map(({ trackers }) => trackers.map(({ url }) => url));
}

export interface TrackerPlace {
  /** From 0; one behind the last is a new tier. */
  tier: number;
  place: number;
}

export function placeOf(tiers: UrlTiers, url: string): TrackerPlace | null {
  const tier = tiers.findIndex((urls) => urls.includes(url));
  return tier < 0 ? null : { tier, place: tiers[tier]!.indexOf(url) };
}

/** With the tracker at that place of that tier, as the tiers are numbered before it leaves its own. */
export function withMoved(tiers: UrlTiers, url: string, to: TrackerPlace): string[][] {
  const left = tiers.map((urls) => urls.filter((each) => each !== url));
  if (to.tier >= left.length) return tidied([...left, [url]]);
  return tidied(
    left.map((urls, tier) => (tier === to.tier ? urls.toSpliced(to.place, 0, url) : urls)),
  );
}

/** With the tracker alone in a new tier before all others. */
export function withFirstTier(tiers: UrlTiers, url: string): string[][] {
  return tidied([[url], ...tiers.map((urls) => urls.filter((each) => each !== url))]);
}

/**
 * One step up or down: within its tier, from its edge into the next tier, and from the edge of all into a tier of its own.
 * Null where there is no further to go.
 */
export function withStep(tiers: UrlTiers, url: string, step: 'up' | 'down'): string[][] | null {
  const from = placeOf(tiers, url);
  if (!from) return null;
  const own = tiers[from.tier]!;
  const isUp = step === 'up';
  const isAtEdge = isUp ? from.place === 0 : from.place === own.length - 1;
  if (!isAtEdge) {
    return withMoved(tiers, url, { tier: from.tier, place: from.place + (isUp ? -1 : 1) });
  }
  const next = tiers[from.tier + (isUp ? -1 : 1)];
  if (next) {
    const tier = from.tier + (isUp ? -1 : 1);
    return withMoved(tiers, url, { tier, place: isUp ? next.length : 0 });
  }
  if (own.length === 1) return null;
  return isUp ? withFirstTier(tiers, url) : withMoved(tiers, url, { tier: tiers.length, place: 0 });
}

export function isSameOrder(one: UrlTiers, other: UrlTiers): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function tidied(tiers: UrlTiers): string[][] {
  return tiers.filter((urls) => urls.length > 0).map((urls) => urls.slice());
}
