/** The REST calls about how the account likes the app. */
import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type { PreferencesDto, UpdatePreferencesRequest } from '@shared/dto/preference.js';
import { firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

@Service()
export class PreferenceApi {
  private readonly http = inject(HttpClient);
  private readonly url = `${inject(SERVER_BASE)}api/preferences`;

  read(): Promise<PreferencesDto> {
    return firstValueFrom(this.http.get<PreferencesDto>(this.url));
  }

  /** Those that are given; the others stay. */
  change(changes: UpdatePreferencesRequest): Promise<PreferencesDto> {
    return firstValueFrom(this.http.patch<PreferencesDto>(this.url, changes));
  }
}
