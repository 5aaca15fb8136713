/**
 * Questions that the user keeps by name, in an order of their own, with the way that the list was sorted. They follow the
 * account. Invariant: no two have one name.
 */
import { Service, computed, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { rememberedValue } from '../ui/preference';
import { ListQuery } from './list-query';
import { type ListQuestion, isSameQuestion, parseQuestion } from './list-question';
import { type ListSort, parseSorts } from './list-sorts';
import { ListView } from './list-view';

const MOST_VIEWS = 100;
const LONGEST_NAME = 60;

export interface SavedView {
  readonly name: string;
  readonly question: ListQuestion;
  readonly sorts: readonly ListSort[];
}

@Service()
export class SavedViews {
  private readonly query = inject(ListQuery);
  private readonly list = inject(ListView);
  private readonly dialog = inject(MatDialog);
  private readonly kept = rememberedValue('views', parseViews);

  readonly all = this.kept.value.asReadonly();

  /** The one whose question is asked now; null where there is none. */
  readonly current = computed(
    () =>
      this.all().find(({ question }) => isSameQuestion(question, this.query.question())) ?? null,
  );

  show({ question, sorts }: SavedView): void {
    this.query.ask(question);
    this.list.setSorts(sorts);
  }

  /** Keeps what is asked now, under a name that the user is asked for. */
  async save(): Promise<void> {
    const name = await this.askForName('');
    if (name === null) return;
    const view = { name, question: this.query.question(), sorts: this.list.sorts() };
    const isThere = this.all().some((one) => one.name === name);
    this.kept.keep(
      isThere
        ? this.all().map((one) => (one.name === name ? view : one))
        : [...this.all(), view].slice(0, MOST_VIEWS),
    );
  }

  /** Keeps what is asked now in place of what the view asked. */
  replace({ name }: SavedView): void {
    const now = { name, question: this.query.question(), sorts: this.list.sorts() };
    this.kept.keep(this.all().map((view) => (view.name === name ? now : view)));
  }

  async rename(view: SavedView): Promise<void> {
    const name = await this.askForName(view.name);
    if (name === null || name === view.name) return;
    const others = this.all().filter((one) => one.name !== name);
    const renamed = { ...view, name };
    this.kept.keep(others.map((one) => (one.name === view.name ? renamed : one)));
  }

  move({ name }: SavedView, by: -1 | 1): void {
    const views = [...this.all()];
    const from = views.findIndex((view) => view.name === name);
    const to = from + by;
    if (from < 0 || to < 0 || to >= views.length) return;
    views.splice(to, 0, ...views.splice(from, 1));
    this.kept.keep(views);
  }

  remove({ name }: SavedView): void {
    this.kept.keep(this.all().filter((view) => view.name !== name));
  }

  private async askForName(name: string): Promise<string | null> {
    const { ViewNameDialog } = await import('./view-name-dialog');
    const taken = this.all().map((view) => view.name);
    const dialog = this.dialog.open<InstanceType<typeof ViewNameDialog>, unknown, string>(
      ViewNameDialog,
      { data: { name, taken }, width: '380px', maxWidth: '94vw' },
    );
    const given = (await firstValueFrom(dialog.afterClosed()))?.trim().slice(0, LONGEST_NAME);
    return given || null;
  }
}

/** Takes views out of what was kept, which may be old or broken. */
export function parseViews(kept: unknown): SavedView[] {
  if (!Array.isArray(kept)) return [];
  const names = new Set<string>();
  return kept.slice(0, MOST_VIEWS).flatMap((one: unknown) => {
    const { name, question, sorts } = (one ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || name.trim() === '' || names.has(name)) return [];
    names.add(name);
    return [{ name, question: parseQuestion(question), sorts: parseSorts(sorts) }];
  });
}
