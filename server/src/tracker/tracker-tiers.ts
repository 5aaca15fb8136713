/**
 * Changes of a download's tracker list (BEP 12 tiers). Pure: takes tiers and gives new ones. Invariant: no tier is
 * empty, and no address stands twice.
 */

/** The same tiers with these addresses in one of them; those that are there already stay where they are. */
export function withTrackers(
  tiers: readonly (readonly string[])[],
  urls: readonly string[],
  tier: number | undefined,
): string[][] {
  const known = new Set(tiers.flat());
  const fresh = [...new Set(urls.map((url) => url.trim()))].filter((url) => !known.has(url));
  return tidied(joined(tiers, fresh, tier ?? tiers.length));
}

export function withoutTracker(tiers: readonly (readonly string[])[], url: string): string[][] {
  return tidied(tiers.map((urls) => urls.filter((each) => each !== url)));
}

/** The tracker keeps its place, but for its tier where that is given. */
export function withEditedTracker(
  tiers: readonly (readonly string[])[],
  url: string,
  { newUrl = url, tier }: { newUrl?: string | undefined; tier?: number | undefined },
): string[][] {
  const edited = newUrl.trim();
  if (tier === undefined) {
    return tidied(tiers.map((urls) => urls.map((each) => (each === url ? edited : each))));
  }
  // The number is that of the list before: the tier that it leaves may be empty then, and goes only at the end.
  const left = tiers.map((urls) => urls.filter((each) => each !== url && each !== edited));
  return tidied(joined(left, [edited], tier));
}

export interface TrackerChange {
  from: string;
  /** Null where it is removed. */
  to: string | null;
}

/** Every occurrence of `find` in every address becomes `replace`; null removes the trackers that have it. */
export function withReplacedText(
  tiers: readonly (readonly string[])[],
  find: string,
  replace: string | null,
): { tiers: string[][]; changes: TrackerChange[] } {
  const changes: TrackerChange[] = [];
  const changed = tiers.map((urls) =>
    urls.flatMap((from) => {
      if (!from.includes(find)) return [from];
      const to = replace === null ? null : from.replaceAll(find, () => replace);
      if (to !== from) changes.push({ from, to });
      return to === null ? [] : [to];
    }),
  );
  return { tiers: tidied(changed), changes };
}

/** With these in the tier of that number, or in a new one behind all others. */
function joined(
  tiers: readonly (readonly string[])[],
  urls: readonly string[],
  tier: number,
): (readonly string[])[] {
  if (tier >= tiers.length) return [...tiers, urls];
  return tiers.map((present, index) => (index === tier ? present.concat(urls) : present));
}

function tidied(tiers: readonly (readonly string[])[]): string[][] {
  const seen = new Set<string>();
  return tiers
    .map((urls) =>
      urls.filter((url) => {
        const isFirst = !seen.has(url);
        seen.add(url);
        return isFirst;
      }),
    )
    .filter((urls) => urls.length > 0);
}
