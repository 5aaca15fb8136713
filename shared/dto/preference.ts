/** How an account likes the app to look and behave. What each name means, the app knows: the server keeps them. */

/** Of a name: a letter, then letters, digits, dots and dashes. */
export const PREFERENCE_NAME = /^[A-Za-z][A-Za-z0-9.-]{0,99}$/;
/** Of all names and values of an account together, as JSON. */
export const MOST_PREFERENCE_BYTES = 65_536;

/** Any JSON by name. */
export type PreferencesDto = Record<string, unknown>;

/** What is left out stays; null takes one away. */
export type UpdatePreferencesRequest = Record<string, unknown>;
