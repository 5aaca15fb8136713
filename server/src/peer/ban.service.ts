/**
 * Who is kept out: addresses and networks that the user bans, of all downloads, and addresses that downloads ban by
 * themselves. Invariant: the engine keeps out what the database says.
 */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  BAN_REPOSITORY,
  type BanRecord,
  type BanRepository,
} from '../database/ban-repository.port.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { canonicalRange, rangeBits, type BannedPeer } from '../engine/index.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
import { ProblemException } from '../http/problem.ts';
import {
  LEAST_BAN_PREFIX_BITS,
  MAX_BANS,
  type AddBanRequest,
  type BanDto,
  type BansDto,
} from '@shared/dto/peer.js';

/** Between the two parts of the id of a download's own ban. */
const SEPARATOR = '@';

@Injectable()
export class BanService {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(BAN_REPOSITORY) private readonly bans: BanRepository,
    private readonly host: EngineHostService,
    private readonly facts: FactStreamService,
  ) {}

  async list(): Promise<BansDto> {
    const [records, banned] = await Promise.all([this.bans.list(), this.engine.bannedPeers()]);
    return { items: [...records.map(toBanDto), ...banned.map(toOwnBanDto)] };
  }

  /** Drops whoever has such an address, and lets none in again. Banned again it is the same ban. */
  async add({ network, reason }: AddBanRequest): Promise<BanDto> {
    const range = canonicalRange(network.trim());
    if (range === null) throw invalid(`"${network}" is no address and no network.`);
    demandNarrow(range);
    const present = await this.bans.list();
    if (present.length >= MAX_BANS && !present.some((ban) => ban.network === range)) {
      throw new ProblemException(422, 'too-many-bans', `There are ${MAX_BANS} bans already.`);
    }
    const ban = await this.bans.save({
      id: randomUUID(),
      network: range,
      reason: reason ?? null,
      createdAt: Date.now(),
    });
    await this.host.applyBans();
    this.#tellChange();
    return toBanDto(ban);
  }

  async lift(id: string): Promise<void> {
    const [downloadId = '', address] = id.split(SEPARATOR);
    if (address === undefined) {
      if (!(await this.bans.delete(id))) throw notFound();
      await this.host.applyBans();
      this.#tellChange();
      return;
    }
    const banned = await this.engine.bannedPeers();
    const isThere = banned.some((one) => one.downloadId === downloadId && one.address === address);
    if (!isThere) throw notFound();
    await this.engine.liftBan(downloadId, address);
    this.#tellChange();
  }

  #tellChange(): void {
    this.facts.publish(() => ({ name: 'bans:changed', payload: {} }));
  }
}

function demandNarrow(range: string): void {
  const bits = rangeBits(range)!;
  const least = bits.addressBits === 32 ? LEAST_BAN_PREFIX_BITS.ipv4 : LEAST_BAN_PREFIX_BITS.ipv6;
  if (bits.prefixBits >= least) return;
  throw invalid(
    `${range} is too much of the internet: a network has a prefix of at least ${least}.`,
  );
}

function toBanDto({ id, network, reason, createdAt }: BanRecord): BanDto {
  return {
    id,
    network,
    source: 'user',
    reason,
    downloadId: null,
    createdAt: new Date(createdAt).toISOString(),
  };
}

function toOwnBanDto({ downloadId, address }: BannedPeer): BanDto {
  return {
    id: downloadId + SEPARATOR + address,
    network: address,
    source: 'bad-data',
    reason: null,
    downloadId,
    createdAt: null,
  };
}

function invalid(detail: string): ProblemException {
  return new ProblemException(422, 'ban-invalid', detail);
}

function notFound(): ProblemException {
  return new ProblemException(404, 'ban-not-found', 'There is no ban of this id.');
}
