/**
 * Takes what is pasted anywhere in the app but into a field: files and magnet links go straight to the add dialog.
 * Web addresses first come into its field for links, since the server would fetch them, and people paste those
 * by mistake. There is one while somebody is signed in.
 */
import { DOCUMENT, DestroyRef, Injectable, inject } from '@angular/core';
import { isTyping } from '../ui/shortcuts';
import { AddFlow } from './add-flow';
import { fileSource, findLinks } from './add-source';

@Injectable()
export class PasteTarget {
  private readonly addFlow = inject(AddFlow);

  constructor() {
    const document = inject(DOCUMENT);
    const listener = (event: ClipboardEvent) => this.take(event);
    document.addEventListener('paste', listener);
    inject(DestroyRef).onDestroy(() => document.removeEventListener('paste', listener));
  }

  private take(event: ClipboardEvent): void {
    const data = event.clipboardData;
    if (!data || isTyping(event.target) || !this.addFlow.isFree()) return;
    const files = [...data.files];
    if (files.length > 0) {
      event.preventDefault();
      void this.addFlow.take(files.map(fileSource));
      return;
    }
    const text = data.getData('text/plain');
    const { links, rest } = findLinks(text);
    if (links.length === 0) return;
    event.preventDefault();
    const areMagnets = rest.length === 0 && links.every(({ kind }) => kind === 'magnet');
    if (areMagnets) void this.addFlow.take(links);
    else void this.addFlow.ask(links.map(({ link }) => link).join('\n'));
  }
}
