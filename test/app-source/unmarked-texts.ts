/**
 * Finds text of the web app that no translator would ever see. In a template: text, and attributes that are shown or read
 * out, without `i18n`; words inside of expressions. In TypeScript: a literal that looks like words to a person and is not
 * `$localize`d. What looks like words and is none (a key, a selector, a message of an exception that only we read) is left
 * out by what stands around it; `translate="no"` on an element says that what is in it is no text of a language.
 */
import {
  type AST,
  type LiteralPrimitive,
  RecursiveAstVisitor,
  type TemplateLiteralElement,
  type TmplAstBoundAttribute,
  type TmplAstBoundText,
  type TmplAstElement,
  TmplAstRecursiveVisitor,
  type TmplAstTemplate,
  type TmplAstText,
  type TmplAstTextAttribute,
  parseTemplate,
} from '@angular/compiler';
import ts from 'typescript';

/** Attributes and inputs of which people read or hear the value, on any element. */
const SHOWN_ATTRIBUTES =
  /^(?:(?:attr\.)?(?:aria-(?:label|description|roledescription|valuetext|placeholder)|title|placeholder|alt|label)|matTooltip|heading|hint|legend|summary|message|word|caption|unit)$/;
const WORD = /\p{L}{2,}/u;
/** Called the same in every language. */
const PROPER_NAMES =
  /^(?:Shoal|DHT|PEX|LSD|IPv[46]|UPnP|Edge|Opera|Samsung Internet|Firefox|Chrome|Safari|Android|Windows|Linux|macOS|iOS|English)$/;

/** The unmarked texts of a template, as they stand there. */
export function unmarkedInTemplate(template: string, path: string): string[] {
  const { nodes, errors } = parseTemplate(template, path, { preserveWhitespaces: false });
  if (errors !== null && errors.length > 0) throw new Error(`${path}: ${errors[0]?.msg}`);
  const finder = new TemplateTexts();
  for (const node of nodes) node.visit(finder);
  return finder.found;
}

class TemplateTexts extends TmplAstRecursiveVisitor {
  readonly found: string[] = [];
  private markedDepth = 0;

  override visitElement(element: TmplAstElement): void {
    const isNoText = element.attributes.some(
      ({ name, value }) => name === 'translate' && value === 'no',
    );
    this.within(element.i18n !== undefined || isNoText, () => super.visitElement(element));
  }

  override visitTemplate(template: TmplAstTemplate): void {
    this.within(template.i18n !== undefined, () => super.visitTemplate(template));
  }

  override visitText(text: TmplAstText): void {
    if (this.markedDepth === 0) this.note(text.value);
  }

  override visitBoundText(text: TmplAstBoundText): void {
    if (this.markedDepth > 0) return;
    for (const words of wordsOf(text.value)) this.note(words);
  }

  override visitTextAttribute({ name, value, i18n }: TmplAstTextAttribute): void {
    if (i18n === undefined && SHOWN_ATTRIBUTES.test(name)) this.note(value);
  }

  override visitBoundAttribute(attribute: TmplAstBoundAttribute): void {
    if (!SHOWN_ATTRIBUTES.test(attribute.name)) return;
    if (attribute.i18n !== undefined) {
      // Angular sets what is marked and holds values as a property, and `aria-label` is none: nobody would hear it.
      if (attribute.name.includes('aria-')) this.found.push(`${attribute.name} with values in it`);
      return;
    }
    for (const words of wordsOf(attribute.value)) this.note(words);
  }

  override visitIcu(): void {
    if (this.markedDepth === 0) this.note('an ICU message');
  }

  private within(isMarked: boolean, visit: () => void): void {
    this.markedDepth += isMarked ? 1 : 0;
    visit();
    this.markedDepth -= isMarked ? 1 : 0;
  }

  private note(text: string): void {
    if (WORD.test(text) && !PROPER_NAMES.test(text.trim())) this.found.push(text.trim());
  }
}

/** The literals of an expression, and of what stands between its interpolations. */
function wordsOf(expression: AST): string[] {
  const found: string[] = [];
  const visitor = new (class extends RecursiveAstVisitor {
    override visitLiteralPrimitive(literal: LiteralPrimitive): void {
      if (typeof literal.value === 'string') found.push(literal.value);
    }
    override visitTemplateLiteralElement(element: TemplateLiteralElement): void {
      found.push(element.text);
    }
    override visitInterpolation(
      ast: Parameters<RecursiveAstVisitor['visitInterpolation']>[0],
    ): void {
      found.push(...ast.strings);
      super.visitInterpolation(ast, null);
    }
    override visitBinary(ast: Parameters<RecursiveAstVisitor['visitBinary']>[0]): void {
      // What is compared with is not shown.
      if (!/^[!=]==?$/.test(ast.operation)) super.visitBinary(ast, null);
    }
    override visitKeyedRead(ast: Parameters<RecursiveAstVisitor['visitKeyedRead']>[0]): void {
      this.visit(ast.receiver);
    }
    override visitCall(ast: Parameters<RecursiveAstVisitor['visitCall']>[0]): void {
      // Arguments are names for the function that makes the words.
      this.visit(ast.receiver);
    }
  })();
  visitor.visit(expression);
  return found;
}

