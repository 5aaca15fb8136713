/** Names as texts are compared, kept so that a keystroke does not fold ten thousand of them again. */
import { Service } from '@angular/core';
import type { DownloadDto } from '@shared/dto/download.js';
import { foldText } from './search-matcher';

/** Beyond so many, those of downloads that are gone are forgotten together with the others. */
const MOST_KEPT = 100_000;

@Service()
export class FoldedNames {
  private readonly kept = new Map<string, { name: string; folded: string }>();

  readonly of = ({ id, name }: DownloadDto): string => {
    const known = this.kept.get(id);
    if (known?.name === name) return known.folded;
    const folded = foldText(name);
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(id, { name, folded });
    return folded;
  };
}
