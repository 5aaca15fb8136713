/** The REST calls about peers that the user names, and about who is kept out. */
import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { AddBanRequest, AddPeersRequest, BanDto, BansDto } from '@shared/dto/peer.js';
import { firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

@Service()
export class PeerApi {
  private readonly http = inject(HttpClient);
  private readonly root = `${inject(SERVER_BASE)}api/`;

  /** Names peers that the download may connect to: all of them, or none where one is wrong. */
  add(downloadId: string, peers: string[]): Promise<unknown> {
    const request: AddPeersRequest = { peers };
    return firstValueFrom(this.http.post(`${this.root}downloads/${downloadId}/peers`, request));
  }

  async bans(): Promise<BanDto[]> {
    const { items } = await firstValueFrom(this.http.get<BansDto>(`${this.root}bans`));
    return items;
  }

  /** Drops the address or network, and keeps it out of all downloads. */
  ban(request: AddBanRequest): Promise<BanDto> {
    return firstValueFrom(this.http.post<BanDto>(`${this.root}bans`, request));
  }

  liftBan(id: string): Promise<unknown> {
    return firstValueFrom(this.http.delete(`${this.root}bans/${encodeURIComponent(id)}`));
  }
}
