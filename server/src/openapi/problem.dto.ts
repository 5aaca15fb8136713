import { ApiExtension, ApiProperty } from '@nestjs/swagger';
import type { Problem } from '@shared/dto/problem.js';
import { PROBLEM_CODES, type ProblemCode } from '@shared/dto/problem-codes.js';
import { PROBLEMS_EXTENSION } from './document-problems.ts';
import { ChoiceProperty, IntegerProperty, TextProperty } from './properties.ts';

class FieldErrorDto {
  @TextProperty({
    example: 'files[0].index',
    description: 'Where the field stands in the request.',
  })
  field!: string;

  @TextProperty({ description: 'What is wrong with it.' })
  message!: string;
}

/** RFC 9457, with a stable code. */
export class ProblemDto implements Problem {
  @TextProperty({
    example: 'about:blank',
    description: 'Always `about:blank`: the code says what kind of fault it is.',
  })
  type!: string;

  @TextProperty({ example: 'Not Found', description: 'The words of the status.' })
  title!: string;

  @IntegerProperty({ description: 'HTTP status.' })
  status!: number;

  @TextProperty({ description: 'One sentence that the caller can act on.' })
  detail!: string;

  @ChoiceProperty('ProblemCode', PROBLEM_CODES, { description: 'Stable name of the fault.' })
  code!: ProblemCode;

  @ApiProperty({
    type: [FieldErrorDto],
    required: false,
    description: 'The fields of a request that failed validation.',
  })
  errors?: FieldErrorDto[];
}

/** Documents that the call may fail with these codes, beside those that any call may fail with. */
export function ApiProblems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  return ApiExtension(PROBLEMS_EXTENSION, codes);
}
