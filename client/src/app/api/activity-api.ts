/** The REST call about what happened to downloads. */
import { HttpClient, HttpParams } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { ActivityListDto, ActivityQuery } from '@shared/dto/activity.js';
import { firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

@Service()
export class ActivityApi {
  private readonly http = inject(HttpClient);
  private readonly url = `${inject(SERVER_BASE)}api/activity`;

  /** The latest first; `nextCursor` of the answer, given as `cursor`, asks for what came before. */
  list(query: ActivityQuery = {}): Promise<ActivityListDto> {
    const params = new HttpParams({ fromObject: { ...query } });
    return firstValueFrom(this.http.get<ActivityListDto>(this.url, { params }));
  }
}
