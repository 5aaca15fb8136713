/**
 * Choices of the user: at once in local storage, and from there with the account to every browser that signs in to it
 * (auth/preference-sync.ts). What is about this screen alone, such as the size of a pane, is marked `isLocal` and stays. Where
 * storage is blocked a choice lasts for the visit. Invariant: all who remember one name show one value, in every tab.
 */
import { type WritableSignal, linkedSignal, signal, untracked } from '@angular/core';

const PREFIX = 'shoal.';
const LOCAL = 'here.';
/** Names of those that the server was not told of yet, also over a reload. */
const UNSENT = `${PREFIX}${LOCAL}unsent`;

export interface PreferenceOptions {
  /** About this screen: it does not follow the account. */
  readonly isLocal?: boolean;
}

/** By the name behind the prefix. */
const texts = new Map<string, WritableSignal<string | null>>();
const unsent = new Set<string>(namesIn(parsedJson(readStorage(UNSENT) ?? null)));
const listeners = new Set<() => void>();

export function readPreference(name: string, options: PreferenceOptions = {}): string | null {
  return untracked(textOf(fullName(name, options)));
}

export function writePreference(
  name: string,
  value: string,
  options: PreferenceOptions = {},
): void {
  const full = fullName(name, options);
  keepText(full, value);
  if (options.isLocal) return;
  unsent.add(full);
  noteUnsent();
  for (const listener of listeners) listener();
}

/** A signal of one of `values`, the first being the default, with a setter that remembers. */
export function rememberedChoice<T extends string>(
  name: string,
  values: readonly [T, ...T[]],
  options: PreferenceOptions = {},
): { value: WritableSignal<T>; choose: (value: T) => void } {
  const text = textOf(fullName(name, options));
  const value = linkedSignal(() => values.find((candidate) => candidate === text()) ?? values[0]);
  return {
    value,
    choose: (chosen) => {
      writePreference(name, chosen, options);
      value.set(chosen);
    },
  };
}

/** A signal of a value that `parse` takes out of what was kept, or its default where there is none or it is broken. */
export function rememberedValue<T>(
  name: string,
  parse: (kept: unknown) => T,
  options: PreferenceOptions = {},
): { value: WritableSignal<T>; keep: (value: T) => void } {
  const text = textOf(fullName(name, options));
  const value = linkedSignal(() => parse(parsedJson(text())));
  return {
    value,
    keep: (next) => {
      writePreference(name, JSON.stringify(next), options);
      value.set(next);
    },
  };
}

/** What the server was not told of yet, with what it is now. */
export function unsentPreferences(): Map<string, string> {
  return new Map([...unsent].flatMap((name) => pair(name, textOf(name)())));
}

/** The server has these now; what was changed meanwhile is still to be told. */
export function markPreferencesSent(sent: ReadonlyMap<string, string>): void {
  for (const [name, text] of sent) {
    if (textOf(name)() === text) unsent.delete(name);
  }
  noteUnsent();
}

/** As the account has them; what was changed here and not told yet stays. */
export function takePreferences(values: Readonly<Record<string, unknown>>): void {
  for (const [name, text] of Object.entries(values)) {
    const isOurs = typeof text === 'string' && !name.startsWith(LOCAL) && !isUnsent(name);
    if (isOurs) keepText(name, text);
  }
}

/** All that this browser remembers is to be told: the account has nothing yet. */
export function offerPreferences(): void {
  for (const name of storedNames()) {
    if (!name.startsWith(LOCAL)) unsent.add(name);
  }
  noteUnsent();
}

/** Another tab changed it; null where it may have changed any. */
export function refreshPreference(key: string | null): void {
  for (const [name, text] of texts) {
    if (key === null || key === PREFIX + name) text.set(readStorage(PREFIX + name) ?? null);
  }
}

/** Hears that there is something to tell the server, until the function that it gives is called. */
export function onPreferenceWritten(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function fullName(name: string, { isLocal = false }: PreferenceOptions): string {
  return isLocal ? LOCAL + name : name;
}

function textOf(name: string): WritableSignal<string | null> {
  const stored = readStorage(PREFIX + name);
  const known = texts.get(name);
  if (known) {
    untracked(() => {
      if (stored !== undefined && stored !== known()) known.set(stored);
    });
    return known;
  }
  const text = signal(stored ?? null);
  texts.set(name, text);
  return text;
}

function keepText(name: string, text: string): void {
  writeStorage(PREFIX + name, text);
  textOf(name).set(text);
}

function noteUnsent(): void {
  writeStorage(UNSENT, JSON.stringify([...unsent]));
}

function pair(name: string, text: string | null): [string, string][] {
  return text === null ? [] : [[name, text]];
}

/** What is not there any more, since the browser's storage was emptied, is nothing to tell. */
function isUnsent(name: string): boolean {
  return unsent.has(name) && untracked(textOf(name)) !== null;
}

function namesIn(kept: unknown): string[] {
  return Array.isArray(kept) ? kept.filter((name) => typeof name === 'string') : [];
}

/** Undefined where storage is blocked by the browser. */
function readStorage(key: string): string | null | undefined {
  try {
    return localStorage.getItem(key);
  } catch {
    return undefined;
  }
}

function writeStorage(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Blocked or full: it lasts for this visit only.
  }
}

function storedNames(): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}

function parsedJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
