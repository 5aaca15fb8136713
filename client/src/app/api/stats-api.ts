/** The REST calls about how much was moved, and when. */
import { HttpClient, HttpParams } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { StatsDto, TrafficHistoryDto, TrafficHistoryQuery } from '@shared/dto/stats.js';
import { firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

@Service()
export class StatsApi {
  private readonly http = inject(HttpClient);
  private readonly url = `${inject(SERVER_BASE)}api/stats`;

  show(): Promise<StatsDto> {
    return firstValueFrom(this.http.get<StatsDto>(this.url));
  }

  history(query: TrafficHistoryQuery): Promise<TrafficHistoryDto> {
    const params = new HttpParams({ fromObject: { ...query } });
    return firstValueFrom(this.http.get<TrafficHistoryDto>(`${this.url}/history`, { params }));
  }
}
