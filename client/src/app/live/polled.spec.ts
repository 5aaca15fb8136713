import { HttpErrorResponse } from '@angular/common/http';
import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveSync } from './live-sync';
import { type Polled, polled } from './polled';

const EVERY_MS = 1000;
const connection = signal<'online' | 'lost'>('online');
const asked = signal('hour');
const load = vi.fn<(what: string) => Promise<string>>();

@Component({ template: '' })
class Page {
  readonly read: Polled<string> = polled({ what: asked, load, everyMs: EVERY_MS });
}

describe('what is read again and again', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    connection.set('online');
    asked.set('hour');
    load.mockReset().mockImplementation((what) => Promise.resolve(`a ${what}`));
    TestBed.configureTestingModule({
      providers: [{ provide: LiveSync, useValue: { connection } }],
    });
  });
  afterEach(() => vi.useRealTimers());

  async function open() {
    const fixture = TestBed.createComponent(Page);
    await settle();
    return fixture;
  }
  async function settle(): Promise<void> {
    TestBed.tick();
    await vi.advanceTimersByTimeAsync(0);
  }

  it('is read at once, and every so often', async () => {
    const { read } = (await open()).componentInstance;
    expect(read.value()).toBe('a hour');
    await vi.advanceTimersByTimeAsync(2 * EVERY_MS);
    expect(load).toHaveBeenCalledTimes(3);
  });

  it('is read anew when something else is asked for, and a late answer to the former is not taken', async () => {
    let answerFirst!: (text: string) => void;
    load.mockImplementationOnce(() => new Promise((resolve) => (answerFirst = resolve)));
    const { read } = (await open()).componentInstance;
    asked.set('day');
    await settle();
    answerFirst('too late');
    await settle();
    expect(read.value()).toBe('a day');
  });

  it('rests while the connection is lost, and is read when it is back', async () => {
    await open();
    connection.set('lost');
    await settle();
    await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
    expect(load).toHaveBeenCalledTimes(1);
    connection.set('online');
    await settle();
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('keeps what was known where reading fails', async () => {
    const { read } = (await open()).componentInstance;
    load.mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }));
    await read.reload();
    expect(read.value()).toBe('a hour');
    expect(read.failure()?.code).toBe('unreachable');
  });

  it('ends with the page', async () => {
    const fixture = await open();
    fixture.destroy();
    await vi.advanceTimersByTimeAsync(3 * EVERY_MS);
    expect(load).toHaveBeenCalledTimes(1);
  });
});
