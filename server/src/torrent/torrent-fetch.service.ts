/**
 * Torrents by address: fetched by a client that goes nowhere inside (engine/net/guarded-fetch.ts), judged by parsing.
 * Invariant: nothing that the other side sent is in what the caller is told, but the torrent.
 */
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { findInstallation } from '../config/installation.ts';
import {
  AddressRanges,
  createHostLookup,
  FetchError,
  guardedFetch,
  MetainfoError,
  systemClock,
  type FetchErrorCode,
  type GuardedFetchOptions,
} from '../engine/index.ts';
import { ProblemException } from '../http/problem.ts';
import { MAX_TORRENT_FILE_BYTES, type TorrentDto } from '@shared/dto/torrent.js';
import { TorrentService } from './torrent.service.ts';

const TIMEOUT_MS = 30_000;
/** Each may hold 20 MiB for a moment. */
const MOST_AT_ONCE = 8;

const PROBLEM_OF: Readonly<
  Record<FetchErrorCode, 'url-refused' | 'url-unreachable' | 'url-not-torrent'>
> = {
  refused: 'url-refused',
  timeout: 'url-unreachable',
  dns: 'url-unreachable',
  connection: 'url-unreachable',
  tls: 'url-unreachable',
  'http-status': 'url-unreachable',
  'bad-reply': 'url-unreachable',
  'too-large': 'url-not-torrent',
};

@Injectable()
export class TorrentFetchService {
  readonly #options: GuardedFetchOptions;
  #running = 0;

  constructor(
    @Inject(APP_CONFIG) { engine }: AppConfig,
    private readonly torrents: TorrentService,
  ) {
    this.#options = {
      resolve: createHostLookup(systemClock),
      openNetworks: new AddressRanges(engine.allowedFetchNetworks),
      // What goes by a VPN goes all by the VPN.
      localAddress: engine.peerHost,
      userAgent: `Shoal/${findInstallation().version}`,
      maxBytes: MAX_TORRENT_FILE_BYTES,
      timeoutMs: TIMEOUT_MS,
    };
  }

  /** Fetches a .torrent file and tells what is in it. */
  async add(url: string): Promise<TorrentDto> {
    if (this.#running >= MOST_AT_ONCE) {
      const detail = `${MOST_AT_ONCE} torrents are being fetched: try again in a moment.`;
      throw new ProblemException(503, 'unavailable', detail);
    }
    this.#running++;
    try {
      return await this.torrents.upload(await guardedFetch(url, this.#options));
    } catch (error) {
      throw toUrlProblem(error);
    } finally {
      this.#running--;
    }
  }
}

function toUrlProblem(error: unknown): unknown {
  if (error instanceof FetchError) {
    return new ProblemException(422, PROBLEM_OF[error.code], `${error.message}.`);
  }
  if (error instanceof MetainfoError) {
    const detail = `What is at this address is no torrent that Shoal can take (${error.code}).`;
    return new ProblemException(422, 'url-not-torrent', detail);
  }
  return error;
}
