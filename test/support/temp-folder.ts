/** A folder of its own for a test, gone when the test is over, however it ends. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class TempFolder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Below the system's folder for such things, or below `root` (the bench works on a RAM disk). */
  static async create(prefix: string, root = tmpdir()): Promise<TempFolder> {
    return new TempFolder(await mkdtemp(join(root, `shoal-${prefix}-`)));
  }

  join(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  /** Makes a folder inside it. */
  async folder(name: string): Promise<string> {
    const path = this.join(name);
    await mkdir(path, { recursive: true });
    return path;
  }

  async remove(): Promise<void> {
    // A client may still write its last state while it ends.
    await rm(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }
}
