import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadApi } from '../../api/download-api';
import { DownloadStore } from '../../live/download-store';
import { SCHEDULE_FRAME } from '../../live/frame-scheduler';
import { buildDownload } from '../../testing/downloads';
import { OptionSaver } from './option-saver';

const row = buildDownload(1, { downloadLimit: 1024 });
const refusal = new HttpErrorResponse({
  status: 400,
  error: { code: 'validation-failed', detail: 'That is too little.' },
});

describe('OptionSaver', () => {
  const update = vi.fn<DownloadApi['update']>();
  let saver: OptionSaver;
  let store: DownloadStore;

  beforeEach(() => {
    update.mockReset();
    TestBed.configureTestingModule({
      providers: [
        OptionSaver,
        { provide: DownloadApi, useValue: { update } },
        { provide: SCHEDULE_FRAME, useValue: (work: () => void) => work() },
      ],
    });
    saver = TestBed.inject(OptionSaver);
    store = TestBed.inject(DownloadStore);
    store.put(row);
  });

  it('shows the change at once, and then what the stream tells', async () => {
    update.mockResolvedValue({ ...row, downloadLimit: 4096 });
    const saving = saver.save(row.id, 'downloadLimit', 4096);
    expect(saver.value(row, 'downloadLimit')).toBe(4096);
    await saving;
    expect(update).toHaveBeenCalledWith(row.id, { downloadLimit: 4096 });
    store.patch(row.id, { downloadLimit: 4096 });
    TestBed.tick();
    const later = { ...row, downloadLimit: 9999 };
    expect(saver.value(later, 'downloadLimit')).toBe(9999);
  });

  it('takes a limit away', () => {
    update.mockResolvedValue(row);
    void saver.save(row.id, 'downloadLimit', null);
    expect(saver.value(row, 'downloadLimit')).toBeNull();
  });

  it('is back at the former value where it failed, with the words of the server', async () => {
    update.mockRejectedValue(refusal);
    await saver.save(row.id, 'downloadLimit', 1);
    expect(saver.value(row, 'downloadLimit')).toBe(1024);
    expect(saver.fault(row, 'downloadLimit')).toBe('That is too little.');
    expect(saver.fault(row, 'uploadLimit')).toBeNull();
  });

  it('forgets the fault at the next try, and that of another download', async () => {
    update.mockRejectedValueOnce(refusal).mockResolvedValue(row);
    await saver.save(row.id, 'downloadLimit', 1);
    const other = buildDownload(2);
    expect(saver.fault(other, 'downloadLimit')).toBeNull();
    await saver.save(row.id, 'downloadLimit', 2048);
    expect(saver.fault(row, 'downloadLimit')).toBeNull();
  });
});
