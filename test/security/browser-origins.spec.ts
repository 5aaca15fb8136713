/**
 * Pages of others in the browser of a user who is signed in: what they send changes nothing, what they ask for they
 * cannot read, and they cannot show the app in a frame. Tried from another site and from another port of our own
 * host, which browsers take for the same site, so that the cookie goes along; and from a name that was rebound.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadListDto } from '@shared/dto/download.js';
import type { SettingsDto } from '@shared/dto/settings.js';
import { describeWith } from '../support/describe-with.ts';
import { call } from '../support/rest-client.ts';
import { addTorrent, sampleTorrent } from '../ui/sample-torrents.ts';
import { launchBrowser } from '../ui/browser.ts';
import { signIn } from '../ui/sign-in.ts';
import { startAttackedServer, type AttackedServer } from './attacked-server.ts';

/** Attempts are all made within it: the least that a form in a frame needs. */
const SETTLE_MS = 700;
const REBOUND_NAME = 'evil.test';

describeWith(['chromium'], 'a page of somebody else', () => {
  let browser: Browser;
  let attacked: AttackedServer;
  let hostile: Server;
  let hostilePort: number;
  let id: string;
  /** What came to the hostile server, which serves as a victim without defences too. */
  const arrived: { what: string; hasCookie: boolean }[] = [];

  beforeAll(async () => {
    attacked = await startAttackedServer();
    const torrent = sampleTorrent('Old Maps', { 'atlas.pdf': 1024 * 1024 });
    await addTorrent(attacked.url, torrent, { paused: true });
    id = (await downloads()).items[0]!.id;
    hostile = createServer(({ method, url, headers }, response) => {
      arrived.push({ what: `${method} ${url}`, hasCookie: headers.cookie !== undefined });
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>evil</title>');
    });
    await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
    hostilePort = (hostile.address() as AddressInfo).port;
    browser = await launchBrowser([
      `--host-resolver-rules=MAP ${REBOUND_NAME} 127.0.0.1`,
      // Not every browser asks before a page of the internet talks to this machine.
      '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    hostile?.close();
    await attacked?.[Symbol.asyncDispose]();
  });

  async function downloads(): Promise<DownloadListDto> {
    return (await call<DownloadListDto>(attacked.url, 'GET', '/api/downloads')).body;
  }

  /** All that an attack might have changed. */
  async function stateOfServer(): Promise<unknown> {
    const { items } = await downloads();
    const settings = (await call<SettingsDto>(attacked.url, 'GET', '/api/settings')).body;
    const tokens = (await call(attacked.url, 'GET', '/api/auth/tokens')).body;
    const names = (tokens as unknown as { name: string }[]).map(({ name }) => name);
    return { rows: items.map(({ name, state, tags }) => ({ name, state, tags })), settings, names };
  }

  async function openSignedIn(): Promise<BrowserContext> {
    const context = await browser.newContext({ storageState: await signIn(`${attacked.url}/`) });
    context.setDefaultTimeout(10_000);
    return context;
  }

  describe.each(['127.0.0.1', 'localhost'])('at another port of %s', (host) => {
    let context: BrowserContext;
    let page: Page;
    beforeEach(async () => {
      context = await openSignedIn();
      page = await context.newPage();
      await page.goto(`http://${host}:${hostilePort}/`);
      return () => context.close();
    });

    it('would get through to a server without defences', async () => {
      const url = `http://127.0.0.1:${hostilePort}`;
      arrived.splice(0);
      for (const form of formsAgainst(id)) await page.evaluate(sendForm, { url, ...form });
      await page.evaluate(sendByScript, { url, id });
      await page.evaluate(loadAsResources, { url, id });
      await page.waitForTimeout(SETTLE_MS);
      const whats = arrived.map(({ what }) => what);
      for (const { path } of formsAgainst(id)) expect(whats).toContain(`POST /${path}`);
      expect(whats).toContain('GET /api/auth/logout');
      // Of another port of the same host, the cookie goes along: SameSite alone holds nobody back.
      const actions = arrived.filter(({ what }) => what === 'POST /api/downloads/actions');
      expect(actions.length).toBeGreaterThan(3);
      expect(actions.some(({ hasCookie }) => hasCookie)).toBe(host === '127.0.0.1');
    });

    it('changes nothing by forms', async () => {
      const before = await stateOfServer();
      for (const form of formsAgainst(id)) {
        await page.evaluate(sendForm, { url: attacked.url, ...form });
      }
      await page.waitForTimeout(SETTLE_MS);
      expect(await stateOfServer()).toEqual(before);
    });

    it('changes nothing by scripts, and reads nothing', async () => {
      const before = await stateOfServer();
      const outcomes = await page.evaluate(sendByScript, { url: attacked.url, id });
      // None is even opaque: our resource policy has the browser drop them.
      expect(outcomes).toEqual(Array.from({ length: 14 }, () => 'refused'));
      expect(await stateOfServer()).toEqual(before);
    });

    it('changes nothing by images, links, style sheets and scripts that it names', async () => {
      const before = await stateOfServer();
      const loaded = await page.evaluate(loadAsResources, { url: attacked.url, id });
      expect(loaded).toEqual([]);
      expect(await stateOfServer()).toEqual(before);
    });

    it('hears nothing of the event streams', async () => {
      expect(await page.evaluate(listen, attacked.url)).toEqual([]);
    });

    it.each(['iframe', 'object', 'embed'])('shows the app in no %s', async (element) => {
      await page.evaluate(embed, { url: attacked.url, element });
      await page.waitForTimeout(SETTLE_MS);
      for (const frame of page.frames().slice(1)) {
        expect(await frame.locator('shoal-root').count()).toBe(0);
      }
    });

    it('keeps no hold of the app in a window that it opened', async () => {
      const opening = context.waitForEvent('page');
      await page.evaluate((url) => {
        (window as unknown as { opened: Window | null }).opened = window.open(url, 'app');
      }, attacked.url);
      const opened = await opening;
      await opened.getByText('Old Maps').first().waitFor();
      const hold = await page.evaluate(() => {
        const { opened: app } = window as unknown as { opened: Window };
        return app.closed;
      });
      expect(hold).toBe(true);
      expect(await opened.evaluate(() => window.opener === null)).toBe(true);
    });
  });

  it('gets nothing of us by a name that it made point here', async () => {
    const context = await openSignedIn();
    const { port } = new URL(attacked.url);
    const origin = `http://${REBOUND_NAME}:${port}`;
    // The first answer was the attacker's own, before the name pointed to us.
    await context.route(`${origin}/attack`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>evil</title>' }),
    );
    const page = await context.newPage();
    await page.goto(`${origin}/attack`);
    const answers = await page.evaluate(async () => {
      const paths = ['/', '/api/downloads', '/api/auth/setup', '/api/events', '/health/live'];
      const found = [];
      for (const path of [...paths, '/main.js', '/socket.io/?EIO=4&transport=polling']) {
        const answer = await fetch(path, { credentials: 'include' });
        const { code } = (await answer.json()) as { code: string };
        found.push(`${answer.status} ${code}`);
      }
      return found;
    });
    // The last one is Socket.IO's own way to say no.
    expect(answers).toEqual([...Array.from({ length: 6 }, () => '421 wrong-host'), '403 4']);
    await context.close();
  });

  it('has the cookie of a session that is good: the app itself is let in by it', async () => {
    const context = await openSignedIn();
    const page = await context.newPage();
    await page.goto(attacked.url);
    await page.getByText('Old Maps').first().waitFor();
    const status = await page.evaluate(async () => {
      const answer = await fetch('api/downloads');
      return answer.status;
    });
    expect(status).toBe(200);
    await context.close();
  });
});

interface HostileForm {
  path: string;
  enctype: string;
  /** Names and values; of text/plain they come out as `name=value`. */
  fields: Record<string, string>;
}

/** Each a change that a form can ask for. A form of texts can be made to look like JSON. */
function formsAgainst(id: string): HostileForm[] {
  const json = (body: object): Record<string, string> => {
    const text = JSON.stringify({ ...body, pad: '' });
    return { [text.slice(0, -2)]: '"}' };
  };
  const targets: [string, object][] = [
    [`api/downloads/${id}/recheck`, {}],
    [`api/downloads/actions`, { ids: [id], action: 'remove', deleteData: true }],
    ['api/start-download', { torrentId: id }],
    ['api/upload-torrent', { url: 'http://evil.test/a.torrent' }],
    ['api/auth/tokens', { name: 'evil', scope: 'admin' }],
    ['api/auth/logout', {}],
    ['api/auth/password', { currentPassword: 'a', newPassword: 'b' }],
  ];
  return targets.flatMap(([path, body]) => [
    { path, enctype: 'text/plain', fields: json(body) },
    {
      path,
      enctype: 'application/x-www-form-urlencoded',
      fields: body as Record<string, string>,
    },
    { path, enctype: 'multipart/form-data', fields: body as Record<string, string> },
  ]);
}

// What follows runs in the hostile page.

function sendForm({ url, path, enctype, fields }: HostileForm & { url: string }): void {
  const frame = document.createElement('iframe');
  frame.name = `frame${Math.random()}`;
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action: `${url}/${path}`, enctype, target: frame.name });
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('input');
    Object.assign(field, { type: 'hidden', name, value });
    form.append(field);
  }
  document.body.append(frame, form);
  form.submit();
}

