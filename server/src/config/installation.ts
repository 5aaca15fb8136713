/** Where the program itself lies: found from this file upwards, so that source and build both find it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Installation {
  version: string;
  /** Folder of the built web app. */
  clientDirectory: string;
}

export function findInstallation(from: string = import.meta.dirname): Installation {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, string>;
    if (name === 'shoal' && version !== undefined) {
      return { version, clientDirectory: join(folder, 'dist', 'client', 'browser') };
    }
  }
  throw new Error(`No package.json of shoal above ${from}.`);
}
