/** What the list is asked for: each part a chip that can be taken back, and all of it at once. */
import { Component, ElementRef, computed, inject } from '@angular/core';
import { Icon } from '../ui/icon';
import { type AskedPart, askedParts } from './asked-parts';
import { ListQuery } from './list-query';
import { SavedViews } from './saved-views';
import { FileSearch } from './search/file-search';

@Component({
  selector: 'shoal-query-chips',
  imports: [Icon],
  host: { role: 'group', '[attr.aria-label]': 'label' },
  templateUrl: './query-chips.html',
  styleUrl: './query-chips.css',
})
export class QueryChips {
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly query = inject(ListQuery);
  protected readonly files = inject(FileSearch);
  protected readonly views = inject(SavedViews);
  protected readonly label = $localize`What is shown`;
  protected readonly parts = computed(() => askedParts(this.query));
  protected readonly faults = computed(() =>
    this.parts().filter((part): part is AskedPart & { fault: string } => part.fault !== null),
  );
  /** A view of just this question is there already. */
  protected readonly isKept = computed(() => this.views.current() !== null);

  protected takeBackWords({ words }: AskedPart): string {
    return $localize`Take back: ${words}:part of what is asked for:`;
  }

  /** The focus stays among the chips. */
  protected takeBack(part: AskedPart): void {
    const buttons = [...this.element.nativeElement.querySelectorAll<HTMLElement>('.chip button')];
    const place = buttons.indexOf(document.activeElement as HTMLElement);
    part.takeBack();
    if (place >= 0) setTimeout(() => this.focusAt(place));
  }

  private focusAt(place: number): void {
    const buttons = [...this.element.nativeElement.querySelectorAll<HTMLElement>('.chip button')];
    (buttons[place] ?? buttons.at(-1))?.focus();
  }
}