async function sendByScript({ url, id }: { url: string; id: string }): Promise<string[]> {
  const attempt = async (path: string, request: RequestInit): Promise<string> => {
    try {
      const answer = await fetch(`${url}/${path}`, { credentials: 'include', ...request });
      return answer.type === 'opaque' ? 'opaque' : `readable ${answer.status}`;
    } catch {
      return 'refused';
    }
  };
  const body = JSON.stringify({ downloadLimit: 1 });
  const json = { 'content-type': 'application/json' };
  const remove = JSON.stringify({ ids: [id], action: 'remove', deleteData: true });
  const blob = new Blob([remove], { type: 'application/json' });
  const outcomes = [
    await attempt('api/downloads', {}),
    await attempt('api/downloads', { mode: 'no-cors' }),
    await attempt('api/auth/session', {}),
    await attempt('api/settings', { method: 'PATCH', headers: json, body }),
    await attempt('api/settings', { method: 'PATCH', body }),
    await attempt(`api/downloads/${id}`, { method: 'DELETE' }),
    await attempt(`api/downloads/${id}/resume`, { method: 'PATCH' }),
    await attempt('api/downloads/actions', { method: 'POST', headers: json, body: remove }),
    await attempt('api/downloads/actions', { method: 'POST', mode: 'no-cors', body: remove }),
    await attempt('api/auth/logout', { method: 'POST', mode: 'no-cors' }),
    await attempt('api/auth/logout', { method: 'POST', headers: json, body: '{}' }),
    await attempt('api/events', { mode: 'no-cors' }),
    await attempt('', {}),
    await attempt('health/ready', {}),
  ];
  navigator.sendBeacon(`${url}/api/downloads/actions`, remove);
  try {
    navigator.sendBeacon(`${url}/api/downloads/actions`, blob);
  } catch {
    // Some browsers refuse to ask first for a beacon.
  }
  return outcomes;
}

