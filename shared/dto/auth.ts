/** What a credential may do: each scope includes those before it. */
export const SCOPES = ['read', 'control', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export const LONGEST_USERNAME = 64;
export const SHORTEST_PASSWORD = 10;
/** Bounds the work for a password that somebody sends. */
export const LONGEST_PASSWORD = 256;
export const LONGEST_TOKEN_NAME = 100;

/** How a request proved who makes it: a browser's session, or a token. */
export const CREDENTIAL_KINDS = ['session', 'token'] as const;
export type CredentialKind = (typeof CREDENTIAL_KINDS)[number];

export interface AccountDto {
  id: string;
  name: string;
}

export interface SetupStateDto {
  /** Whether there is no account yet. */
  needed: boolean;
}

export interface SetupRequest {
  /** The one-time code that the server printed at its start. */
  code: string;
  username: string;
  password: string;
}

export interface LoginRequest {
  username: string;
  password: string;
}

/** Who makes the request, and by what. */
export interface WhoAmIDto {
  account: AccountDto;
  via: CredentialKind;
  /** Id of the session or token. */
  credentialId: string;
  scope: Scope;
  /** Null where it never ends. A session's end moves on with its use. */
  expiresAt: string | null;
}

export interface ChangePasswordRequest {
  currentPassword: string;
  newPassword: string;
}

export interface SessionDto {
  id: string;
  /** Whether it is the one that asks. */
  current: boolean;
  createdAt: string;
  lastUsedAt: string;
  /** When it ends if it is not used before. */
  expiresAt: string;
  /** From where it was used last. */
  address: string;
  /** What the browser called itself; empty where it said nothing. */
  userAgent: string;
}

export interface ApiTokenDto {
  id: string;
  name: string;
  scope: Scope;
  createdAt: string;
  /** Null where it was never used; else true to the minute. */
  lastUsedAt: string | null;
  /** Null where it never ends. */
  expiresAt: string | null;
}

/** The only answer that has the token itself. */
export interface NewApiTokenDto extends ApiTokenDto {
  token: string;
}

export interface CreateTokenRequest {
  name: string;
  scope: Scope;
  expiresAt?: string | null;
}
