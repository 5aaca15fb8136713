/** The REST call about the trackers of all downloads, by their hosts. */
import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { TrackerHostsDto } from '@shared/dto/tracker.js';
import { firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

@Service()
export class TrackerHostApi {
  private readonly http = inject(HttpClient);
  private readonly url = `${inject(SERVER_BASE)}api/trackers`;

  list(): Promise<TrackerHostsDto> {
    return firstValueFrom(this.http.get<TrackerHostsDto>(this.url));
  }
}
