/**
 * The fields of a request that were given. An instance of a DTO class has every optional field of its class,
 * `undefined` where the caller left it out.
 */
export function givenFields<Request extends object>(request: Request): Request {
  const given = Object.entries(request).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Request;
}
