/**
 * What the web app costs in a browser: the built server on an engine that does nothing but tell (`busy-engine.ts`), so that the
 * processors are the browser's, and the built app in Chromium. Processor time of the tab's main thread is what the system
 * counts for that thread, so it is true on a busy machine too; times on the clock are not.
 */
import { readFile } from 'node:fs/promises';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { TEST_PASSWORD, TEST_USER } from '../support/credentials.ts';
import { DESKTOP, launchBrowser } from '../ui/browser.ts';
import { BusyServer } from './busy-server.ts';

export interface WebAppOptions {
  /** Filled by `fillLibrary`. */
  folder: string;
  downloads: number;
  active: number;
  /** Of each measurement that takes time. */
  seconds: number;
}

export interface WebAppFigures {
  /** From the click on "Sign in" until rows are painted, and until all downloads are there. */
  usableMs: number;
  wholeMs: number;
  scroll: { framesPerSecond: number; cpuMsPerFrame: number };
  /** From the key until the list shows what it finds. */
  keystroke: { median: number; worst: number };
  /** Of the main thread for one update, which comes once a second, with all else that happens in that second. */
  updateCpuMs: number;
  sortedUpdateCpuMs: number;
  sortedScriptCpuMs: number;
  longestTaskMs: number;
  /** Memory of the tab's process that it does not share, after a collection of garbage. */
  tabBytes: number;
  heapBytes: number;
}

const WAIT_MS = 180_000;
const SETTLE_MS = 4_000;
/** Each finds fewer of `sample 00000.bin` and those that follow. */
const TYPED = '991';
const KEY_TIMEOUT_MS = 10_000;
const SCROLL_PX_PER_FRAME = 90;

export async function measureWebApp(options: WebAppOptions): Promise<WebAppFigures> {
  const { folder, downloads, active } = options;
  await using server = await BusyServer.start(folder, { BUSY_ACTIVE: String(active) });
  const browser = await launchBrowser(['--enable-precise-memory-info']);
  try {
    const context = await browser.newContext({ viewport: DESKTOP, locale: 'en-GB' });
    context.setDefaultTimeout(WAIT_MS);
    const page = await context.newPage();
    const { usableMs, wholeMs } = await signIn(page, server.url, downloads);
    const tab = await Tab.of(browser, page);
    await page.waitForTimeout(SETTLE_MS);
    const update = await updateCosts(page, tab, options.seconds);
    const memory = await tab.memory();
    const keystroke = await typeIntoSearch(page);
    await page.getByRole('columnheader', { name: 'Down' }).getByRole('button').click();
    await page.mouse.move(0, 0);
    await page.waitForTimeout(SETTLE_MS);
    const sorted = await updateCosts(page, tab, options.seconds);
    const scroll = await scrollThrough(page, tab, options.seconds);
    return {
      usableMs,
      wholeMs,
      scroll,
      keystroke,
      updateCpuMs: update.cpuMs,
      sortedUpdateCpuMs: sorted.cpuMs,
      sortedScriptCpuMs: sorted.scriptMs,
      longestTaskMs: Math.max(update.longestTaskMs, sorted.longestTaskMs),
      ...memory,
    };
  } finally {
    await browser.close();
  }
}

/** As a user does it, on the page for that. */
async function signIn(
  page: Page,
  url: string,
  downloads: number,
): Promise<{ usableMs: number; wholeMs: number }> {
  await page.goto(`${url}/`);
  await page.getByLabel('User name').fill(TEST_USER);
  await page.getByLabel('Password', { exact: true }).fill(TEST_PASSWORD);
  await page.waitForTimeout(1_000);
  await page.evaluate((wanted) => {
    const times: Record<string, number> = {};
    Object.assign(window, { shoalTimes: times });
    document.addEventListener('click', (event) => (times['click'] ??= event.timeStamp), true);
    const look = (): void => {
      const rows = document.querySelectorAll('shoal-torrent-row').length;
      const count = Number(document.querySelector('[role=grid]')?.getAttribute('aria-rowcount'));
      // What is there when a frame begins is painted with it.
      if (rows >= 10) times['usable'] ??= performance.now();
      if (count > wanted) times['whole'] = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, downloads);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForFunction(() => 'whole' in (window as unknown as ShoalTimes).shoalTimes);
  const times = await page.evaluate(() => (window as unknown as ShoalTimes).shoalTimes);
  const since = (name: string): number => times[name]! - times['click']!;
  return { usableMs: since('usable'), wholeMs: since('whole') };
}

interface ShoalTimes {
  shoalTimes: Record<string, number>;
}

async function updateCosts(
  page: Page,
  tab: Tab,
  seconds: number,
): Promise<{ cpuMs: number; scriptMs: number; longestTaskMs: number }> {
  const before = await tab.mainThread();
  const longestTaskMs = await page.evaluate(
    (forMs) =>
      new Promise<number>((resolve) => {
        let longest = 0;
        const observer = new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
        });
        observer.observe({ type: 'longtask' });
        setTimeout(() => resolve(longest), forMs);
      }),
    seconds * 1_000,
  );
  const after = await tab.mainThread();
  return {
    cpuMs: (after.taskMs - before.taskMs) / seconds,
    scriptMs: (after.scriptMs - before.scriptMs) / seconds,
    longestTaskMs,
  };
}

