/**
 * A language that is not the source: its file, and its plural rules for the messages of templates. Angular's own data of
 * locales is not needed besides, since numbers and dates are written by `Intl` (ui/format.ts).
 */
import { registerLocaleData } from '@angular/common';
import { loadTranslations } from '@angular/localize';

/** Where Angular looks in a locale's data: its name, and its rule of plurals. */
const LOCALE_ID_PLACE = 0;
const PLURAL_RULE_PLACE = 20;
/** In the order of the numbers that a rule of plurals answers with. */
const PLURAL_FORMS = ['zero', 'one', 'two', 'few', 'many', 'other'] as const;

/** As `ng extract-i18n --format json` writes it. */
interface TranslationFile {
  locale: string;
  translations: Record<string, string>;
}

/** Whether it could be had: the app speaks English where it could not. */
export async function loadTranslation(language: string, baseUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL(`i18n/${language}.json`, baseUrl));
    if (!answer.ok) return false;
    const { translations } = (await answer.json()) as TranslationFile;
    loadTranslations(translations);
    registerPlurals(language);
    return true;
  } catch {
    // No connection, or no JSON: the app is better in English than not at all.
    return false;
  }
}

/** Lets Angular choose the plural forms of a language as `Intl` does. */
export function registerPlurals(language: string): void {
  const rules = new Intl.PluralRules(language);
  const data: unknown[] = [];
  data[LOCALE_ID_PLACE] = language;
  data[PLURAL_RULE_PLACE] = (count: number) => PLURAL_FORMS.indexOf(rules.select(count));
  registerLocaleData(data, language);
}
