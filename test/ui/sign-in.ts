/** The cookie of a session, as a browser that signed in before would have it. */
import type { BrowserContextOptions } from 'playwright-core';
import { TEST_PASSWORD, TEST_USER } from '../support/credentials.ts';

/** What a new browser context begins with. */
export type SignedIn = Exclude<BrowserContextOptions['storageState'], string | undefined>;

/** `link` is the app's, with a slash at the end; `userAgent` is what the browser calls itself. */
export async function signIn(link: string, userAgent = 'tests'): Promise<SignedIn> {
  const answer = await fetch(`${link}api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': userAgent },
    body: JSON.stringify({ username: TEST_USER, password: TEST_PASSWORD }),
  });
  if (!answer.ok) throw new Error(`sign-in was answered ${answer.status}: ${await answer.text()}`);
  const { hostname, pathname } = new URL(link);
  return {
    origins: [],
    cookies: answer.headers.getSetCookie().map((text) => {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(text)!;
      return {
        name: name!,
        value: value!,
        domain: hostname,
        path: pathname,
        expires: -1,
        httpOnly: true,
        secure: false,
        sameSite: 'Strict' as const,
      };
    }),
  };
}
