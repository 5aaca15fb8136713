/** The REST calls that tell how the server's surroundings are. */
import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { DiagnosticsDto } from '@shared/dto/diagnostics.js';
import { firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

@Service()
export class DiagnosticsApi {
  private readonly http = inject(HttpClient);
  private readonly url = `${inject(SERVER_BASE)}api/diagnostics`;

  read(): Promise<DiagnosticsDto> {
    return firstValueFrom(this.http.get<DiagnosticsDto>(this.url));
  }

  /** The same, after a file was written to each disk and the database looked through. */
  run(): Promise<DiagnosticsDto> {
    return firstValueFrom(this.http.post<DiagnosticsDto>(this.url, {}));
  }
}
