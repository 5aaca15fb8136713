/**
 * Writes an audit entry for every request that changes something, whatever comes of it; login and setup are among
 * them. Of what strangers send only guesses are kept, whose number is limited: nobody can push the log's older entries
 * out from outside.
 */
import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { tap, type Observable } from 'rxjs';
import { ACCESS, type Access, type AuthenticatedRequest, type Principal } from '../auth/access.ts';
import { toProblem } from '../http/problem.ts';
import { operationId } from '../openapi/operation-id.ts';
import { LONGEST_USERNAME } from '@shared/dto/auth.js';
import type { ProblemCode } from '@shared/dto/problem-codes.js';
import { AuditService, type AuditEntry } from './audit.service.ts';
import { UNAUDITED } from './unaudited.ts';

const GUESSES: ReadonlySet<string> = new Set(['wrong-credentials', 'wrong-setup-code']);
const READING_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

type AuditedRequest = Request & AuthenticatedRequest;

@Injectable()
export class AuditInterceptor implements NestInterceptor {
  constructor(
    private readonly audit: AuditService,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const request = context.switchToHttp().getRequest<AuditedRequest>();
    if (READING_METHODS.has(request.method)) return next.handle();
    const action = operationId(context.getClass().name, context.getHandler().name);
    const places = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(UNAUDITED, places)) return next.handle();
    const isPublic = this.reflector.getAllAndOverride<Access>(ACCESS, places) === 'public';
    return next.handle().pipe(
      tap({
        next: (answer) => this.#record(request, action, 'ok', answer),
        error: (error: unknown) => {
          const code = codeOf(error);
          const isKept = isPublic ? GUESSES.has(code) : code !== 'rate-limited';
          if (isKept) this.#record(request, action, code);
        },
      }),
    );
  }

  #record(
    request: AuditedRequest,
    action: string,
    outcome: 'ok' | ProblemCode,
    answer?: unknown,
  ): void {
    const { principal } = request;
    this.audit.record({
      action,
      account: principal ? accountOf(principal) : claimedAccount(request, answer),
      ...(principal && { via: principal.via, credentialId: principal.credentialId }),
      address: request.ip ?? '',
      targets: targetsOf(request, answer),
      outcome,
      details: fieldsOf(request),
    });
  }
}

function accountOf({ accountId, accountName }: Principal): AuditEntry['account'] {
  return { id: accountId, name: accountName };
}

/** Whom somebody says to be who logs in; the answer has the account where that was true. */
function claimedAccount({ body }: Request, answer: unknown): AuditEntry['account'] {
  const { username } = objectOf(body);
  const { id } = objectOf(objectOf(answer)['account']);
  if (typeof username !== 'string') return null;
  return { id: typeof id === 'string' ? id : null, name: username.slice(0, LONGEST_USERNAME) };
}

function codeOf(error: unknown): ProblemCode {
  return toProblem(error)?.code ?? 'internal';
}

/** What the path or the body names, else what was made. */
function targetsOf({ params, body }: Request, answer: unknown): string[] {
  const { index: _index, ...named } = params;
  const { ids, id, torrentId } = objectOf(body);
  const given = [...Object.values(named), ...(Array.isArray(ids) ? ids : [ids]), id, torrentId];
  const targets = given.filter((target) => typeof target === 'string');
  const made = objectOf(answer)['id'];
  return targets.length === 0 && typeof made === 'string' ? [made] : targets;
}

/** The ids are its targets. */
function fieldsOf({ params, query, body, file }: Request): Record<string, unknown> {
  const { ids: _ids, torrentId: _torrentId, ...fields } = objectOf(body);
  return {
    ...(params['index'] !== undefined && { index: params['index'] }),
    ...query,
    ...fields,
    ...(file && { file: { name: file.originalname, bytes: file.size } }),
  };
}

function objectOf(value: unknown): Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : {};
}
