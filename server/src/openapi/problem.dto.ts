import { ApiExtension, ApiProperty } from '@nestjs/swagger';
import type { Problem } from '@shared/dto/problem.js';
import { PROBLEM_CODES, type ProblemCode } from '@shared/dto/problem-codes.js';
import { PROBLEMS_EXTENSION } from './document-problems.ts';
import { ChoiceProperty, IntegerProperty, TextProperty } from './properties.ts';

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

  @ChoiceProperty('ProblemCode', PROBLEM_CODES, { description: 'Stable name of the fault.' })
  code!: ProblemCode;

  @ApiProperty({ type: [FieldErrorDto], required: false })
  errors?: FieldErrorDto[];
}

/** Documents that the call may fail with these codes, beside those that any call may fail with. */
export function ApiProblems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  return ApiExtension(PROBLEMS_EXTENSION, codes);
}
