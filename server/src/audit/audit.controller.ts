import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import type { AuditRecord } from '../database/audit-repository.port.ts';
import type { AuditEntryDto, AuditListDto } from '@shared/dto/audit.js';
import { AuditService } from './audit.service.ts';
import { AuditListQueryDto, AuditListResponse } from './dto/audit.dto.ts';

const USUAL_PAGE = 100;

@ApiTags('audit')
@Controller('audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @RequireScope('admin')
  @ApiOperation({ summary: 'Who changed what, when and from where: the newest first, by pages' })
  @ApiOkResponse({ type: AuditListResponse })
  async list(@Query() query: AuditListQueryDto): Promise<AuditListDto> {
    const { limit = USUAL_PAGE, cursor, from, to, account, action, target, outcome } = query;
    const records = await this.audit.list(
      {
        ...(cursor !== undefined && { before: Number(cursor) }),
        ...(from !== undefined && { from: Date.parse(from) }),
        ...(to !== undefined && { to: Date.parse(to) }),
        ...(account !== undefined && { accountName: account }),
        ...(action !== undefined && { action }),
        ...(target !== undefined && { target }),
        ...(outcome !== undefined && { outcome }),
      },
      limit + 1,
    );
    const page = records.slice(0, limit);
    const last = records.length > limit ? page.at(-1) : undefined;
    return { entries: page.map(toDto), nextCursor: last ? String(last.id) : null };
  }
}

function toDto({ id, at, accountId, accountName, ...entry }: AuditRecord): AuditEntryDto {
  return {
    ...entry,
    id: String(id),
    at: new Date(at).toISOString(),
    account: accountName === null ? null : { id: accountId, name: accountName },
    outcome: entry.outcome as AuditEntryDto['outcome'],
  };
}
