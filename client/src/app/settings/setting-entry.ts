/** What the pages know of a setting: where it stands, how it is called and explained, and what kind of value it has. */
import type { SettingName, SettingsValues } from '@shared/dto/settings.js';
import type { SectionId } from './sections';

export type QuantityUnit = 'rate' | 'bytes' | 'seconds' | 'count';

export interface Choice {
  readonly value: string;
  readonly word: string;
  /** What it means, where the word alone does not say it. */
  readonly help?: string;
}

export type SettingKind =
  | { readonly type: 'switch' }
  | { readonly type: 'choice'; readonly choices: readonly Choice[] }
  /** A whole number; with `none`, an empty field is null and means that. */
  | { readonly type: 'quantity'; readonly unit: QuantityUnit; readonly none?: string }
  /** A folder on the server; an empty field is null and means `none`. */
  | { readonly type: 'folder'; readonly none: string }
  | { readonly type: 'schedule' };

interface Described {
  readonly section: SectionId;
  readonly title: string;
  /** One or two sentences: what it does, and when it holds. */
  readonly help: string;
  /** Other words that people look for it by. */
  readonly words?: string;
}

/** One that the server keeps, for everybody. */
export interface ServerSetting extends Described {
  readonly source: 'server';
  readonly name: SettingName;
  /** Of a setting that is made of several. */
  readonly part?: 'downloadLimit' | 'uploadLimit';
  readonly kind: SettingKind;
}

/** One that follows the account, and changes how the app looks. */
export interface AccountSetting extends Described {
  readonly source: 'account';
  readonly name: 'theme' | 'density' | 'language' | 'shortcuts';
}

/** One that is given at the start of the server, and shown so that nobody looks for it in vain. */
export interface StartSetting extends Described {
  readonly source: 'start';
  readonly name: 'peerPort' | 'dht';
  readonly variable: string;
}

/** What is no value: a part of a page that is found by the search. */
export interface PagePart extends Described {
  readonly source: 'page';
  readonly name: string;
}

export type Setting = ServerSetting | AccountSetting | StartSetting | PagePart;

/** Unique among all settings; in addresses and ids too. */
export function keyOf(setting: Setting): string {
  const part = setting.source === 'server' ? setting.part : undefined;
  return part ? `${setting.name}-${part}` : setting.name;
}

/** What the server's settings say of it. */
export function valueIn(values: SettingsValues, { name, part }: ServerSetting): unknown {
  const value: unknown = values[name];
  return part === undefined ? value : (value as Record<string, unknown>)[part];
}

/** The request that gives it the value, where the others are as they are. */
export function changeOf(
  values: SettingsValues,
  { name, part }: ServerSetting,
  value: unknown,
): Partial<SettingsValues> {
  const whole = part === undefined ? value : { ...(values[name] as object), [part]: value };
  return { [name]: whole };
}
