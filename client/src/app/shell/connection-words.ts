/** How the connection to the server is called. */
export const CONNECTION_WORDS = {
  connecting: $localize`:state of the connection:Connecting`,
  online: $localize`:state of the connection:Connected`,
  lost: $localize`:state of the connection:Not connected`,
} as const;
