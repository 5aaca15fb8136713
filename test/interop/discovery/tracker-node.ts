/** A tracker of both address families on a host of its own (python/two_family_tracker.py). */
import { join } from 'node:path';
import type { ChildProgram } from '../../support/child-program.ts';
import { SYSTEM_PYTHON } from '../../support/programs.ts';
import { endpointText, type NetworkHost, type NetworkLab } from './network-lab.ts';

const TRACKER = join(import.meta.dirname, '..', '..', 'support', 'python', 'two_family_tracker.py');
const TRACKER_PORT = 6969;

export class TrackerNode implements AsyncDisposable {
  readonly host: NetworkHost;
  private readonly program: ChildProgram;

  private constructor(host: NetworkHost, program: ChildProgram) {
    this.host = host;
    this.program = program;
  }

  static async start(lab: NetworkLab): Promise<TrackerNode> {
    const host = await lab.host(['four', 'six']);
    const program = host.start(SYSTEM_PYTHON, [TRACKER, String(TRACKER_PORT)]);
    await program.waitForLine((line) => line.includes('"listening"'));
    return new TrackerNode(host, program);
  }

  /** Its address, as that host reaches it. */
  urlFor(reader: NetworkHost): string {
    return `http://${endpointText(this.host.reachableFrom(reader), TRACKER_PORT)}/announce`;
  }

  /** Resolves once a client at that host has announced itself. */
  async announced(infoHash: string, { addresses }: NetworkHost): Promise<void> {
    await this.program.waitForLine(
      (line) =>
        line.includes(infoHash) && addresses.some((address) => line.includes(`"${address}"`)),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.program.stop();
  }
}
