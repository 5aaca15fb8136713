/** The REST calls about the settings of the server. */
import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type {
  SettingsDefaultsDto,
  SettingsDto,
  UpdateSettingsRequest,
} from '@shared/dto/settings.js';
import { firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

@Service()
export class SettingsApi {
  private readonly http = inject(HttpClient);
  private readonly url = `${inject(SERVER_BASE)}api/settings`;

  read(): Promise<SettingsDto> {
    return firstValueFrom(this.http.get<SettingsDto>(this.url));
  }

  /** What holds where nobody changed it, and the variables that may decide. */
  defaults(): Promise<SettingsDefaultsDto> {
    return firstValueFrom(this.http.get<SettingsDefaultsDto>(`${this.url}/defaults`));
  }

  change(changes: UpdateSettingsRequest): Promise<SettingsDto> {
    return firstValueFrom(this.http.patch<SettingsDto>(this.url, changes));
  }
}
