/** The REST calls about who one is: setup, sign-in, sessions, tokens, the password. */
import { HttpClient } from '@angular/common/http';
import { Service, inject } from '@angular/core';
import type {
  ApiTokenDto,
  ChangePasswordRequest,
  CreateTokenRequest,
  LoginRequest,
  NewApiTokenDto,
  SessionDto,
  SetupRequest,
  SetupStateDto,
  WhoAmIDto,
} from '@shared/dto/auth.js';
import { firstValueFrom } from 'rxjs';
import { SERVER_BASE } from './server-address';

@Service()
export class AuthApi {
  private readonly http = inject(HttpClient);
  private readonly root = `${inject(SERVER_BASE)}api/auth/`;

  /** Who this browser is signed in as. Refused with 401 where it is not. */
  whoAmI(): Promise<WhoAmIDto> {
    return this.get('session');
  }

  setupState(): Promise<SetupStateDto> {
    return this.get('setup');
  }

  /** Makes the first account and signs in with it. */
  setUp(request: SetupRequest): Promise<WhoAmIDto> {
    return this.post('setup', request);
  }

  login(request: LoginRequest): Promise<WhoAmIDto> {
    return this.post('login', request);
  }

  logout(): Promise<unknown> {
    return this.post('logout', {});
  }

  changePassword(request: ChangePasswordRequest): Promise<unknown> {
    return this.post('password', request);
  }

  sessions(): Promise<SessionDto[]> {
    return this.get('sessions');
  }

  endSession(id: string): Promise<unknown> {
    return this.delete(`sessions/${id}`);
  }

  /** Ends all sessions but this browser's. */
  endOtherSessions(): Promise<unknown> {
    return this.delete('sessions');
  }

  tokens(): Promise<ApiTokenDto[]> {
    return this.get('tokens');
  }

  /** The only answer that holds the token itself. */
  createToken(request: CreateTokenRequest): Promise<NewApiTokenDto> {
    return this.post('tokens', request);
  }

  revokeToken(id: string): Promise<unknown> {
    return this.delete(`tokens/${id}`);
  }

  private get<T>(path: string): Promise<T> {
    return firstValueFrom(this.http.get<T>(this.root + path));
  }

  private post<T>(path: string, body: object): Promise<T> {
    return firstValueFrom(this.http.post<T>(this.root + path, body));
  }

  private delete(path: string): Promise<unknown> {
    return firstValueFrom(this.http.delete(this.root + path));
  }
}
