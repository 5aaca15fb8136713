import { TestBed } from '@angular/core/testing';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';
import { describe, expect, it, vi } from 'vitest';
import { DownloadApi } from '../api/download-api';
import { buildDownload, buildMetadata } from '../testing/downloads';
import { RemoveDialog } from './remove-dialog';

async function open(rows = [buildDownload(1, { completedBytes: 1536 })], deleteData = false) {
  const close = vi.fn<(...args: unknown[]) => void>();
  const files = [{ completedBytes: 1000 }, { completedBytes: 536 }, { completedBytes: 0 }];
  TestBed.configureTestingModule({
    providers: [
      { provide: MAT_DIALOG_DATA, useValue: { rows, deleteData } },
      { provide: MatDialogRef, useValue: { close } },
      { provide: DownloadApi, useValue: { files: () => Promise.resolve(files) } },
    ],
  });
  const fixture = TestBed.createComponent(RemoveDialog);
  await fixture.whenStable();
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const confirm = async () => {
    element.querySelector<HTMLButtonElement>('.danger')!.click();
    await fixture.whenStable();
  };
  const box = element.querySelector<HTMLInputElement>('input[type=checkbox]')!;
  const text = () => element.textContent.replaceAll(/\s+/g, ' ');
  return { fixture, element, close, confirm, box, text };
}

describe('RemoveDialog', () => {
  it('keeps the data unless the box is ticked', async () => {
    const { box, confirm, close, text } = await open();
    expect(box.checked).toBe(false);
    expect(text()).toContain('The data stays in /downloads');
    await confirm();
    expect(close).toHaveBeenCalledWith({ deleteData: false });
  });

  it('deletes data after a second look only, which names paths, files and bytes', async () => {
    const { fixture, box, confirm, close, text } = await open();
    box.click();
    await fixture.whenStable();
    expect(text()).toContain('1.50 KiB in 2 files will be deleted in /downloads');
    await confirm();
    expect(close).not.toHaveBeenCalled();
    expect(text()).toContain('Delete 1.50 KiB in 2 files from the disk?');
    expect(text()).toContain('/downloads/Torrent 1');
    await confirm();
    expect(close).toHaveBeenCalledWith({ deleteData: true });
  });

  it('begins with the box ticked where that was asked for', async () => {
    const { box, confirm, close } = await open([buildDownload(1)], true);
    expect(box.checked).toBe(true);
    await confirm();
    expect(close).not.toHaveBeenCalled();
  });

  it('does not speak of data where there cannot be any', async () => {
    const { box, confirm, close, text } = await open(
      [buildDownload(1, { state: 'metadata', metadata: buildMetadata() })],
      true,
    );
    expect(box).toBeNull();
    expect(text()).toContain('Nothing was downloaded yet.');
    await confirm();
    expect(close).toHaveBeenCalledWith({ deleteData: false });
  });

  it('names the first few of many and counts the rest', async () => {
    const { text } = await open(Array.from({ length: 9 }, (_, i) => buildDownload(i + 1)));
    expect(text()).toContain('Remove 9 torrents?');
    expect(text()).toContain('Torrent 6');
    expect(text()).not.toContain('Torrent 7');
    expect(text()).toContain('and 3 more');
  });
});
