/** Matches `/settings` and `/settings/<section>`. */
import type { UrlMatcher } from '@angular/router';

export const settingsMatcher: UrlMatcher = (segments) => {
  const [first, section] = segments;
  if (first?.path !== 'settings' || segments.length > 2) return null;
  return { consumed: segments, posParams: section ? { section } : {} };
};
