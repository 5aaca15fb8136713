/**
 * What users change while the server runs. A setting's value is the one that a flag or variable gives, else the
 * one that the user chose, else the default. Invariant: what a change answers with is in force and recorded; of
 * a change that fails nothing is recorded.
 */
import type { AppConfig } from '../config/app-config.ts';
import { LOCKING_VARIABLES } from '../config/settings.ts';
import type { SettingRepository } from '../database/setting-repository.port.ts';
import type { FactStreamService } from '../facts/fact-stream.service.ts';
import { givenFields } from '../http/given-fields.ts';
import { ProblemException } from '../http/problem.ts';
import type {
  SettingName,
  SettingsDefaultsDto,
  SettingsDto,
  SettingsValues,
  UpdateSettingsRequest,
} from '@shared/dto/settings.js';
import { defaultSettings } from './default-settings.ts';

/** Brings changed settings into force. */
export type SettingsApplier = (changes: Partial<SettingsValues>) => Promise<void>;

export class SettingsService {
  readonly #repository: SettingRepository;
  readonly #facts: FactStreamService;
  readonly #locked: readonly SettingName[];
  readonly #appliers: SettingsApplier[] = [];
  readonly #defaults: SettingsValues;
  #values: SettingsValues;
  #last: Promise<unknown> = Promise.resolve();

  /** `stored` is what the repository has. */
  constructor(
    config: AppConfig,
    repository: SettingRepository,
    facts: FactStreamService,
    stored: Record<string, unknown>,
  ) {
    this.#repository = repository;
    this.#facts = facts;
    this.#locked = config.lockedSettings;
    const defaults = defaultSettings(config);
    const chosen = Object.entries(stored).filter(
      ([name]) => name in defaults && !this.#isLocked(name),
    );
    this.#defaults = defaults;
    this.#values = { ...defaults, ...Object.fromEntries(chosen) };
  }

  get values(): SettingsValues {
    return this.#values;
  }

  show(): SettingsDto {
    return { ...this.#values, locked: [...this.#locked] };
  }

  /** What holds where nobody chose anything, and the variables that would decide in the users' place. */
  get defaults(): SettingsDefaultsDto {
    return { values: this.#defaults, variables: LOCKING_VARIABLES };
  }

  /** Until it is changed: for one whose recorded value cannot be used. */
  useDefault(name: SettingName): void {
    this.#values = { ...this.#values, [name]: this.#defaults[name] };
  }

  /** Whoever needs settings is told of changes, and the change waits for it. */
  applyWith(applier: SettingsApplier): void {
    this.#appliers.push(applier);
  }

  /** One change follows the other. */
  change(request: UpdateSettingsRequest): Promise<SettingsDto> {
    const mine = this.#last.then(() => this.#change(givenFields(request)));
    this.#last = mine.catch(() => {});
    return mine;
  }

  async #change(request: UpdateSettingsRequest): Promise<SettingsDto> {
    const locked = Object.keys(request).find((name) => this.#isLocked(name));
    if (locked !== undefined) {
      const detail = `${locked} is set by a flag or variable of the server.`;
      throw new ProblemException(409, 'setting-locked', detail);
    }
    for (const apply of this.#appliers) await apply(request);
    await this.#repository.save({ ...request });
    this.#values = { ...this.#values, ...request };
    const settings = this.show();
    this.#facts.publish(() => ({ name: 'session:settings', payload: { settings } }));
    return settings;
  }

  #isLocked(name: string): boolean {
    return (this.#locked as readonly string[]).includes(name);
  }
}
