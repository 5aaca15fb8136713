/**
 * Whether the caller has the answer already (RFC 9110, 13.1.2). Express's `request.fresh` says no where `Cache-Control:
 * no-cache` is given, which fetch adds by itself to every request with `If-None-Match`; but that is for caches.
 */
export function hasEntity(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch
    .split(',')
    .map((each) => each.trim())
    .some((each) => each === '*' || opaqueTag(each) === opaqueTag(etag));
}

/** Weak or not, it is the same content. */
function opaqueTag(etag: string): string {
  return etag.replace(/^W\//, '');
}
