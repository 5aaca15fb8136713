import { Body, Controller, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../auth/access.ts';
import { ApiProblems } from '../openapi/problem.dto.ts';
import { AddPeersDto } from './dto/peer-request.dto.ts';
import { PeerService } from './peer.service.ts';

@ApiTags('peers')
@Controller('downloads/:id/peers')
export class PeerController {
  constructor(private readonly peers: PeerService) {}

  @Post()
  @RequireScope('control')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Names peers that a download may connect to' })
  @ApiNoContentResponse()
  @ApiProblems('download-not-found', 'state-conflict', 'peer-invalid')
  add(@Param('id') id: string, @Body() { peers }: AddPeersDto): Promise<void> {
    return this.peers.add(id, peers);
  }
}
