import { TestBed } from '@angular/core/testing';
import { Commands } from '../ui/commands';
import { Shortcuts } from '../ui/shortcuts';
import { KeyboardMap } from './keyboard-map';

async function open(): Promise<{ page: HTMLElement; type: (text: string) => Promise<void> }> {
  const fixture = TestBed.createComponent(KeyboardMap);
  const page = fixture.nativeElement as HTMLElement;
  await fixture.whenStable();
  const type = async (text: string) => {
    const field = page.querySelector<HTMLInputElement>('input[type=search]')!;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await fixture.whenStable();
  };
  return { page, type };
}

const lines = (page: HTMLElement): string[] =>
  Array.from(page.querySelectorAll('dt'), (line) => line.textContent?.trim() ?? '');

describe('KeyboardMap', () => {
  beforeEach(() => {
    localStorage.clear();
    const run = () => undefined;
    TestBed.inject(Commands).register(
      { id: 'pause', group: 'selection', title: 'Pause or resume', keys: ['p'], run },
      { id: 'theme', group: 'view', title: 'Dark', run },
    );
  });

  it('lists commands that have keys, and the keys of the list and the tree', async () => {
    const { page } = await open();
    expect(lines(page)).toContain('Pause or resume');
    expect(lines(page)).toContain('Open a folder, then go into it');
    expect(lines(page)).not.toContain('Dark');
  });

  it('finds a shortcut by its words and by its key', async () => {
    const { page, type } = await open();
    await type('resume');
    expect(lines(page)).toEqual(['Pause or resume']);
    await type('p');
    expect(lines(page)).toContain('Pause or resume');
    await type('qqqq');
    expect(page.textContent).toContain('No shortcut does that.');
  });

  it('switches single keys off and on', async () => {
    const { page } = await open();
    const shortcuts = TestBed.inject(Shortcuts);
    page.querySelector<HTMLInputElement>('input[type=checkbox]')!.click();
    expect(shortcuts.setting()).toBe('off');
    page.querySelector<HTMLInputElement>('input[type=checkbox]')!.click();
    expect(shortcuts.setting()).toBe('on');
  });
});