/** What came in as if it were ours to show or run. */
async function loadAsResources({ url, id }: { url: string; id: string }): Promise<string[]> {
  const paths = [
    `api/downloads/${id}/pause`,
    `api/downloads/${id}?_method=DELETE`,
    'api/auth/logout',
    'api/downloads',
    'favicon.svg',
  ];
  const loads = paths.flatMap((path) =>
    ['img', 'script', 'link'].map(
      (name) =>
        new Promise<string | null>((resolve) => {
          const element = document.createElement(name);
          element.addEventListener('load', () => resolve(`${name} ${path}`));
          element.addEventListener('error', () => resolve(null));
          if (name === 'link') Object.assign(element, { rel: 'stylesheet' });
          element.setAttribute(name === 'link' ? 'href' : 'src', `${url}/${path}`);
          document.body.append(element);
        }),
    ),
  );
  return (await Promise.all(loads)).filter((load) => load !== null);
}

/** What the streams said. */
async function listen(url: string): Promise<string[]> {
  const heard: string[] = [];
  const socketUrl = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(socketUrl);
  const closed = new Promise((resolve) => {
    socket.addEventListener('open', () => heard.push('socket opened'));
    socket.addEventListener('message', ({ data }) => heard.push(String(data)));
    socket.addEventListener('close', resolve);
  });
  const events = new EventSource(`${url}/api/events`, { withCredentials: true });
  const failed = new Promise((resolve) => {
    events.addEventListener('open', () => heard.push('events opened'));
    events.addEventListener('message', ({ data }) => heard.push(String(data)));
    events.addEventListener('error', resolve);
  });
  await Promise.all([closed, failed]);
  events.close();
  return heard;
}

function embed({ url, element }: { url: string; element: string }): void {
  const frame = document.createElement(element);
  frame.setAttribute(element === 'object' ? 'data' : 'src', `${url}/`);
  if (element === 'embed') frame.setAttribute('type', 'text/html');
  document.body.append(frame);
}
