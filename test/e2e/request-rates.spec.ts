import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewApiTokenDto } from '@shared/dto/auth.js';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, type Answer } from '../support/rest-client.ts';

const LIMIT = 20;

let server: FakeApp;
beforeAll(async () => {
  server = await startFakeApp({ environment: { SHOAL_TOKEN_REQUESTS_PER_MINUTE: String(LIMIT) } });
});
afterAll(() => server.close());

async function newToken(): Promise<Record<string, string>> {
  const body = { name: 'script', scope: 'read' };
  const answer = await call<NewApiTokenDto>(server.url, 'POST', '/api/auth/tokens', { body });
  return { authorization: `Bearer ${answer.body.token}` };
}

async function ask(headers: Record<string, string>, times: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < times; i++) {
    answers.push(await call(server.url, 'GET', '/api/downloads', { headers }));
  }
  return answers;
}

describe('the requests of a token', () => {
  it('are answered up to its limit, and then told when to come again', async () => {
    const answers = await ask(await newToken(), LIMIT + 2);
    const [first, last] = [answers[0]!, answers.at(-1)!];
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(LIMIT);
    expect(first.headers.get('ratelimit-policy')).toBe(`"token";q=${LIMIT};w=60`);
    expect(first.headers.get('ratelimit')).toMatch(new RegExp(`^"token";r=${LIMIT - 1};t=\\d+$`));
    expect(last).toMatchObject({ status: 429, body: { code: 'rate-limited' } });
    const wait = Number(last.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
  });

  it('are counted for that token alone', async () => {
    const [greedy, modest] = [await newToken(), await newToken()];
    await ask(greedy, LIMIT + 1);
    expect((await ask(modest, 1))[0]!.status).toBe(200);
  });

  it('leave those alone who need no token', async () => {
    const answers = await Promise.all(
      Array.from({ length: LIMIT * 2 }, () => call(server.url, 'GET', '/health/live')),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });
});
