/** What the controls of a row or card are called: each names its download, since there are many of them. */

export function selectLabel(name: string): string {
  return $localize`Select ${name}:name:`;
}

export function actionsLabel(name: string): string {
  return $localize`Actions for ${name}:name:`;
}
