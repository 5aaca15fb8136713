/**
 * The OpenAPI document as tests read it: references resolved, and values held against its schemas. Knows as
 * much of JSON Schema as our own document uses, and is stricter in one thing: a field that the document does
 * not have is a fault.
 */
import type { NestExpressApplication } from '@nestjs/platform-express';

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
}

export interface Answer {
  $ref?: string;
  description?: string;
  content?: Record<string, { schema: Schema }>;
}

export interface Parameter {
  name: string;
  in: string;
  description?: string;
  schema: Schema;
}

export interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, Answer>;
  security?: Record<string, string[]>[];
  'x-shoal-scope'?: string;
}

export interface ApiDocument {
  openapi: string;
  servers: { url: string }[];
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, Answer> };
}

export interface DocumentedRoute {
  method: string;
  path: string;
  operation: Operation;
}

/** All operations, by `GET /api/downloads/{id}`. */
export function routesOf(document: ApiDocument): Map<string, DocumentedRoute> {
  const routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([name, operation]) => {
      const method = name.toUpperCase();
      return [`${method} ${path}`, { method, path, operation }] as const;
    }),
  );
  return new Map(routes);
}

/** What Nest told Express, in the form of `routesOf`. Routes that take any method are of Nest's own making. */
export function servedRoutes(app: NestExpressApplication): string[] {
  const layers = app.getHttpAdapter().getInstance().router.stack as unknown as {
    route?: { path: string; methods: Record<string, boolean> };
  }[];
  return layers.flatMap(({ route }) => {
    const methods = Object.keys(route?.methods ?? {});
    if (!route || methods.length > 4) return [];
    return methods.map((method) => `${method.toUpperCase()} ${documentedPath(route.path)}`);
  });
}

/** `/api/downloads/:id` is `/api/downloads/{id}` there. */
export function documentedPath(expressPath: string): string {
  return expressPath.replaceAll(/:(\w+)/g, '{$1}');
}

export function resolveAnswer(document: ApiDocument, answer: Answer): Answer {
  return answer.$ref ? document.components.responses[lastPart(answer.$ref)]! : answer;
}

/** What is wrong with a value of that schema. */
export function faultsOf(
  document: ApiDocument,
  schema: Schema,
  value: unknown,
  at = 'body',
  known: readonly string[] = [],
): string[] {
  const resolved = schema.$ref ? document.components.schemas[lastPart(schema.$ref)] : schema;
  if (!resolved) return [`${at}: ${schema.$ref} is not in the document`];
  const { anyOf = resolved.oneOf, allOf, items } = resolved;
  if (anyOf) {
    const faults = anyOf.map((choice) => faultsOf(document, choice, value, at));
    return faults.find((found) => found.length === 0) ?? faults[0]!;
  }
  if (allOf) {
    const names = allOf.flatMap((part) => propertyNames(document, part));
    return allOf.flatMap((part) => faultsOf(document, part, value, at, names));
  }
  const own = valueFault(resolved, value);
  if (own !== null) return [`${at} ${own}`];
  if (Array.isArray(value) && items) {
    return value.flatMap((item, i) => faultsOf(document, items, item, `${at}[${i}]`));
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? objectFaults(document, resolved, { ...value }, at, known) : [];
}

function objectFaults(
  document: ApiDocument,
  { properties = {}, required = [], additionalProperties }: Schema,
  value: Record<string, unknown>,
  at: string,
  known: readonly string[],
): string[] {
  const missing = required.filter((name) => !(name in value));
  const others = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const isOpen = additionalProperties !== undefined && additionalProperties !== false;
  return [
    ...missing.map((name) => `${at}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const property = properties[name] ?? others;
      if (property) return faultsOf(document, property, inner, `${at}.${name}`);
      return isOpen || known.includes(name) ? [] : [`${at}.${name} is not in the document`];
    }),
  ];
}

/** Of the value itself, without what is inside of it. */
function valueFault({ type, enum: choices, format, minimum, maximum }: Schema, value: unknown) {
  if (choices && !choices.includes(value)) return `is ${String(value)}: not in the list`;
  const types = [type ?? []].flat();
  if (types.length > 0 && !types.includes(typeName(value, types))) {
    return `is ${typeName(value, [])}, not ${types.join(' or ')}`;
  }
  if (typeof value === 'number' && value < (minimum ?? -Infinity)) return `is below ${minimum}`;
  if (typeof value === 'number' && value > (maximum ?? Infinity)) return `is above ${maximum}`;
  const isTime = typeof value !== 'string' || /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
  return format === 'date-time' && !isTime ? `is ${value}: no time in UTC` : null;
}

function propertyNames(document: ApiDocument, schema: Schema): string[] {
  const resolved = schema.$ref ? document.components.schemas[lastPart(schema.$ref)]! : schema;
  const inner = (resolved.allOf ?? []).flatMap((part) => propertyNames(document, part));
  return [...Object.keys(resolved.properties ?? {}), ...inner];
}

function typeName(value: unknown, wanted: readonly string[]): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (Number.isInteger(value) && wanted.includes('integer')) return 'integer';
  return typeof value;
}

function lastPart(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
