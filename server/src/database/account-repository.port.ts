/** Who may log in. There is one account for now. */
export interface AccountRecord {
  id: string;
  /** As it was given. Names that differ only in case are the same. */
  name: string;
  /** Says its own parameters and salt (auth/password-hash.ts). */
  passwordHash: string;
  /** Milliseconds since 1970. */
  createdAt: number;
}

export interface AccountRepository {
  /** False where there is an account already: then nothing is written. */
  insertFirst(account: AccountRecord): Promise<boolean>;
  list(): Promise<AccountRecord[]>;
  find(id: string): Promise<AccountRecord | null>;
  findByName(name: string): Promise<AccountRecord | null>;
  setPasswordHash(id: string, passwordHash: string): Promise<void>;
}

export const ACCOUNT_REPOSITORY = Symbol('AccountRepository');

/** The form that names are compared in: look-alikes that only differ in case or encoding are one name. */
export function accountNameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
