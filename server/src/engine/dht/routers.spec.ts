import { expect, it } from 'vitest';
import type { AddressFamily } from '../net/address.ts';
import { Routers } from './routers.ts';

const NAMES: Record<string, string[]> = {
  'router.example': ['20.1.1.1', '20.1.1.2', '20.1.1.3', '0.0.0.0', '2001:db8::1'],
  'many.example': Array.from({ length: 20 }, (_, index) => `20.2.2.${index}`),
  '2001:db8::2': ['2001:db8::2'],
};
const resolve = (host: string): Promise<string[]> =>
  host in NAMES ? Promise.resolve(NAMES[host]!) : Promise.reject(new Error(`no such ${host}`));

async function resolved(names: string[], family: AddressFamily): Promise<Routers> {
  const mayTalkTo = (address: string): boolean => address !== '20.1.1.3';
  const routers = new Routers({ names, family, resolve, mayTalkTo });
  await routers.resolve();
  return routers;
}

it('are all addresses of the family that may be asked, without those that do not resolve', async () => {
  const names = ['gone.example:1', 'router.example:6881', '[2001:db8::2]:25401'];
  const routers = await resolved(names, 4);
  expect(routers.endpoints).toEqual([
    { address: '20.1.1.1', port: 6881 },
    { address: '20.1.1.2', port: 6881 },
  ]);
  expect([routers.hasAddress('20.1.1.2'), routers.hasAddress('20.1.1.3')]).toEqual([true, false]);
  expect((await resolved(names, 6)).endpoints).toEqual([
    { address: '2001:db8::1', port: 6881 },
    { address: '2001:db8::2', port: 25_401 },
  ]);
});

it('are four of a name at most', async () => {
  expect((await resolved(['many.example:1'], 4)).endpoints).toHaveLength(4);
});
