import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { of } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { ListQuery } from './list-query';
import { ListView } from './list-view';
import { SavedViews, parseViews } from './saved-views';

describe('saved views', () => {
  let views: SavedViews;
  let query: ListQuery;
  let name: string | undefined;
  const names = () => views.all().map((view) => view.name);

  beforeEach(() => {
    localStorage.clear();
    TestBed.configureTestingModule({
      providers: [
        { provide: MatDialog, useValue: { open: () => ({ afterClosed: () => of(name) }) } },
      ],
    });
    views = TestBed.inject(SavedViews);
    query = TestBed.inject(ListQuery);
    for (const view of views.all()) views.remove(view);
    query.clear();
  });

  async function save(as: string, search: string): Promise<void> {
    query.setSearch(search);
    name = as;
    await views.save();
  }

  it('keep what is asked and how it is sorted, and show it again', async () => {
    TestBed.inject(ListView).sortBy('name');
    query.showOnly('tag', 'sea');
    await save('One', 'reef');
    query.clear();
    TestBed.inject(ListView).sortBy('ratio');
    expect(views.current()).toBeNull();
    views.show(views.all()[0]!);
    expect(query.search()).toBe('reef');
    expect(query.question().facets.tag.include).toEqual(['sea']);
    expect(TestBed.inject(ListView).sorting().field).toBe('name');
    expect(views.current()?.name).toBe('One');
  });

  it('are renamed, moved, replaced and removed, and no two have one name', async () => {
    await save('One', 'a');
    await save('Two', 'b');
    await save('One', 'c');
    expect([names(), views.all()[0]!.question.search]).toEqual([['One', 'Two'], 'c']);
    views.move(views.all()[1]!, -1);
    views.move(views.all()[0]!, -1);
    expect(names()).toEqual(['Two', 'One']);
    name = 'Three';
    await views.rename(views.all()[0]!);
    query.setSearch('d');
    views.replace(views.all()[0]!);
    expect(views.all()[0]).toMatchObject({ name: 'Three', question: { search: 'd' } });
    views.remove(views.all()[0]!);
    expect(names()).toEqual(['One']);
  });

  it('are left as they were where no name is given', async () => {
    await save('', 'x');
    name = undefined;
    await views.save();
    expect(names()).toEqual([]);
  });

  it('are read with what is broken left out', () => {
    expect(parseViews('x')).toEqual([]);
    const kept = [null, { name: '' }, { name: 'A', question: 3 }, { name: 'A' }, { name: 1 }];
    expect(parseViews(kept).map((view) => view.name)).toEqual(['A']);
  });
});