/** The time of each key, as the page sees it. Each finds fewer. */
async function typeIntoSearch(page: Page): Promise<{ median: number; worst: number }> {
  const search = page.getByRole('combobox', { name: 'Search torrents' });
  await search.focus();
  const times: number[] = [];
  for (const key of TYPED) {
    await page.evaluate(watchNextKey);
    await page.keyboard.press(key);
    const shown = await page.waitForFunction(() => (window as unknown as KeyTime).keyMs, null, {
      timeout: KEY_TIMEOUT_MS,
    });
    times.push((await shown.jsonValue())!);
    await page.waitForTimeout(500);
  }
  await search.fill('');
  await page.waitForTimeout(500);
  times.sort((one, other) => one - other);
  return { median: times[Math.floor(times.length / 2)]!, worst: times.at(-1)! };
}

interface KeyTime {
  keyMs: number | null;
}

/** In the page: how long the list takes to show other rows after the next key. */
function watchNextKey(): void {
  const rowCount = (): string | null =>
    document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') ?? null;
  const before = rowCount();
  Object.assign(window, { keyMs: null });
  const watch = ({ timeStamp }: KeyboardEvent): void => {
    const look = (): void => {
      if (rowCount() === before) requestAnimationFrame(look);
      else Object.assign(window, { keyMs: performance.now() - timeStamp });
    };
    requestAnimationFrame(look);
  };
  addEventListener('keydown', watch, { capture: true, once: true });
}

/** Through rows that were not on screen before, as fast as a wheel goes; the rates move meanwhile. */
async function scrollThrough(
  page: Page,
  tab: Tab,
  seconds: number,
): Promise<{ framesPerSecond: number; cpuMsPerFrame: number }> {
  const before = await tab.mainThread();
  const frames = await page.evaluate(
    ({ forMs, step }) =>
      new Promise<{ count: number; ms: number }>((resolve) => {
        const grid = document.querySelector('[role=grid]')!;
        let [startedAt, count] = [0, 0];
        const frame = (now: number): void => {
          startedAt ||= now;
          if (now - startedAt >= forMs) {
            resolve({ count, ms: now - startedAt });
            return;
          }
          count++;
          const end = grid.scrollHeight - grid.clientHeight;
          grid.scrollTop = grid.scrollTop + step >= end ? 0 : grid.scrollTop + step;
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    { forMs: seconds * 1_000, step: SCROLL_PX_PER_FRAME },
  );
  const after = await tab.mainThread();
  return {
    framesPerSecond: (frames.count / frames.ms) * 1_000,
    cpuMsPerFrame: (after.taskMs - before.taskMs) / frames.count,
  };
}

/** The process of the page. */
class Tab {
  readonly #session: CDPSession;
  readonly #pid: number;

  private constructor(session: CDPSession, pid: number) {
    this.#session = session;
    this.#pid = pid;
  }

  static async of(browser: Browser, page: Page): Promise<Tab> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const system = await browser.newBrowserCDPSession();
    const { processInfo } = await system.send('SystemInfo.getProcessInfo');
    const tabs = processInfo.filter(({ type }) => type === 'renderer');
    // The others are spares that nobody looks at.
    const busiest = tabs.toSorted((one, other) => other.cpuTime - one.cpuTime)[0];
    return new Tab(session, busiest!.id);
  }

  /** Processor time since the page began. */
  async mainThread(): Promise<{ taskMs: number; scriptMs: number }> {
    return {
      taskMs: (await this.#metric('TaskDuration')) * 1_000,
      scriptMs: (await this.#metric('ScriptDuration')) * 1_000,
    };
  }

  async memory(): Promise<{ tabBytes: number; heapBytes: number }> {
    await this.#session.send('HeapProfiler.collectGarbage');
    const text = await readFile(`/proc/${this.#pid}/status`, 'utf8');
    const kibibytes = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
    return {
      tabBytes: (kibibytes('RssAnon') + kibibytes('RssShmem')) * 1024,
      heapBytes: await this.#metric('JSHeapUsedSize'),
    };
  }

  async #metric(name: string): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === name)?.value ?? 0;
  }
}
