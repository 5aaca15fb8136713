/**
 * The columns as the user wants them: which, in what order, how wide, how high the rows, whether the name stays in view.
 * Until something was chosen the default columns that fit are there; the first choice begins with what is seen then, and
 * from there on all chosen ones are there and the table scrolls sideways. Invariant: the name is always among them.
 */
import { Service, computed, inject, signal } from '@angular/core';
import { rememberedChoice, rememberedValue } from '../ui/preference';
import { Screen } from '../ui/screen';
import {
  COLUMNS,
  COLUMN_IDS,
  type ColumnId,
  LEAST_WIDTH_PX,
  MOST_WIDTH_PX,
  type TorrentColumn,
  defaultColumnsFor,
} from './torrent-columns';

export const DENSITIES = ['normal', 'compact', 'cards'] as const;
export type Density = (typeof DENSITIES)[number];

export const ROW_HEIGHTS_PX: Record<Density, number> = { normal: 36, compact: 28, cards: 92 };
/** The box that selects and the button of the menu stand beside the columns. */
export const CHECK_WIDTH_PX = 38;
export const MENU_WIDTH_PX = 40;
/** What a step by key or menu makes of a width. */
const WIDTH_STEP_PX = 16;
/** Of the name where it takes what is left. */
const LEAST_NAME_PX = 140;
/** Before it has so much, columns that are needed less go. */
const READABLE_NAME_PX = 230;
const SCROLLBAR_PX = 12;

interface Layout {
  /** Null until the user chose. */
  columns: readonly ColumnId[] | null;
  widths: Partial<Record<ColumnId, number>>;
}

@Service()
export class ColumnChoice {
  private readonly screen = inject(Screen);
  private readonly layout = rememberedValue('columns', parseLayout);
  private readonly densityChoice = rememberedChoice('density', DENSITIES);
  private readonly freezeChoice = rememberedChoice('freeze-name', ['on', 'off']);
  /** Of the table, in pixels; none while it is not on screen. */
  private readonly room = signal(Infinity);

  readonly chosenDensity = this.densityChoice.value.asReadonly();
  /** On a phone there is no room for a table. */
  readonly density = computed<Density>(() =>
    this.screen.isPhone() ? 'cards' : this.chosenDensity(),
  );
  readonly rowHeight = computed(() => ROW_HEIGHTS_PX[this.density()]);
  readonly isNameFrozen = computed(() => this.freezeChoice.value() === 'on');

  readonly ids = computed<readonly ColumnId[]>(() => {
    const { columns } = this.layout.value();
    if (columns) return columns;
    return defaultColumnsFor(this.room() - CHECK_WIDTH_PX - MENU_WIDTH_PX - SCROLLBAR_PX, (id) =>
      id === 'name' ? READABLE_NAME_PX : this.widthOf(id),
    );
  });
  readonly columns = computed<readonly TorrentColumn[]>(() => this.ids().map((id) => COLUMNS[id]));
  readonly isDefault = computed(() => {
    const { columns, widths } = this.layout.value();
    return columns === null && Object.keys(widths).length === 0;
  });

  /** For `grid-template-columns`. The name takes what is left until somebody gives it a width. */
  readonly template = computed(() => {
    const isNameFree = this.layout.value().widths.name === undefined;
    const tracks = this.ids().map((id) =>
      id === 'name' && isNameFree ? `minmax(${LEAST_NAME_PX}px, 1fr)` : `${this.widthOf(id)}px`,
    );
    const menu = isNameFree ? `${MENU_WIDTH_PX}px` : `minmax(${MENU_WIDTH_PX}px, 1fr)`;
    return `${CHECK_WIDTH_PX}px ${tracks.join(' ')} ${menu}`;
  });

  /** The least that the columns take, in pixels. */
  readonly tableWidth = computed(() => {
    const hasName = this.layout.value().widths.name !== undefined;
    const widths = this.ids().map((id) =>
      id === 'name' && !hasName ? LEAST_NAME_PX : this.widthOf(id),
    );
    return widths.reduce((sum, width) => sum + width, CHECK_WIDTH_PX + MENU_WIDTH_PX);
  });
  /** There is more of it than fits: it scrolls sideways. */
  readonly isWide = computed(() => this.tableWidth() > this.room());

  widthOf(id: ColumnId): number {
    return this.layout.value().widths[id] ?? COLUMNS[id].widthPx;
  }

  setRoom(widthPx: number): void {
    this.room.set(widthPx);
  }

  setDensity(density: Density): void {
    this.densityChoice.choose(density);
  }

  freezeName(isFrozen: boolean): void {
    this.freezeChoice.choose(isFrozen ? 'on' : 'off');
  }

  isShown(id: ColumnId): boolean {
    return this.ids().includes(id);
  }

  toggle(id: ColumnId): void {
    if (id === 'name') return;
    if (this.isShown(id)) this.choose(this.ids().filter((other) => other !== id));
    else this.choose([...this.ids(), id]);
  }

  /** To a place among the columns that are there, from 0. */
  moveTo(id: ColumnId, place: number): void {
    const others = this.ids().filter((other) => other !== id);
    const target = Math.min(others.length, Math.max(0, place));
    this.choose(others.toSpliced(target, 0, id));
  }

  moveBy(id: ColumnId, places: number): void {
    this.moveTo(id, this.ids().indexOf(id) + places);
  }

  /** In pixels; the default again where none is given. */
  setWidth(id: ColumnId, widthPx: number | null): void {
    this.layout.keep(this.withWidth(id, widthPx));
  }

  /** While it is dragged: shown, and not remembered yet. */
  tryWidth(id: ColumnId, widthPx: number): void {
    this.layout.value.set(this.withWidth(id, widthPx));
  }

  widen(id: ColumnId, steps: number, currentPx = this.widthOf(id)): void {
    this.setWidth(id, currentPx + steps * WIDTH_STEP_PX);
  }

  reset(): void {
    this.layout.keep({ columns: null, widths: {} });
  }

  private withWidth(id: ColumnId, widthPx: number | null): Layout {
    const { columns, widths } = this.layout.value();
    const { [id]: _before, ...others } = widths;
    const within = Math.round(Math.min(MOST_WIDTH_PX, Math.max(LEAST_WIDTH_PX, widthPx ?? 0)));
    // What is seen stays, though it may not fit any more.
    return {
      columns: columns ?? this.ids(),
      widths: widthPx === null ? others : { ...others, [id]: within },
    };
  }

  private choose(columns: readonly ColumnId[]): void {
    this.layout.keep({ ...this.layout.value(), columns });
  }
}

/** What was kept may be of another version, or broken. */
export function parseLayout(kept: unknown): Layout {
  const { columns, widths } = (kept ?? {}) as { columns?: unknown; widths?: unknown };
  const known = Array.isArray(columns)
    ? [...new Set(columns)].filter((id): id is ColumnId => COLUMN_IDS.includes(id as ColumnId))
    : null;
  const withName = known && !known.includes('name') ? (['name', ...known] as const) : known;
  const wide = Object.entries<number>((widths ?? {}) as Record<string, number>).filter(
    ([id, width]) =>
      COLUMN_IDS.includes(id as ColumnId) && width >= LEAST_WIDTH_PX && width <= MOST_WIDTH_PX,
  );
  return { columns: withName, widths: Object.fromEntries(wide) };
}

/** All of them for a list to choose from: those that are there in their order, then the others. */
export function choiceOrder(shown: readonly ColumnId[]): readonly ColumnId[] {
  return [...shown, ...COLUMN_IDS.filter((id) => !shown.includes(id))];
}
