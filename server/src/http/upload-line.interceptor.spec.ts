import { EventEmitter } from 'node:events';
import type { CallHandler, ExecutionContext } from '@nestjs/common';
import { EMPTY } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { UploadLineInterceptor } from './upload-line.interceptor.ts';

class FakeResponse extends EventEmitter {
  destroyed = false;

  close(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

function upload(line: UploadLineInterceptor) {
  const response = new FakeResponse();
  const handle = vi.fn<CallHandler['handle']>(() => EMPTY);
  const http = { getResponse: () => response };
  const context = { switchToHttp: () => http } as unknown as ExecutionContext;
  const done = line.intercept(context, { handle }).then(
    () => 'handled',
    () => 'refused',
  );
  return { response, handle, done };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the line of uploads', () => {
  it('lets four in at a time, and the next when one is through', async () => {
    const line = new UploadLineInterceptor();
    const uploads = Array.from({ length: 6 }, () => upload(line));
    await settle();
    const handled = () => uploads.filter(({ handle }) => handle.mock.calls.length > 0).length;
    expect(handled()).toBe(4);
    uploads[0]!.response.close();
    await settle();
    expect(handled()).toBe(5);
  });

  it('gives the places of those who gave up to others', async () => {
    const line = new UploadLineInterceptor();
    const first = Array.from({ length: 4 }, () => upload(line));
    const givenUp = Array.from({ length: 50 }, () => upload(line));
    const last = upload(line);
    for (const { response } of [...givenUp, ...first]) response.close();
    expect(await last.done).toBe('handled');
    expect(await givenUp[0]!.done).toBe('refused');
    expect(givenUp.some(({ handle }) => handle.mock.calls.length > 0)).toBe(false);
    const next = Array.from({ length: 3 }, () => upload(line));
    expect(await Promise.all(next.map(({ done }) => done))).toEqual(Array(3).fill('handled'));
  });

  it('turns away who comes when the line is long', async () => {
    const line = new UploadLineInterceptor();
    for (let i = 0; i < 504; i++) upload(line);
    expect(await upload(line).done).toBe('refused');
  });
});