export interface SourceTexts {
  /** Of the templates that stand in the file itself. */
  templates: string[];
  unmarked: string[];
}

/** Two words in a row, or a word that opens as a sentence does; not `camelCase`, `kebab-case`, `UPPER_CASE`. */
const LOOKS_LIKE_WORDS =
  /^[^<>{}\\[\]]*\p{L}{2,}[,;:.!?\u2026]? \p{L}|^\s*\p{Lu}\p{Ll}+[\s.!?:\u2026]*$/u;
/** `KeyboardEvent.key`s, headers, media queries, and why a socket was lost. */
const KNOWN_NAMES =
  /^(?:Arrow(?:Up|Down|Left|Right)|Home|End|Page(?:Up|Down)|Enter|Escape|Tab|Space|Delete|Backspace|Insert|Shift|Control|Ctrl|Alt|Meta|Context(?:Menu)?|Angular|Authorization|Accept|io server disconnect|connect error|\([\w-]+ ?[:<>=].*\))$/;
/** Calls whose arguments nobody reads. */
const SILENT_CALLS =
  /(?:^|\.)(?:inject|import|querySelector(?:All)?|closest|matches|matchMedia|getElementById|createElement|addEventListener|removeEventListener|getContext|split|startsWith|endsWith|includes|get|set|has|append|format|test|RegExp|readPreference|rememberedChoice|rememberedValue|DateTimeFormat|debug|warn)$/;

/** The templates of a module's components, and its literals that look like words. */
export function textsOfSource(source: string, path: string): SourceTexts {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.ESNext, true);
  const found: SourceTexts = { templates: [], unmarked: [] };
  visit(file, found);
  return found;
}

function visit(node: ts.Node, found: SourceTexts): void {
  if (isSilent(node)) return;
  if (ts.isDecorator(node)) {
    readDecorator(node, found);
    return;
  }
  const text = literalText(node);
  if (text !== null && looksLikeWords(text)) found.unmarked.push(text);
  ts.forEachChild(node, (child) => visit(child, found));
}

function looksLikeWords(text: string): boolean {
  return LOOKS_LIKE_WORDS.test(text) && !KNOWN_NAMES.test(text) && !PROPER_NAMES.test(text);
}

function isSilent(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node))
    return true;
  // Its expressions may hold words again; they are few, and what they give is part of a message.
  if (ts.isTaggedTemplateExpression(node)) return node.tag.getText() === '$localize';
  if (ts.isNewExpression(node))
    return /Error$|RegExp$|^Intl\.|^InjectionToken/.test(node.expression.getText());
  if (ts.isCallExpression(node)) return SILENT_CALLS.test(node.expression.getText());
  if (ts.isBinaryExpression(node)) return /^[!=]==?$/.test(node.operatorToken.getText());
  return false;
}

function literalText(node: ts.Node): string | null {
  if (ts.isStringLiteralLike(node)) {
    const isName = ts.isPropertyAssignment(node.parent) && node.parent.name === node;
    return isName || ts.isElementAccessExpression(node.parent) ? null : node.text;
  }
  if (!ts.isTemplateExpression(node)) return null;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('\u2026');
}

/** A component's template is read as one; of its host, what is shown; the rest is styles and names. */
function readDecorator(decorator: ts.Decorator, found: SourceTexts): void {
  const options = ts.isCallExpression(decorator.expression) && decorator.expression.arguments[0];
  if (!options || !ts.isObjectLiteralExpression(options)) return;
  for (const property of options.properties) {
    if (!ts.isPropertyAssignment(property)) continue;
    const name = property.name.getText();
    const { initializer } = property;
    if (name === 'template' && ts.isStringLiteralLike(initializer)) {
      found.templates.push(initializer.text);
    }
    if (name === 'host' && ts.isObjectLiteralExpression(initializer)) {
      found.unmarked.push(...wordsOfHost(initializer));
    }
  }
}

function wordsOfHost(host: ts.ObjectLiteralExpression): string[] {
  return host.properties.flatMap((property) => {
    if (!ts.isPropertyAssignment(property) || !ts.isStringLiteralLike(property.initializer))
      return [];
    const name = property.name.getText().replace(/^['"]|['"]$/g, '');
    const value = property.initializer.text;
    if (SHOWN_ATTRIBUTES.test(name)) return [value];
    const isShownBinding = name.startsWith('[') && SHOWN_ATTRIBUTES.test(name.slice(1, -1));
    return isShownBinding ? (value.match(/'[^']*\p{L}{2,}[^']*'/gu) ?? []) : [];
  });
}
