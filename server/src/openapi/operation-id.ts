/**
 * The name of an operation, by which the document, generated clients and the audit log know it: `pause` of
 * `DownloadController` is `downloadPause`. Unique, because a controller has each method once.
 */
export function operationId(controllerName: string, methodName: string): string {
  const subject = controllerName.replace(/Controller$/, '');
  const parts = [subject.charAt(0).toLowerCase() + subject.slice(1)];
  parts.push(methodName.charAt(0).toUpperCase() + methodName.slice(1));
  return parts.join('');
}
