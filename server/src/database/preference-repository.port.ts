/** What each account likes, as JSON by names. What it means is not known here. */
export interface PreferenceRepository {
  /** Texts of JSON. */
  all(accountId: string): Promise<Map<string, string>>;
  /** All of them or none; null takes one away. */
  change(accountId: string, changes: ReadonlyMap<string, string | null>): Promise<void>;
}

export const PREFERENCE_REPOSITORY = Symbol('PreferenceRepository');
