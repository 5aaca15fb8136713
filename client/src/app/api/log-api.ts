/** The REST call about the server's log since its start. */
import { HttpClient, HttpParams } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { LogListDto, LogQuery } from '@shared/dto/log.js';
import { firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

@Service()
export class LogApi {
  private readonly http = inject(HttpClient);
  private readonly url = `${inject(SERVER_BASE)}api/logs`;

  list(query: LogQuery): Promise<LogListDto> {
    const params = new HttpParams({ fromObject: { ...query } });
    return firstValueFrom(this.http.get<LogListDto>(this.url, { params }));
  }
}
