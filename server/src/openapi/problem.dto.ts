import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { Problem } from '@shared/dto/problem.js';
import { PROBLEM_MEDIA_TYPE } from '../http/problem.ts';
import { IntegerProperty, TextProperty } from './properties.ts';

class FieldErrorDto {
  @TextProperty({ example: 'files[0].index' })
  field!: string;

  @TextProperty()
  message!: string;
}

/** RFC 9457, with a stable code. */
export class ProblemDto implements Problem {
  @TextProperty({ example: 'about:blank' })
  type!: string;

  @TextProperty({ example: 'Not Found' })
  title!: string;

  @IntegerProperty()
  status!: number;

  @TextProperty({ description: 'One sentence that the caller can act on.' })
  detail!: string;

  @TextProperty({ description: 'Stable name of the fault.', example: 'download-not-found' })
  code!: string;

  @ApiProperty({ type: [FieldErrorDto], required: false })
  errors?: FieldErrorDto[];
}

/** Documents that the call may fail with these statuses, each time with a problem document. */
export function ApiProblems(problems: Record<number, string>): MethodDecorator & ClassDecorator {
  const content = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(ProblemDto) } } };
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...Object.entries(problems).map(([status, description]) =>
      ApiResponse({ status: Number(status), description, content }),
    ),
  );
}
