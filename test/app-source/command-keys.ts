/** The keys that the web app's commands ask for, read out of its source: `keys: ['p']` beside an `id`, or after one. */
import ts from 'typescript';

export interface KeyUse {
  readonly key: string;
  /** Of the command. */
  readonly id: string;
}

export function keysOfSource(source: string, path: string): KeyUse[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ESNext, true);
  const found: KeyUse[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'keys') {
      const id = idOf(node.parent);
      if (id !== null) found.push(...literalsOf(node.initializer).map((key) => ({ key, id })));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function literalsOf(list: ts.Expression): string[] {
  if (!ts.isArrayLiteralExpression(list)) return [];
  return list.elements.filter(ts.isStringLiteralLike).map(({ text }) => text);
}

/** `{ id: 'pause', keys }`, or `command('pause', ..., { keys })`; null where it is no command. */
function idOf(options: ts.Node): string | null {
  if (!ts.isObjectLiteralExpression(options)) return null;
  for (const property of options.properties) {
    if (!ts.isPropertyAssignment(property) || property.name.getText() !== 'id') continue;
    if (ts.isStringLiteralLike(property.initializer)) return property.initializer.text;
  }
  const [first] = ts.isCallExpression(options.parent) ? options.parent.arguments : [];
  return first && ts.isStringLiteralLike(first) ? first.text : null;
}
