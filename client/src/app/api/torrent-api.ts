/** The REST calls about torrents and the server itself. */
import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { ServerInfoDto } from '@shared/dto/session.js';
import type { TorrentDto, TorrentSourceRequest } from '@shared/dto/torrent.js';
import { firstValueFrom } from 'rxjs';
import { withTextBody } from './failure';
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

  /** The same of a link. Of a magnet link little is known at first: its metadata is asked of peers from now on. */
  uploadLink(source: TorrentSourceRequest): Promise<TorrentDto> {
    return firstValueFrom(this.http.post<TorrentDto>(`${this.root}upload-torrent`, source));
  }

  read(id: string): Promise<TorrentDto> {
    return firstValueFrom(this.http.get<TorrentDto>(this.url(id)));
  }

  /** Forgets a torrent that no download uses; of a magnet link, nobody is asked for its metadata any more. */
  forget(id: string): Promise<unknown> {
    return firstValueFrom(this.http.delete(this.url(id)));
  }

  /** The .torrent file itself. */
  async file(id: string): Promise<Blob> {
    try {
      return await firstValueFrom(this.http.get(`${this.url(id)}/file`, { responseType: 'blob' }));
    } catch (error) {
      throw await withTextBody(error);
    }
  }

  info(): Promise<ServerInfoDto> {
    return firstValueFrom(this.http.get<ServerInfoDto>(`${this.root}info`));
  }

  private url(id: string): string {
    return `${this.root}torrents/${id}`;
  }
}
