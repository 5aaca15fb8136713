/** Tokens of programs: named, with a scope, shown once. */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  API_TOKEN_REPOSITORY,
  type ApiTokenRecord,
  type ApiTokenRepository,
} from '../database/api-token-repository.port.ts';
import { ProblemException } from '../http/problem.ts';
import type { ApiTokenDto, CreateTokenRequest, NewApiTokenDto } from '@shared/dto/auth.js';
import { AuthenticationService } from './authentication.service.ts';
import { newToken, secretHash } from './secrets.ts';

const MOST_TOKENS = 200;

@Injectable()
export class ApiTokenService {
  constructor(
    @Inject(API_TOKEN_REPOSITORY) private readonly tokens: ApiTokenRepository,
    private readonly authentication: AuthenticationService,
  ) {}

  async list(accountId: string): Promise<ApiTokenDto[]> {
    return (await this.tokens.list(accountId)).map(toDto);
  }

  async create(
    accountId: string,
    { name, scope, expiresAt }: CreateTokenRequest,
  ): Promise<NewApiTokenDto> {
    const [token, now] = [newToken(), Date.now()];
    const end = expiresAt == null ? null : Date.parse(expiresAt);
    if (end !== null && end <= now) {
      throw new ProblemException(422, 'invalid-expiry', 'A token must end in the future.');
    }
    const record: ApiTokenRecord = {
      id: randomUUID(),
      secretHash: secretHash(token),
      accountId,
      name,
      scope,
      createdAt: now,
      lastUsedAt: null,
      expiresAt: end,
    };
    if (!(await this.tokens.insert(record, MOST_TOKENS))) {
      const detail = `There are ${MOST_TOKENS} tokens already. Delete one that is not used.`;
      throw new ProblemException(409, 'too-many-tokens', detail);
    }
    return { ...toDto(record), token };
  }

  async delete(id: string, accountId: string): Promise<void> {
    if (!(await this.tokens.delete(id, accountId))) {
      throw new ProblemException(404, 'token-not-found', 'There is no such token.');
    }
    this.authentication.revoke([id]);
  }
}

function toDto(record: ApiTokenRecord): ApiTokenDto {
  const timeOf = (time: number | null): string | null =>
    time === null ? null : new Date(time).toISOString();
  return {
    id: record.id,
    name: record.name,
    scope: record.scope,
    createdAt: new Date(record.createdAt).toISOString(),
    lastUsedAt: timeOf(record.lastUsedAt),
    expiresAt: timeOf(record.expiresAt),
  };
}
