/**
 * Environment and flags to one frozen AppConfig. A flag wins over its variable, an empty variable counts as
 * not set, and the first wrong value ends the reading with a ConfigError that names it.
 */
import { parseArgs } from 'node:util';
import { defaultEngineConfig } from '../engine/index.ts';
import type { AppConfig } from './app-config.ts';
import { ConfigError } from './config-error.ts';
import { firstAccountOf } from './first-account.ts';
import { SETTINGS, flagOf, type SettingValues } from './settings.ts';

export interface ConfigSources {
  environment: Readonly<Record<string, string | undefined>>;
  /** Without the program's name. */
  flags: readonly string[];
  workingDirectory: string;
}

export function readConfig(sources: ConfigSources): AppConfig {
  const flags = readFlags(sources.flags);
  const values = { engine: {}, web: {} } as SettingValues;
  const lockedSettings: AppConfig['lockedSettings'][number][] = [];
  for (const setting of SETTINGS) {
    const flag = flags[flagOf(setting)];
    const given = flag ?? (sources.environment[setting.variable] || undefined);
    if (given !== undefined && setting.locks) lockedSettings.push(setting.locks);
    const text = given ?? setting.defaultText;
    if (text === undefined) continue;
    try {
      setting.apply(values, text, sources.workingDirectory);
    } catch (error) {
      const name = flag === undefined ? setting.variable : `--${flagOf(setting)}`;
      throw new ConfigError(`${name} ${(error as Error).message}.`, { cause: error });
    }
  }
  const { adminUser, adminPassword, ...others } = values;
  const engine = Object.freeze({ ...defaultEngineConfig(), ...values.engine });
  const firstAccount = firstAccountOf(adminUser, adminPassword);
  const web = Object.freeze(values.web);
  return Object.freeze({ ...others, web, engine, firstAccount, lockedSettings });
}

/** SHOAL_ variables that mean nothing here: most likely misspelt. */
export function unknownVariables(environment: ConfigSources['environment']): string[] {
  const known = new Set(SETTINGS.map((setting) => setting.variable));
  return Object.keys(environment).filter((name) => name.startsWith('SHOAL_') && !known.has(name));
}

/** One line a setting: flag, variable, default, meaning. */
export function describeSettings(): string {
  return SETTINGS.map((setting) => {
    const fallback = setting.defaultText ? ` (default ${setting.defaultText})` : '';
    const flag = setting.isSecret ? '' : `--${flagOf(setting)}, `;
    return `  ${flag}${setting.variable}\n      ${setting.description}${fallback}`;
  }).join('\n');
}

function readFlags(flags: readonly string[]): Record<string, string | undefined> {
  const options = Object.fromEntries(
    SETTINGS.filter(({ isSecret }) => !isSecret).map((setting) => [
      flagOf(setting),
      { type: 'string' as const },
    ]),
  );
  try {
    return parseArgs({ args: [...flags], options, strict: true }).values;
  } catch (error) {
    throw new ConfigError((error as Error).message.split('. ')[0] + '.', { cause: error });
  }
}
