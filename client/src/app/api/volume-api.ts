/** The REST calls about the folders that downloads may go into, and what room their disks have. */
import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { FolderCheckDto, VolumesDto } from '@shared/dto/volume.js';
import { firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

@Service()
export class VolumeApi {
  private readonly http = inject(HttpClient);
  private readonly url = `${inject(SERVER_BASE)}api/volumes`;

  list(): Promise<VolumesDto> {
    return firstValueFrom(this.http.get<VolumesDto>(this.url));
  }

  /** Whether downloads could go into a folder: the server tries to write there. */
  check(directory: string): Promise<FolderCheckDto> {
    return firstValueFrom(this.http.post<FolderCheckDto>(`${this.url}/check`, { directory }));
  }
}
