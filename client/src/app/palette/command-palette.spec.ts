import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { MatDialogRef } from '@angular/material/dialog';
import { DownloadStore } from '../live/download-store';
import { buildDownload } from '../testing/downloads';
import { type Command, Commands } from '../ui/commands';
import { CommandPalette } from './command-palette';
import { RecentOptions } from './recent-options';

let chosen: string[];
let fixture: ComponentFixture<CommandPalette>;
let page: HTMLElement;

const command = (id: string, title: string, more: Partial<Command> = {}): Command => ({
  id,
  group: 'app',
  title,
  run: () => undefined,
  ...more,
});

const field = (): HTMLInputElement => page.querySelector('input')!;
const options = (): HTMLElement[] => Array.from(page.querySelectorAll('[role=option]'));
const active = (): string | undefined =>
  document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent?.trim();

async function type(text: string): Promise<void> {
  field().value = text;
  field().dispatchEvent(new Event('input'));
  await fixture.whenStable();
}

async function press(key: string): Promise<void> {
  field().dispatchEvent(new KeyboardEvent('keydown', { key }));
  await fixture.whenStable();
}

describe('CommandPalette', () => {
  beforeEach(async () => {
    localStorage.clear();
    chosen = [];
    Element.prototype.scrollIntoView = () => undefined;
    const dialog = { close: (option: { key: string }) => void chosen.push(option.key) };
    TestBed.configureTestingModule({ providers: [{ provide: MatDialogRef, useValue: dialog }] });
    TestBed.inject(Commands).register(
      command('stats', 'Stats', { keys: ['g s'] }),
      command('start', 'Start all', { isEnabled: () => false }),
      command('about', 'About'),
    );
    TestBed.inject(DownloadStore).replaceAll([
      buildDownload(1, { name: 'State of the Reef', state: 'seeding' }),
      buildDownload(2, { name: 'Harbour' }),
    ]);
    fixture = TestBed.createComponent(CommandPalette);
    page = document.body.appendChild(fixture.nativeElement as HTMLElement);
    await fixture.whenStable();
  });

  afterEach(() => page.remove());

  it('names the option that Enter takes, and takes it', async () => {
    expect(active()).toContain('Stats');
    await press('ArrowDown');
    expect(active()).toContain('About');
    await press('Enter');
    expect(chosen).toEqual(['command:about']);
  });

  it('goes from the last option to the first', async () => {
    await press('ArrowUp');
    expect(active()).toContain('About');
    await press('ArrowDown');
    expect(active()).toContain('Stats');
  });

  it('finds commands and torrents, with the state of these in words', async () => {
    await type('sta');
    expect(options().map((option) => option.textContent?.replace(/\s+/g, ' ').trim())).toEqual([
      'StatsGthenS',
      'Start allnot now',
      'SeedingState of the Reef',
    ]);
    expect(page.querySelector('[role=status]')?.textContent).toBe('3 results');
  });

  it('shows what cannot be done now only where it is searched for, and does not do it', async () => {
    expect(page.textContent).not.toContain('Start all');
    await type('start all');
    expect(options()[0]?.getAttribute('aria-disabled')).toBe('true');
    await press('Enter');
    expect(chosen).toEqual([]);
  });

  it('begins with what was used last', async () => {
    TestBed.inject(RecentOptions).note('command:about');
    await fixture.whenStable();
    expect(active()).toContain('About');
  });

  it('says where nothing is called like that', async () => {
    await type('zzz');
    expect(page.querySelector('[role=status]')?.textContent).toBe('Nothing found');
    expect(field().hasAttribute('aria-activedescendant')).toBe(false);
    await press('ArrowDown');
    await press('Enter');
    expect(chosen).toEqual([]);
  });
});
