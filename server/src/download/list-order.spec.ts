import { describe, expect, it } from 'vitest';
import type { DownloadDto } from '@shared/dto/download.js';
import { ListOrder } from './list-order.ts';
import { ListRow } from './list-row.ts';

const row = (fields: Partial<DownloadDto> & { at?: number }): ListRow => {
  const dto = { id: 'a', name: 'a', state: 'seeding', ratio: 1, ...fields } as DownloadDto;
  return new ListRow(dto, { record: { addedAt: fields.at ?? 0 } as never, known: dto }, undefined);
};
const idsOf = (rows: ListRow[]): string[] => rows.map(({ dto }) => dto.id);

describe('ListOrder', () => {
  it('puts what has no value last in both directions', () => {
    const rows = [
      row({ id: 'none', ratio: null }),
      row({ id: 'two', ratio: 2 }),
      row({ id: 'one', ratio: 1 }),
    ];
    const order = new ListOrder();
    expect(idsOf(order.sort(rows, 'ratio', 'asc'))).toEqual(['one', 'two', 'none']);
    expect(idsOf(order.sort(rows, 'ratio', 'desc'))).toEqual(['two', 'one', 'none']);
  });

  it('keeps the order of adding among equals, so that pages do not overlap', () => {
    const rows = [row({ id: 'c', at: 3 }), row({ id: 'b', at: 2 }), row({ id: 'a', at: 2 })];
    const order = new ListOrder();
    expect(idsOf(order.sort(rows, 'state', 'asc'))).toEqual(['a', 'b', 'c']);
    expect(idsOf(order.sort(rows, 'state', 'desc'))).toEqual(['a', 'b', 'c']);
  });

  it('orders names as people do: numbers by their value, capitals with the others', () => {
    const order = new ListOrder();
    const rows = ['part 10', 'Part 9', 'album', 'Zoo'].map((name) => row({ id: name, name }));
    expect(idsOf(order.sort(rows, 'name', 'asc'))).toEqual(['album', 'Part 9', 'part 10', 'Zoo']);
    const more = [...rows, row({ id: 'part 9b', name: 'part 9b' })];
    expect(idsOf(order.sort(more, 'name', 'desc'))).toEqual([
      'Zoo',
      'part 10',
      'part 9b',
      'Part 9',
      'album',
    ]);
  });

  it('orders times, states by their names, and categories with none at the end', () => {
    const order = new ListOrder();
    const rows = [
      row({ id: 'x', completedAt: '2026-02-01T00:00:00.000Z', state: 'seeding', category: 'b' }),
      row({ id: 'y', completedAt: null, state: 'checking', category: null }),
      row({ id: 'z', completedAt: '2026-01-01T00:00:00.000Z', state: 'error', category: 'A' }),
    ];
    expect(idsOf(order.sort(rows, 'completedAt', 'desc'))).toEqual(['x', 'z', 'y']);
    expect(idsOf(order.sort(rows, 'state', 'asc'))).toEqual(['y', 'z', 'x']);
    expect(idsOf(order.sort(rows, 'category', 'asc'))).toEqual(['z', 'x', 'y']);
  });
});
