/**
 * What the parts of a path mean. `@Param` takes a name alone, and the same part stands in many routes, so
 * that they are described once, here, by the folder that they stand in.
 */
import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsOf } from './document-walk.ts';

/** `downloads/{id}` is the parameter `id` behind the folder `downloads`. */
const PATH_PARAMETERS: Record<string, string> = {
  'bans/{banId}': 'Id of the ban, as the list of bans tells it.',
  'categories/{name}': 'Name of the category.',
  'downloads/{id}': 'Id of the download: 40 lower-case hex digits.',
  'files/{index}': 'Index of the file in its torrent, from 0.',
  'sessions/{id}': 'Id of the session, as the list of sessions has it.',
  'tags/{name}': 'Name of the tag.',
  'tokens/{id}': 'Id of the token, as the list of tokens has it.',
  'torrents/{id}': 'Id of the torrent: 40 lower-case hex digits.',
};

export function describePathParameters(document: OpenAPIObject): void {
  for (const { path, operation } of operationsOf(document)) {
    for (const parameter of operation.parameters ?? []) {
      if (!('in' in parameter) || parameter.in !== 'path') continue;
      const place = path
        .split('/')
        .find((_part, i, parts) => parts[i + 1] === `{${parameter.name}}`);
      const description = PATH_PARAMETERS[`${place}/{${parameter.name}}`];
      if (description !== undefined) parameter.description ??= description;
    }
  }
}
