/**
 * Who a download has to do with, and what holds for it alone, in the browser: a real seed that the user names, limits, bans
 * and trackers. The steps follow one another.
 */
import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DownloadDto, DownloadTrackerDto } from '@shared/dto/download.js';
import { openSwarm, type Swarm } from '../interop/swarm.ts';
import { type LibtorrentClient, startLibtorrent } from '../support/clients/libtorrent.ts';
import { describeWith } from '../support/describe-with.ts';
import { singleFile } from '../support/fixtures.ts';
import { call } from '../support/rest-client.ts';
import { useBrowserSession, type OpenedApp } from './browser-session.ts';
import { accessibilityFaults } from './browser.ts';
import { addTorrent } from './sample-torrents.ts';

const KIBIBYTE = 1024;
const NAME = 'single.bin';
/** So that it lasts for as long as the story. */
const CONTENT_BYTES = 48 * KIBIBYTE * KIBIBYTE;
const SEED_BYTES_PER_SECOND = 1024 * KIBIBYTE;
const LIMIT_KIB = 128;
/** Nobody answers there. */
const FIRST = 'http://127.0.0.1:9/announce';
const SECOND = 'udp://127.0.0.1:9/announce';
const THIRD = 'http://127.0.0.1:9/other';

describeWith(['chromium', 'libtorrent'], 'the swarm of a download in the browser', () => {
  const session = useBrowserSession();
  let swarm: Swarm;
  let seed: LibtorrentClient;
  let opened: OpenedApp;
  let panel: Locator;

  beforeAll(async () => {
    swarm = await openSwarm({ fixture: singleFile(CONTENT_BYTES), protocol: 'none' });
    const { torrent } = swarm;
    seed = await startLibtorrent('seed', {
      torrent,
      folder: torrent.contentFolder,
      useTrackers: false,
      uploadLimitBytesPerSecond: SEED_BYTES_PER_SECOND,
    });
    await seed.complete(20_000);
    const bytes = await readFile(torrent.path);
    await addTorrent(session.server.url, { name: 'single.torrent', bytes }, { paused: false });
    opened = await session.open();
    await opened.app.openDetails(NAME);
  });
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await seed?.[Symbol.asyncDispose]();
    await swarm?.[Symbol.asyncDispose]();
  });

  const download = async (): Promise<DownloadDto> => {
    const path = `/api/downloads/${swarm.torrent.infoHash}`;
    return (await call<DownloadDto>(session.server.url, 'GET', path)).body;
  };
  const tiers = async (): Promise<[string, number][]> => {
    const path = `/api/downloads/${swarm.torrent.infoHash}/trackers`;
    const { body } = await call<DownloadTrackerDto[]>(session.server.url, 'GET', path);
    return body.map(({ url, tier }) => [url, tier]);
  };
  const peerRow = (): Locator => panel.getByRole('row').filter({ hasText: seed.address });
  const act = async (of: string, item: string): Promise<void> => {
    await panel.getByRole('button', { name: `Actions for ${of}` }).click();
    await opened.page.getByRole('menuitem', { name: item }).click();
  };

  it('says what is wrong with a peer at its field, and dials the one that is right', async () => {
    const { app } = opened;
    panel = await app.showTab('Peers');
    await panel.getByText('No peer is connected now').waitFor();
    await panel.getByRole('button', { name: 'Add peers' }).click();
    const field = app.dialog.getByLabel('Addresses with ports');
    await field.fill('127.0.0.1');
    await app.dialog.getByRole('button', { name: 'Add 1 peer' }).click();
    await app.dialog.getByText('"127.0.0.1" is no peer').waitFor();
    await field.fill(seed.address);
    await app.dialog.getByRole('button', { name: 'Add 1 peer' }).click();
    await peerRow()
      .filter({ hasText: 'libtorrent' })
      .filter({ hasText: 'Added by hand' })
      .waitFor();
    await peerRow().filter({ hasText: 'sends to us' }).filter({ hasText: '100%' }).waitFor();
    expect(await accessibilityFaults(opened.page)).toEqual([]);
  });

  it('holds the download to a limit, and says which one holds', async () => {
    const { app, page } = opened;
    const options = await app.showTab('Options');
    await options.getByText('No limit holds now.').first().waitFor();
    await options.getByLabel('Unit').first().selectOption('KiB');
    await options.getByLabel('Download at most').fill(String(LIMIT_KIB));
    await page.keyboard.press('Enter');
    await options.getByText(`${LIMIT_KIB} KiB/s holds now: its own limit.`).waitFor();
    expect((await download()).downloadLimit).toBe(LIMIT_KIB * KIBIBYTE);
    await expect
      .poll(async () => (await download()).downloadRate, { timeout: 15_000, interval: 250 })
      .toBeLessThan(LIMIT_KIB * KIBIBYTE * 1.3);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('bans the peer, which is gone, and lifts the ban where it said', async () => {
    const { app, page } = opened;
    panel = await app.showTab('Peers');
    await peerRow().getByRole('button').click();
    await page.getByRole('menuitem', { name: 'Ban' }).click();
    await app.dialog.getByText('127.0.0.1', { exact: true }).waitFor();
    await app.dialog.getByRole('button', { name: 'Ban', exact: true }).click();
    await peerRow().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Show bans' }).click();
    await app.dialog.getByRole('listitem').filter({ hasText: '127.0.0.1' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await app.dialog.getByRole('button', { name: 'Lift the ban of 127.0.0.1' }).click();
    await app.dialog.getByText('Nobody is banned.').waitFor();
    await app.dialog.getByRole('button', { name: 'Close', exact: true }).click();
  });

  it('adds trackers, and moves them between tiers by menu and by key', async () => {
    const { app, page } = opened;
    panel = await app.showTab('Trackers');
    await panel.getByRole('button', { name: 'Add trackers' }).click();
    await panel.getByLabel('Addresses of trackers').fill(`${FIRST}\n${SECOND}`);
    await panel.getByRole('button', { name: 'Add 2 trackers' }).click();
    await panel.getByRole('group', { name: 'Tier 1' }).getByText(SECOND).waitFor();
    await panel.getByRole('button', { name: `Actions for ${FIRST}` }).click();
    await page.getByRole('menuitem', { name: 'Move to tier' }).click();
    await page.getByRole('menuitem', { name: 'A new tier, asked last' }).click();
    await panel.getByRole('group', { name: 'Tier 2' }).getByText(FIRST).waitFor();
    expect(await tiers()).toEqual([
      [SECOND, 0],
      [FIRST, 1],
    ]);
    await panel.getByRole('button', { name: `Actions for ${FIRST}` }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await panel.getByRole('group', { name: 'Tier 2' }).waitFor({ state: 'detached' });
    expect(await tiers()).toEqual([
      [SECOND, 0],
      [FIRST, 0],
    ]);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it('changes the address of a tracker, and has a removed one back', async () => {
    const { page } = opened;
    await act(FIRST, 'Edit address');
    const field = panel.getByLabel('Address of the tracker');
    await field.fill('ftp://127.0.0.1/');
    await page.keyboard.press('Enter');
    await panel.getByText('a tracker is http, https or udp').waitFor();
    await field.fill(THIRD);
    await page.keyboard.press('Enter');
    await panel.getByText(THIRD).waitFor();
    await act(SECOND, 'Remove');
    await panel.getByText(SECOND).waitFor({ state: 'detached' });
    expect(await tiers()).toEqual([[THIRD, 0]]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await panel.getByText(SECOND).waitFor();
    expect(await tiers()).toEqual([
      [SECOND, 0],
      [THIRD, 0],
    ]);
  });

  it('tells what happened to the download, and who did it', async () => {
    const events = await opened.app.showTab('Events');
    await events.getByText('Added by tester').waitFor();
    await events.getByText(`Download limit ${LIMIT_KIB} KiB/s, by tester`).waitFor();
    await events.getByText('Tracker removed, by tester').waitFor();
    expect(await accessibilityFaults(opened.page)).toEqual([]);
  });

  it('has met no exception and no foreign host on the way', () => {
    expect(opened.faults).toEqual([]);
  });
});
