import { Component, LOCALE_ID, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { writePreference } from '../ui/preference';
import { chooseLanguage, directionOf, loadLanguage, localeOf } from './language';
import { loadTranslation, registerPlurals } from './translation';

const KNOWN = ['en', 'de', 'pt-BR'].map((tag) => ({ tag, name: tag }));

@Component({
  selector: 'shoal-counted',
  template: `<p i18n>{files(), plural, one {one} few {few} many {many} other {other}}</p>`,
})
class Counted {
  readonly files = signal(1);
}

describe('chooseLanguage', () => {
  it('takes the first of the browser that the app comes with, whatever the region', () => {
    expect(chooseLanguage(null, ['fr-CH', 'de-AT', 'en'], KNOWN)).toBe('de');
    expect(chooseLanguage(null, ['pt-PT'], KNOWN)).toBe('pt-BR');
  });

  it('takes the choice of the user at its word, where it is a language at all', () => {
    expect(chooseLanguage('fr', ['de'], KNOWN)).toBe('fr');
    expect(chooseLanguage('', ['de'], KNOWN)).toBe('de');
    expect(chooseLanguage('../../x', ['de'], KNOWN)).toBe('de');
  });

  it('falls back to the source', () => {
    expect(chooseLanguage(null, ['fr'], KNOWN)).toBe('en');
    expect(chooseLanguage(null, [], KNOWN)).toBe('en');
  });
});

describe('localeOf', () => {
  it("is the reader's region where the browser names one for that language", () => {
    expect(localeOf('en', ['de-DE', 'en-GB'])).toBe('en-GB');
    expect(localeOf('en', ['de-DE'])).toBe('en');
  });
});

describe('directionOf', () => {
  it('knows the languages that run from the right', () => {
    expect(['en', 'ar', 'he-IL'].map(directionOf)).toEqual(['ltr', 'rtl', 'rtl']);
  });
});

describe('loadLanguage', () => {
  afterEach(() => {
    writePreference('language', '');
    vi.unstubAllGlobals();
  });

  it('speaks English, and says so, where the file of a language cannot be had', async () => {
    writePreference('language', 'fr');
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
    await loadLanguage(document);
    expect(document.documentElement.lang).toBe('en');
    expect(document.documentElement.dir).toBe('ltr');
  });
});

describe('loadTranslation', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('asks for the file below the base of the page', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', (url: URL) => {
      asked.push(url.href);
      return Promise.resolve(Response.json({ locale: 'xx', translations: {} }));
    });
    expect(await loadTranslation('xx', 'http://host/below/')).toBe(true);
    expect(asked).toEqual(['http://host/below/i18n/xx.json']);
  });
});

describe('registerPlurals', () => {
  it('lets a template choose the forms of the language', async () => {
    registerPlurals('pl');
    TestBed.configureTestingModule({ providers: [{ provide: LOCALE_ID, useValue: 'pl' }] });
    const fixture = TestBed.createComponent(Counted);
    const words: string[] = [];
    for (const files of [1, 3, 5]) {
      fixture.componentInstance.files.set(files);
      await fixture.whenStable();
      words.push(fixture.nativeElement.textContent.trim());
    }
    expect(words).toEqual(['one', 'few', 'many']);
  });
});
