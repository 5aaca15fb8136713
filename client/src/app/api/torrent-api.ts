/** The REST calls about torrents and the server itself. */
import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { ServerInfoDto } from '@shared/dto/session.js';
import type { TorrentDto } from '@shared/dto/torrent.js';
import { firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

@Service()
export class TorrentApi {
  private readonly http = inject(HttpClient);
  private readonly root = `${inject(SERVER_BASE)}api/`;

  /** Sends a .torrent file and gets what it describes; nothing starts yet. */
  upload(file: File): Promise<TorrentDto> {
    const form = new FormData();
    form.append('torrent', file, file.name);
    return firstValueFrom(this.http.post<TorrentDto>(`${this.root}upload-torrent`, form));
  }

  info(): Promise<ServerInfoDto> {
    return firstValueFrom(this.http.get<ServerInfoDto>(`${this.root}info`));
  }
}
