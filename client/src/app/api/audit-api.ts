/** The REST call about who changed what. */
import { HttpClient, HttpParams } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { AuditListDto, AuditListQuery } from '@shared/dto/audit.js';
import { firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

@Service()
export class AuditApi {
  private readonly http = inject(HttpClient);
  private readonly url = `${inject(SERVER_BASE)}api/audit`;

  list(query: AuditListQuery): Promise<AuditListDto> {
    const params = new HttpParams({ fromObject: { ...query } });
    return firstValueFrom(this.http.get<AuditListDto>(this.url, { params }));
  }
}
