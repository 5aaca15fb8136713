/**
 * The locale that numbers, dates and plurals are written in. It is set once, before the app starts (i18n/language.ts);
 * a change of language loads the app anew, so that nothing needs to follow it.
 */
const SOURCE_LOCALE = 'en-GB';

let current = SOURCE_LOCALE;

/** A BCP 47 tag: `en-GB`, `de`. */
export function formatLocale(): string {
  return current;
}

/** Without a tag, back to the locale of the source. */
export function setFormatLocale(tag: string = SOURCE_LOCALE): void {
  current = tag;
}

/** Makes something of a locale, once for each: what `Intl` gives costs much more to make than to use. */
export function perLocale<T>(make: (tag: string) => T): () => T {
  let made: { tag: string; value: T } | undefined;
  return () => {
    if (made?.tag !== current) made = { tag: current, value: make(current) };
    return made.value;
  };
}
