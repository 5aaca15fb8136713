import { ApiProperty } from '@nestjs/swagger';
import {
  HEALTH_CODES,
  HEALTH_SEVERITIES,
  type HealthCode,
  type HealthFindingDto,
  type HealthSeverity,
  type ReadinessDto,
} from '@shared/dto/health.js';
import { ChoiceProperty, TextProperty } from '../../openapi/properties.ts';

export class LivenessResponse {
  @TextProperty({ example: 'ok', description: 'Always `ok`: else there is no answer.' })
  status!: string;
}

class HealthFindingResponse implements HealthFindingDto {
  @ChoiceProperty('HealthCode', HEALTH_CODES, { description: 'Stable name of what is wrong.' })
  code!: HealthCode;

  @ChoiceProperty('HealthSeverity', HEALTH_SEVERITIES, {
    description:
      '`failed`: the server cannot do its work. `warning`: it can, but somebody should look.',
  })
  severity!: HealthSeverity;

  @TextProperty({ description: 'What is wrong, in a sentence.' })
  message!: string;
}

export class ReadinessResponse implements ReadinessDto {
  @ApiProperty({
    enum: ['ok', 'degraded'],
    description: '`degraded`: it works, but there are findings.',
  })
  status!: 'ok' | 'degraded';

  @ApiProperty({
    type: [HealthFindingResponse],
    description: 'What is wrong; empty where nothing is.',
  })
  findings!: HealthFindingResponse[];
}
