/** What is found by the search beside values. */
import type { PagePart } from '../setting-entry';

export const PAGE_PARTS: readonly PagePart[] = [
  {
    source: 'page',
    section: 'labels',
    name: 'categories',
    title: $localize`Categories`,
    help: $localize`Make and rename them, and say what their new downloads begin with: folder, limits, tags.`,
    words: $localize`label group defaults`,
  },
  {
    source: 'page',
    section: 'labels',
    name: 'tags',
    title: $localize`Tags`,
    help: $localize`Make, rename and delete them, on all downloads at once.`,
    words: $localize`label`,
  },
  {
    source: 'page',
    section: 'account',
    name: 'password',
    title: $localize`Password`,
    help: $localize`Change the password of your account.`,
    words: $localize`user name login security`,
  },
  {
    source: 'page',
    section: 'sessions',
    name: 'sessions',
    title: $localize`Signed-in browsers`,
    help: $localize`See where your account is signed in, and sign browsers out.`,
    words: $localize`sessions logout devices security`,
  },
  {
    source: 'page',
    section: 'tokens',
    name: 'tokens',
    title: $localize`API tokens`,
    help: $localize`What scripts and other programs sign in with.`,
    words: $localize`key access sonarr radarr automation scope`,
  },
  {
    source: 'page',
    section: 'integrations',
    name: 'magnet',
    title: $localize`Magnet links`,
    help: $localize`Open magnet links of any web page with Shoal.`,
    words: $localize`handler protocol browser`,
  },
  {
    source: 'page',
    section: 'integrations',
    name: 'addresses',
    title: $localize`Addresses for other programs`,
    help: $localize`Base URL, API, event stream, metrics and health, and the documentation of the API.`,
    words: $localize`url rest openapi swagger webhook prometheus docs`,
  },
  {
    source: 'page',
    section: 'about',
    name: 'diagnostics',
    title: $localize`Diagnostics`,
    help: $localize`Whether peers reach this server, how disks, clock and database are; a report to copy; version and licences.`,
    words: $localize`about version health report check`,
  },
];
