/** Peers that the user names. */
import { Inject, Injectable } from '@nestjs/common';
import { DownloadService } from '../download/download.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import {
  isDialablePeer,
  parseEndpoint,
  USER_PEER_RULES,
  type PeerEndpoint,
} from '../engine/index.ts';
import { ProblemException } from '../http/problem.ts';

@Injectable()
export class PeerService {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    private readonly downloads: DownloadService,
  ) {}

  /** Has the download dial them as well as those that it knows. */
  async add(id: string, peers: readonly string[]): Promise<void> {
    await this.downloads.demandLoaded(id);
    await this.engine.addPeers(id, peers.map(toEndpoint));
  }
}

/** This machine and private networks are fine: the user named them, and what is dialled there is a peer. */
function toEndpoint(text: string): PeerEndpoint {
  const endpoint = parseEndpoint(text.trim());
  if (endpoint !== null && isDialablePeer(endpoint, USER_PEER_RULES)) return endpoint;
  const detail = `"${text}" is no peer: give its address and port, as 192.0.2.1:51413.`;
  throw new ProblemException(422, 'peer-invalid', detail);
}
