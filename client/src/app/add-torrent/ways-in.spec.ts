import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Notices } from '../ui/notices';
import { AddFlow } from './add-flow';
import { DropTarget } from './drop-target';
import { handlerAddress, takeHandedLinks } from './handed-links';
import { PasteTarget } from './paste-target';

const MAGNET = `magnet:?xt=urn:btih:${'b'.repeat(40)}`;
const ADDRESS = 'https://files.example/a.torrent';
const magnet = { kind: 'magnet', link: MAGNET };

describe('the ways into the add dialog', () => {
  const flow = {
    take: vi.fn<AddFlow['take']>(),
    ask: vi.fn<AddFlow['ask']>(),
    isFree: vi.fn<AddFlow['isFree']>(),
  };
  const error = vi.fn<Notices['error']>();

  beforeEach(() => {
    for (const call of [flow.take, flow.ask, error]) call.mockReset();
    flow.isFree.mockReturnValue(true);
    TestBed.configureTestingModule({
      providers: [
        PasteTarget,
        { provide: AddFlow, useValue: flow },
        { provide: Notices, useValue: { error } },
      ],
    });
  });

  describe('paste', () => {
    const paste = (text: string, target: EventTarget = document.body, files: File[] = []) => {
      const event = new Event('paste', { bubbles: true, cancelable: true });
      Object.assign(event, { clipboardData: { files, getData: () => text } });
      target.dispatchEvent(event);
      return event;
    };

    beforeEach(() => void TestBed.inject(PasteTarget));

    it('takes magnet links from anywhere', () => {
      expect(paste(MAGNET).defaultPrevented).toBe(true);
      expect(flow.take).toHaveBeenCalledWith([magnet]);
    });

    it('takes files', () => {
      const file = new File(['d'], 'a.torrent');
      paste('', document.body, [file]);
      expect(flow.take).toHaveBeenCalledWith([{ kind: 'file', file }]);
    });

    it('asks before the server fetches an address', () => {
      paste(`${MAGNET}\n${ADDRESS}`);
      expect(flow.take).not.toHaveBeenCalled();
      expect(flow.ask).toHaveBeenCalledWith(`${MAGNET}\n${ADDRESS}`);
    });

    it('leaves to a field what is pasted into it', () => {
      const field = document.body.appendChild(document.createElement('input'));
      expect(paste(MAGNET, field).defaultPrevented).toBe(false);
      field.remove();
      expect(flow.take).not.toHaveBeenCalled();
    });

    it('leaves alone what holds no link, and what comes while another dialog is open', () => {
      paste('nothing of ours');
      flow.isFree.mockReturnValue(false);
      paste(MAGNET);
      expect(flow.take).not.toHaveBeenCalled();
      expect(flow.ask).not.toHaveBeenCalled();
    });

    it('ends with the session', () => {
      TestBed.resetTestingModule();
      paste(MAGNET);
      expect(flow.take).not.toHaveBeenCalled();
    });
  });

  describe('drop', () => {
    const drag = (name: string, data: Record<string, string>) => {
      const event = new Event(name, { bubbles: true, cancelable: true });
      const getData = (type: string) => data[type] ?? '';
      Object.assign(event, { dataTransfer: { files: [], types: Object.keys(data), getData } });
      document.body.dispatchEvent(event);
      return event;
    };

    beforeEach(() => void TestBed.createComponent(DropTarget));

    it('takes links, whose list may have comments', () => {
      drag('drop', { 'text/uri-list': `# of a page\r\n${MAGNET}`, 'text/plain': 'A reef' });
      expect(flow.take).toHaveBeenCalledWith([magnet]);
    });

    it('takes text with links in it', () => {
      drag('drop', { 'text/plain': `${MAGNET} ${ADDRESS}` });
      expect(flow.take).toHaveBeenCalledWith([magnet, { kind: 'url', link: ADDRESS }]);
    });

    it('says so where text holds none', () => {
      drag('drop', { 'text/plain': 'A reef' });
      expect(flow.take).not.toHaveBeenCalled();
      expect(error).toHaveBeenCalled();
    });

    it('does not take what is dragged within the app', () => {
      drag('dragstart', {});
      expect(drag('drop', { 'text/uri-list': location.href }).defaultPrevented).toBe(false);
      drag('dragend', {});
      expect(flow.take).not.toHaveBeenCalled();
      drag('drop', { 'text/uri-list': MAGNET });
      expect(flow.take).toHaveBeenCalledTimes(1);
    });
  });

  describe('a link that the browser hands over', () => {
    it('comes behind a # and leaves the address bar', () => {
      const address = handlerAddress('/').replace('%s', encodeURIComponent(`${MAGNET}&dn=100%25`));
      history.replaceState(null, '', address);
      expect(takeHandedLinks()).toEqual([{ kind: 'magnet', link: `${MAGNET}&dn=100%25` }]);
      expect(location.hash).toBe('');
      expect(takeHandedLinks()).toEqual([]);
    });

    it('is nothing but a magnet link', () => {
      history.replaceState(null, '', `/#add=${encodeURIComponent(ADDRESS)}`);
      expect(takeHandedLinks()).toEqual([]);
      history.replaceState(null, '', '/');
    });
  });
});
