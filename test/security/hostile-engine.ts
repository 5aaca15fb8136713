/** An engine whose swarm and trackers say what an attacker wants to be read: payloads wherever a text may be. */
import { FakeEngine } from '../../server/src/engine-host/testing/fake-engine.ts';
import {
  parseMetainfo,
  type PeerStatus,
  type TrackerStatus,
} from '../../server/src/engine/index.ts';
import { SCRIPT_PAYLOADS } from './script-payloads.ts';

export class HostileEngine extends FakeEngine {
  constructor() {
    super({ parse: parseMetainfo });
  }

  /** One peer a payload, each with a client of that name. */
  override async peers(id: string): Promise<PeerStatus[]> {
    const [peer] = await super.peers(id);
    const template: PeerStatus = peer ?? QUIET_PEER;
    return SCRIPT_PAYLOADS.map((client, index) => ({ ...template, client, port: 7000 + index }));
  }

  /** The torrent's own, each failing with a payload for a reason. */
  override async trackers(id: string): Promise<TrackerStatus[]> {
    const trackers = await super.trackers(id);
    for (const [index, tracker] of trackers.entries()) {
      tracker.state = index % 2 === 0 ? 'error' : 'working';
      tracker.message = SCRIPT_PAYLOADS[index % SCRIPT_PAYLOADS.length]!;
    }
    return trackers;
  }
}

const QUIET_PEER: PeerStatus = {
  address: '198.51.100.7',
  port: 7000,
  client: '',
  source: 'tracker',
  incoming: false,
  encryption: 'none',
  progress: 0.5,
  downloadRate: 0,
  uploadRate: 0,
  downloadedBytes: 0,
  uploadedBytes: 0,
  interested: false,
  choked: true,
  peerInterested: false,
  peerChoked: true,
  snubbed: false,
  optimistic: false,
};
