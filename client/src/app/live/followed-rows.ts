/**
 * Rows by id, and for each of those that follow them the ids that changed since it looked last. So whoever keeps something
 * of its own about the rows (their order, who matches) looks at what changed and never at all of them.
 */
import type { DownloadDto } from '@shared/dto/download.js';

export interface RowChanges {
  /** All rows were replaced: what was known of any of them is void, and `touched` says nothing. */
  readonly isReset: boolean;
  /** Added, changed or removed. */
  readonly touched: ReadonlySet<string>;
}

/** One that follows; what it takes is not told to it again. */
export class RowFollower {
  private isReset = true;
  private touched = new Set<string>();

  note(id: string): void {
    if (!this.isReset) this.touched.add(id);
  }

  reset(): void {
    this.isReset = true;
    this.touched.clear();
  }

  take(): RowChanges {
    const { isReset, touched } = this;
    this.isReset = false;
    if (touched.size > 0) this.touched = new Set();
    return { isReset, touched };
  }
}

export class FollowedRows extends Map<string, DownloadDto> {
  private readonly followers: RowFollower[] = [];

  /** Its first look is at all rows. */
  follow(): RowFollower {
    const follower = new RowFollower();
    this.followers.push(follower);
    return follower;
  }

  override set(id: string, row: DownloadDto): this {
    for (const follower of this.followers) follower.note(id);
    return super.set(id, row);
  }

  override delete(id: string): boolean {
    for (const follower of this.followers) follower.note(id);
    return super.delete(id);
  }

  override clear(): void {
    for (const follower of this.followers) follower.reset();
    super.clear();
  }
}
