/**
 * Which language the app speaks. Words are put into modules as these load, so the language must be there before anything
 * else is imported, and another one means loading the app anew. English is the source and has no file; every other language
 * is `i18n/<tag>.json` of our own origin, in the format that `npm run extract-words` writes.
 */
import { setFormatLocale } from '../ui/locale';
import { readPreference, writePreference } from '../ui/preference';

const SOURCE_LANGUAGE = 'en';
const PREFERENCE = 'language';
const RIGHT_TO_LEFT = new Set(['ar', 'ckb', 'dv', 'fa', 'he', 'ks', 'ps', 'sd', 'ug', 'ur', 'yi']);

export interface Language {
  /** BCP 47. */
  readonly tag: string;
  /** As its speakers call it. */
  readonly name: string;
}

/** Those that the app comes with: the browser's is taken where it is one of them. */
export const LANGUAGES: readonly Language[] = [{ tag: SOURCE_LANGUAGE, name: 'English' }];

let current = SOURCE_LANGUAGE;

/** The tag of the language that is loaded. */
export function currentLanguage(): string {
  return current;
}

/** Loads the language of the user's choice or else of the browser; where it cannot be had, English it is. */
export async function loadLanguage(document: Document): Promise<void> {
  const browserLanguages = document.defaultView?.navigator.languages ?? [];
  const chosen = chooseLanguage(readPreference(PREFERENCE), browserLanguages);
  if (chosen !== SOURCE_LANGUAGE) {
    const { loadTranslation } = await import('./translation');
    current = (await loadTranslation(chosen, document.baseURI)) ? chosen : SOURCE_LANGUAGE;
  }
  document.documentElement.lang = current;
  document.documentElement.dir = directionOf(current);
  setFormatLocale(localeOf(current, browserLanguages));
}

/** Keeps the choice, or with null leaves it to the browser, and starts the app anew in it. */
export function chooseLanguageAndReload(tag: string | null, window: Window): void {
  writePreference(PREFERENCE, tag ?? '');
  window.location.reload();
}

/**
 * The user's choice is taken at its word, since it may have been made in a newer app; of the browser's languages the first
 * that this one comes with, whatever the region.
 */
export function chooseLanguage(
  chosen: string | null,
  browserLanguages: readonly string[],
  known: readonly Language[] = LANGUAGES,
): string {
  const wanted = canonical(chosen ?? '');
  if (wanted !== null) return wanted;
  for (const tag of browserLanguages) {
    const match =
      known.find((language) => language.tag === tag) ??
      known.find((language) => primary(language.tag) === primary(tag));
    if (match) return match.tag;
  }
  return SOURCE_LANGUAGE;
}

/** Numbers and dates as in the reader's region, where the browser names one for the language of the words. */
export function localeOf(language: string, browserLanguages: readonly string[]): string {
  return browserLanguages.find((tag) => primary(tag) === primary(language)) ?? language;
}

export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.has(primary(language)) ? 'rtl' : 'ltr';
}

function primary(tag: string): string {
  return tag.split('-')[0] ?? tag;
}

function canonical(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    // Whatever was kept is no tag of a language.
    return null;
  }
}
