/** What was moved: now, since the start, ever; when; by tracker and category; and where it lies. */
import { Component } from '@angular/core';
import { DisksCard } from './disks-card';
import { FiguresCard } from './figures-card';
import { SumsCard } from './sums-card';
import { TrackersCard } from './trackers-card';
import { TrafficCard } from './traffic-card';

@Component({
  selector: 'shoal-stats-page',
  imports: [DisksCard, FiguresCard, SumsCard, TrackersCard, TrafficCard],
  template: `
    <div class="page">
      <h1 i18n>Stats</h1>
      <shoal-figures-card />
      <shoal-traffic-card />
      <div class="pair">
        <shoal-sums-card by="tracker" />
        <shoal-sums-card by="category" />
      </div>
      <shoal-disks-card />
      <shoal-trackers-card />
    </div>
  `,
  styleUrl: '../ui/page.css',
  styles: `
    .page {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .pair {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr));
      gap: var(--space-4);
    }
  `,
})
export class StatsPage {}
