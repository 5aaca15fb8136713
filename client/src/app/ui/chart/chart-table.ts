/** What a chart shows as a table: the same figures for those who read rather than look. */
import { Component, input } from '@angular/core';
import type { ChartModel } from './chart-model';
import { NO_VALUE } from '../format';

@Component({
  selector: 'shoal-chart-table',
  host: { role: 'group', tabindex: '0', '[attr.aria-label]': 'label()', class: 'figures' },
  template: `
    <table>
      <thead>
        <tr>
          <th scope="col" i18n>Time</th>
          @for (series of model().series; track series.name) {
            <th scope="col" class="value">{{ series.name }}</th>
          }
        </tr>
      </thead>
      <tbody>
        @for (time of model().times; track time; let place = $index) {
          <tr>
            <th scope="row">{{ model().wholeTime(time) }}</th>
            @for (series of model().series; track series.name) {
              <td class="value">{{ words(series.values[place]) }}</td>
            }
          </tr>
        }
      </tbody>
    </table>
  `,
  styles: `
    :host {
      display: block;
      overflow: auto;
    }
    table {
      width: 100%;
      border-collapse: collapse;
      font-size: var(--size-small);
    }
    th,
    td {
      padding: 3px var(--space-3) 3px 0;
      text-align: start;
      font-weight: 400;
    }
    thead th {
      position: sticky;
      top: 0;
      background: var(--surface);
      color: var(--text-muted);
    }
    tbody tr {
      border-top: 1px solid var(--line-soft);
    }
    .value {
      text-align: end;
    }
  `,
})
export class ChartTable {
  readonly model = input.required<ChartModel>();
  readonly label = input.required<string>();

  protected words(value: number | null | undefined): string {
    return value === null || value === undefined ? NO_VALUE : this.model().format(value);
  }
}
