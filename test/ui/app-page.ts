/** The app as a user speaks of it: the row of a torrent, its state, the dialog, the details. */
import type { Locator, Page } from 'playwright-core';

export interface RowFigures {
  state: string;
  /** 0 to 100. */
  percent: number;
  /** As it is written: `1.40 MiB/s`, or a dash. */
  downRate: string;
}

export type DetailTab = 'Overview' | 'Files' | 'Peers' | 'Trackers' | 'Options' | 'Events';

export class AppPage {
  readonly page: Page;
  readonly dialog: Locator;
  readonly details: Locator;
  readonly rows: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.getByRole('dialog');
    this.details = page.locator('shoal-torrent-detail');
    this.rows = page.locator('shoal-torrent-row');
  }

  row(name: string): Locator {
    return this.rows.filter({ hasText: name });
  }

  async figures(name: string): Promise<RowFigures> {
    const row = this.row(name);
    const text = async (column: string): Promise<string> =>
      ((await row.locator(column).textContent()) ?? '').trim();
    return {
      state: await text('.state'),
      percent: Number.parseFloat(await text('.progress .percent')),
      downRate: await text('.down'),
    };
  }

  /** Resolves once the row says that state. */
  async waitForState(name: string, word: string, timeout = 10_000): Promise<void> {
    await this.row(name).locator('.state').filter({ hasText: word }).waitFor({ timeout });
  }

  /** By the menu of the row. */
  async act(name: string, action: RegExp): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: /^Actions for/ })
      .click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  /** A click on the box of a file, in the tree of the dialog. */
  async chooseFile(name: string): Promise<void> {
    const line = this.dialog.getByRole('treeitem').filter({ hasText: name });
    await line.locator('input').click();
  }

  async openDetails(name: string): Promise<void> {
    await this.row(name).dblclick();
    await this.details.waitFor();
  }

  async showTab(word: DetailTab): Promise<Locator> {
    await this.details.getByRole('tab', { name: word }).click();
    return this.details.getByRole('tabpanel');
  }

  /** By how many pixels the page, its dialog or its details are wider than what shows of them. */
  async horizontalOverflow(): Promise<number> {
    return await this.page.evaluate(() => {
      const parts = document.querySelectorAll('html, mat-dialog-content, [role=tabpanel]');
      return Math.max(...Array.from(parts, (part) => part.scrollWidth - part.clientWidth));
    });
  }

  /** By how many pixels the table is wider than its place. */
  async tableOverflow(): Promise<number> {
    const grid = this.page.getByRole('grid');
    return await grid.evaluate((table) => {
      const edge = table.getBoundingClientRect().right;
      const parts = Array.from(table.querySelectorAll('[role=columnheader], [role=gridcell]'));
      return Math.max(0, ...parts.map((part) => part.getBoundingClientRect().right - edge));
    });
  }
}
