import { TestBed } from '@angular/core/testing';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';
import { describe, expect, it, vi } from 'vitest';
import { buildDownload, buildMetadata } from '../testing/downloads';
import { RemoveDialog } from './remove-dialog';

async function open(rows = [buildDownload(1, { completedBytes: 1536 })]) {
  const close = vi.fn<(...args: unknown[]) => void>();
  TestBed.configureTestingModule({
    providers: [
      { provide: MAT_DIALOG_DATA, useValue: rows },
      { provide: MatDialogRef, useValue: { close } },
    ],
  });
  const fixture = TestBed.createComponent(RemoveDialog);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const confirm = element.querySelector<HTMLButtonElement>('.danger')!;
  const box = element.querySelector<HTMLInputElement>('input[type=checkbox]')!;
  return { fixture, element, close, confirm, box };
}

describe('RemoveDialog', () => {
  it('keeps the data unless the box is ticked', async () => {
    const { box, confirm, close, element } = await open();
    expect(box.checked).toBe(false);
    expect(element.textContent).toContain('The data stays in /downloads');
    confirm.click();
    expect(close).toHaveBeenCalledWith({ deleteData: false });
  });

  it('says how much goes when the data is to be deleted', async () => {
    const { fixture, box, confirm, close, element } = await open();
    box.click();
    await fixture.whenStable();
    expect(element.textContent).toContain('1.50 KiB will be deleted');
    confirm.click();
    expect(close).toHaveBeenCalledWith({ deleteData: true });
  });

  it('does not speak of data where there cannot be any', async () => {
    const { box, confirm, close, element } = await open([
      buildDownload(1, { state: 'metadata', metadata: buildMetadata() }),
    ]);
    expect(box).toBeNull();
    expect(element.textContent).toContain('Nothing was downloaded yet.');
    confirm.click();
    expect(close).toHaveBeenCalledWith({ deleteData: false });
  });

  it('names the first few of many and counts the rest', async () => {
    const { element } = await open(Array.from({ length: 8 }, (_, i) => buildDownload(i + 1)));
    expect(element.textContent).toContain('Remove 8 torrents?');
    expect(element.textContent).toContain('Torrent 5');
    expect(element.textContent).not.toContain('Torrent 6');
    expect(element.textContent).toContain('and 3 more');
  });
});
