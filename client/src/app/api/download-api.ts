/** The REST calls about downloads. Answers are promises; failures are read with `describeFailure`. */
import { HttpClient, HttpParams } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type {
  BulkActionRequest,
  BulkResultDto,
  BulkResultsDto,
  DownloadDto,
  DownloadFileDto,
  DownloadIdsDto,
  DownloadListDto,
  DownloadListQuery,
  DownloadPeerDto,
  DownloadPiecesDto,
  DownloadSourcesDto,
  DownloadTrackerDto,
  QueueMove,
  StartDownloadRequest,
  UpdateDownloadRequest,
} from '@shared/dto/download.js';
import { firstValueFrom, fromEvent, map, takeUntil } from 'rxjs';
import { SERVER_BASE } from './server-address';

/** Downloads of one call (BulkActionDto). */
const MOST_IDS = 10_000;

/** Of a search (DownloadFilterDto). */
const LONGEST_SEARCH = 200;

/** An action for many, without saying which. */
export type Deed = Omit<BulkActionRequest, 'ids' | 'filter'>;

@Service()
export class DownloadApi {
  private readonly http = inject(HttpClient);
  private readonly root = `${inject(SERVER_BASE)}api/`;
  /** Takes a `BulkActionRequest`. */
  readonly actionsUrl = `${this.root}downloads/actions`;

  /** A page of all downloads, in the order of adding unless another one is given. */
  list(
    offset: number,
    limit: number,
    order: Pick<DownloadListQuery, 'sort' | 'order'> = {},
  ): Promise<DownloadListDto> {
    const params = new HttpParams({ fromObject: { offset, limit, ...order } });
    return this.get<DownloadListDto>('downloads', params);
  }

  /** Those with this text in their name or in the path of a file. Rejects when it is aborted. */
  findIds(text: string, signal: AbortSignal): Promise<string[]> {
    const phrase = `"${text.replaceAll('"', ' ').slice(0, LONGEST_SEARCH - 2)}"`;
    const params = new HttpParams({ fromObject: { search: phrase } });
    const found = this.http.get<DownloadIdsDto>(`${this.root}download-ids`, { params }).pipe(
      map(({ ids }) => ids),
      takeUntil(fromEvent(signal, 'abort')),
    );
    return firstValueFrom(found);
  }

  start(request: StartDownloadRequest): Promise<DownloadDto> {
    return firstValueFrom(this.http.post<DownloadDto>(`${this.root}start-download`, request));
  }

  update(id: string, changes: UpdateDownloadRequest): Promise<DownloadDto> {
    return firstValueFrom(this.http.patch<DownloadDto>(this.url(id), changes));
  }

  /** Does one thing to many, with a result for each. Rejects where the call itself fails. */
  async act(ids: readonly string[], deed: Deed): Promise<BulkResultDto[]> {
    const results: BulkResultDto[] = [];
    for (let at = 0; at < ids.length; at += MOST_IDS) {
      const body = { ...deed, ids: ids.slice(at, at + MOST_IDS) } satisfies BulkActionRequest;
      const call = this.http.post<BulkResultsDto>(this.actionsUrl, body);
      results.push(...(await firstValueFrom(call)).results);
    }
    return results;
  }

  moveInQueue(ids: string[], move: QueueMove): Promise<unknown> {
    return firstValueFrom(this.http.post(`${this.root}downloads/queue`, { ids, move }));
  }

  files(id: string): Promise<DownloadFileDto[]> {
    return this.get(`downloads/${id}/files`);
  }

  /** The whole path, root folder and all. */
  renameFile(id: string, index: number, path: string): Promise<DownloadFileDto> {
    return firstValueFrom(
      this.http.patch<DownloadFileDto>(this.url(id, `files/${index}`), { path }),
    );
  }

  renameFolder(id: string, folder: string, path: string): Promise<DownloadDto> {
    return firstValueFrom(this.http.patch<DownloadDto>(this.url(id, 'folders'), { folder, path }));
  }

  peers(id: string): Promise<DownloadPeerDto[]> {
    return this.get(`downloads/${id}/peers`);
  }

  trackers(id: string): Promise<DownloadTrackerDto[]> {
    return this.get(`downloads/${id}/trackers`);
  }

  pieces(id: string): Promise<DownloadPiecesDto> {
    return this.get(`downloads/${id}/pieces`);
  }

  /** Where the addresses of its peers come from. */
  sources(id: string): Promise<DownloadSourcesDto> {
    return this.get(`downloads/${id}/sources`);
  }

  private get<T>(path: string, params = new HttpParams()): Promise<T> {
    return firstValueFrom(this.http.get<T>(this.root + path, { params }));
  }

  private url(id: string, part?: string): string {
    return `${this.root}downloads/${id}${part ? `/${part}` : ''}`;
  }
}
