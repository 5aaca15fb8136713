/** All that leaves a host, as it stands on the wire (python/sent_packets.py). */
import { join } from 'node:path';
import type { ChildProgram } from '../../support/child-program.ts';
import { SYSTEM_PYTHON } from '../../support/programs.ts';
import type { NetworkHost } from './network-lab.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'support', 'python', 'sent_packets.py');

export interface SentPacket {
  protocol: 'tcp' | 'udp';
  /** Where it goes. */
  address: string;
  port: number;
  /** What TCP or UDP carries, a character a byte. */
  payload: string;
}

export class WireCapture implements AsyncDisposable {
  readonly packets: SentPacket[] = [];
  private readonly program: ChildProgram;

  private constructor(program: ChildProgram) {
    this.program = program;
    program.onLine((line) => {
      if (!line.startsWith('{"protocol"')) return;
      const packet = JSON.parse(line) as SentPacket;
      const payload = Buffer.from(packet.payload, 'base64').toString('latin1');
      this.packets.push({ ...packet, payload });
    });
  }

  static async start(host: NetworkHost): Promise<WireCapture> {
    const capture = new WireCapture(host.start(SYSTEM_PYTHON, [PROGRAM, 'eth0']));
    await capture.program.waitForLine((line) => line.includes('"listening"'));
    return capture;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.program.stop();
  }
}
