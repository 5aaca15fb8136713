/** The name of a tag or category in a path. */
import { Injectable, type PipeTransform } from '@nestjs/common';
import { ProblemException } from '../http/problem.ts';

export const LONGEST_LABEL = 100;
/** No control characters, and something that can be seen. */
export const LABEL = /^(?=.*\S)\P{Cc}+$/u;
export const LABEL_MESSAGE =
  'name must be a text of at most 100 characters without control characters';

@Injectable()
export class LabelNamePipe implements PipeTransform<string, string> {
  transform(name: string): string {
    if (name.length <= LONGEST_LABEL && LABEL.test(name)) return name;
    const errors = [{ field: 'name', message: LABEL_MESSAGE }];
    throw new ProblemException(400, 'validation-failed', `${LABEL_MESSAGE}.`, errors);
  }
}
