/**
 * The REST calls about the trackers of a download, each of which answers with all of them as they are then, and the one
 * that changes those of many.
 */
import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { DownloadTrackerDto } from '@shared/dto/download.js';
import type {
  AddTrackersRequest,
  EditTrackerRequest,
  ReplaceTrackersRequest,
  TrackerReplacementDto,
  TrackerReplacementsDto,
  UpdateTrackersRequest,
} from '@shared/dto/tracker.js';
import { type Observable, firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

type Trackers = Promise<DownloadTrackerDto[]>;

@Service()
export class TrackerApi {
  private readonly http = inject(HttpClient);
  private readonly base = `${inject(SERVER_BASE)}api/`;
  private readonly root = `${this.base}downloads/`;

  replace(id: string, tiers: string[][]): Trackers {
    const request: UpdateTrackersRequest = { tiers };
    return this.answer(this.http.put<DownloadTrackerDto[]>(this.url(id), request));
  }

  add(id: string, request: AddTrackersRequest): Trackers {
    return this.answer(this.http.post<DownloadTrackerDto[]>(this.url(id), request));
  }

  edit(id: string, request: EditTrackerRequest): Trackers {
    return this.answer(this.http.patch<DownloadTrackerDto[]>(this.url(id), request));
  }

  remove(id: string, url: string): Trackers {
    const params = { url };
    return this.answer(this.http.delete<DownloadTrackerDto[]>(this.url(id), { params }));
  }

  /** Asks this one for peers now. */
  announce(id: string, url: string): Trackers {
    return this.answer(this.http.post<DownloadTrackerDto[]>(`${this.url(id)}/announce`, { url }));
  }

  /** One text for another in the trackers of many downloads; of those that have it. */
  async replaceText(request: ReplaceTrackersRequest): Promise<TrackerReplacementDto[]> {
    const call = this.http.post<TrackerReplacementsDto>(`${this.base}trackers/replace`, request);
    return (await firstValueFrom(call)).results;
  }

  private url(id: string): string {
    return `${this.root}${id}/trackers`;
  }

  private answer(call: Observable<DownloadTrackerDto[]>): Trackers {
    return firstValueFrom(call);
  }
}
