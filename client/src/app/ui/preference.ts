/** A choice of this browser's user, kept in local storage; where storage is blocked it lasts for the visit. */
import { type WritableSignal, signal } from '@angular/core';

const PREFIX = 'shoal.';

export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    // Storage may be blocked by the browser.
    return null;
  }
}

export function writePreference(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Blocked or full: the choice lasts for this visit only.
  }
}

/** A signal of one of `values`, the first being the default, with a setter that remembers. */
export function rememberedChoice<T extends string>(
  name: string,
  values: readonly [T, ...T[]],
): { value: WritableSignal<T>; choose: (value: T) => void } {
  const stored = readPreference(name);
  const value = signal(values.find((candidate) => candidate === stored) ?? values[0]);
  return {
    value,
    choose: (chosen) => {
      value.set(chosen);
      writePreference(name, chosen);
    },
  };
}

/** A signal of a value that `parse` takes out of what was kept, or its default where there is none or it is broken. */
export function rememberedValue<T>(
  name: string,
  parse: (kept: unknown) => T,
): { value: WritableSignal<T>; keep: (value: T) => void } {
  const value = signal(parse(parsedJson(readPreference(name))));
  return {
    value,
    keep: (next) => {
      value.set(next);
      writePreference(name, JSON.stringify(next));
    },
  };
}

function parsedJson(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
