/** A lab and its server for all scenarios of a file, opened before them and gone after them. */
import { afterAll, beforeAll } from 'vitest';
import { describeUnless } from '../support/describe-with.ts';
import { missingPrograms } from '../support/programs.ts';
import { FaultLab, missingForFaultFileSystem, missingForLab } from './fault-lab.ts';
import { FaultServer, type FaultServerOptions } from './fault-server.ts';

export interface FaultScene {
  readonly lab: FaultLab;
  readonly server: FaultServer;
}

/**
 * `prepare` makes the disks and says what the server is started with. `fuse` says whether one of them fails on
 * demand. The scenarios may run at the same time: each has a disk and a download of its own.
 */
export function describeFaults(
  name: string,
  scene: { fuse: boolean; prepare: (lab: FaultLab) => Promise<FaultServerOptions> },
  scenarios: (scene: FaultScene) => void,
): void {
  const missingLab = scene.fuse ? missingForFaultFileSystem() : missingForLab();
  describeUnless(missingPrograms(['libtorrent']) ?? missingLab, name, () => {
    const resources = new AsyncDisposableStack();
    let lab: FaultLab | null = null;
    let server: FaultServer | null = null;
    beforeAll(async () => {
      lab = resources.use(await FaultLab.open());
      server = resources.use(await FaultServer.start(lab, await scene.prepare(lab)));
      await server.startControl();
    });
    afterAll(() => resources.disposeAsync());
    scenarios({
      get lab() {
        return opened(lab);
      },
      get server() {
        return opened(server);
      },
    });
  });
}

function opened<Value>(value: Value | null): Value {
  if (value === null) throw new Error('The scene is not open yet.');
  return value;
}
