/** Settings that the user has changed, by their names. What they mean is not known here. */
export interface SettingRepository {
  all(): Promise<Record<string, unknown>>;
  /** All of them or none; values must survive JSON. */
  save(values: Readonly<Record<string, unknown>>): Promise<void>;
}

export const SETTING_REPOSITORY = Symbol('SettingRepository');
