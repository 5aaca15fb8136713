/**
 * The app's own icons: stroked paths on a 20-unit grid, drawn in the text's colour. Always decoration: the
 * word stands beside it, or its button has a label.
 */
import { Component, computed, input } from '@angular/core';

const PATHS = {
  add: 'M10 4v12M4 10h12',
  alert: 'M10 3.5 17.5 16.5H2.5zM10 8.5v3.5M10 14.2v.1',
  arrowDown: 'M10 3.5v12M5 10.5l5 5 5-5',
  arrowUp: 'M10 16.5v-12M5 9.5l5-5 5 5',
  back: 'M16 10H4.5M9.5 5l-5 5 5 5',
  bookmark: 'M5.5 3h9v14L10 13.5 5.5 17z',
  bolt: 'M11 2.5 4.5 11.5H10L9 17.5 15.5 8.5H10z',
  category: 'M3 4.5h6v5H3zM11 4.5h6v5h-6zM3 12h6v4H3zM11 12h6v4h-6z',
  chart: 'M3.5 16.5h13M5.5 13.5v-4M10 13.5v-9M14.5 13.5v-6',
  check: 'M4 10.5l4 4 8-9',
  checking:
    'M3.5 10a6.5 6.5 0 0 1 11.3-4.4L16.5 7.5M16.5 3.5v4h-4M16.5 10a6.5 6.5 0 0 1-11.3 4.4L3.5 12.5M3.5 16.5v-4h4',
  chevronDown: 'M5 7.5l5 5 5-5',
  chevronRight: 'M7.5 5l5 5-5 5',
  clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6v4.2l2.8 1.8',
  close: 'M5 5l10 10M15 5L5 15',
  contrast: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 3v14M12.5 4v12M15 5.5v9',
  columns: 'M3 4.5h14v11H3zM8 4.5v11M12.5 4.5v11',
  copy: 'M7.5 7.5h8v9h-8zM12.5 7.5v-4h-8v9h3',
  collapse: 'M4 10h12M6.5 3.5 10 7l3.5-3.5M6.5 16.5 10 13l3.5 3.5',
  disk: 'M3 11.5h14v4.5H3zM3 11.5L5.5 4h9L17 11.5M14 13.8v.1',
  dockBottom: 'M3 3.5h14v13H3zM3 11.5h14',
  dockRight: 'M3 3.5h14v13H3zM11.5 3.5v13',
  document: 'M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15',
  edit: 'M4 16l.8-3.6 8.4-8.4a1.6 1.6 0 0 1 2.3 0l.5.5a1.6 1.6 0 0 1 0 2.3L7.6 15.2zM11.8 5.4l2.8 2.8',
  exclude: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM5.2 14.8l9.6-9.6',
  expand: 'M4 10h12M6.5 6 10 2.5 13.5 6M6.5 14 10 17.5l3.5-3.5',
  drag: 'M7.5 5v.1M12.5 5v.1M7.5 10v.1M12.5 10v.1M7.5 15v.1M12.5 15v.1',
  eye: 'M2 10s3-5.5 8-5.5S18 10 18 10s-3 5.5-8 5.5S2 10 2 10zM10 12.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8z',
  eyeOff:
    'M3.5 3.5l13 13M7.2 5A8.6 8.6 0 0 1 10 4.5c5 0 8 5.5 8 5.5a14 14 0 0 1-2.6 3.2M12.6 15.1a8 8 0 0 1-2.6.4c-5 0-8-5.5-8-5.5a14 14 0 0 1 3-3.5M8.3 8.4a2.4 2.4 0 0 0 3.3 3.3',
  filter: 'M3 5h14M5.5 10h9M8 15h4',
  folder: 'M2.5 5h5l2 2h8v9h-15z',
  gauge: 'M3.2 14.5a7.5 7.5 0 1 1 13.6 0M10 12.5l3.5-4.5',
  history: 'M3.5 10a6.5 6.5 0 1 0 2-4.7L3.5 7M3.5 3.5V7H7M10 6.5V10l2.5 1.6',
  info: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 9.2v4.3M10 6.6v.1',
  half: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 3v14',
  key: 'M7 9.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM9.5 10.5L16.5 3.5M13 7l2.5 2.5',
  keyboard: 'M2.5 5.5h15v9h-15zM5.5 8.5v.1M8.5 8.5v.1M11.5 8.5v.1M14.5 8.5v.1M6.5 11.8h7',
  list: 'M3.5 5.5h13M3.5 10h13M3.5 14.5h13',
  lock: 'M4.5 9h11v8h-11zM7 9V6.5a3 3 0 0 1 6 0V9',
  magnet: 'M4 4h3.5v6a2.5 2.5 0 0 0 5 0V4H16v6a6 6 0 0 1-12 0zM4 7h3.5M12.5 7H16',
  minus: 'M4 10h12',
  menu: 'M3.5 5.5h13M3.5 10h13M3.5 14.5h13',
  monitor: 'M3 4h14v9.5H3zM7 16.5h6M10 13.5v3',
  moon: 'M16.5 12A7 7 0 0 1 8 3.5a7 7 0 1 0 8.5 8.5z',
  more: 'M10 4.4a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1zM10 9.5a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1zM10 14.6a.5.5 0 1 0 0 1 .5.5 0 0 0 0-1z',
  narrower: 'M2.5 10h5M12.5 10h5M5 7l3 3-3 3M15 7l-3 3 3 3',
  network:
    'M10 7.5a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM4.7 17a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM15.3 17a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM9 7.2l-3.2 5.6M11 7.2l3.2 5.6M6.9 14.8h6.2',
  none: '',
  pause: 'M6.5 4.5v11M13.5 4.5v11',
  peers:
    'M7 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM1.5 16.5c0-3 2.5-4.5 5.5-4.5s5.5 1.5 5.5 4.5M13 4a3 3 0 0 1 0 5.3M15 12.2c2 .6 3.5 2 3.5 4.3',
  person: 'M10 10a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6zM3.5 17c0-3.2 2.9-5 6.5-5s6.5 1.8 6.5 5',
  play: 'M6 4l10 6-10 6z',
  plug: 'M7 2.5v4M13 2.5v4M5 6.5h10v3a5 5 0 0 1-10 0zM10 14.5v3',
  search: 'M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12.7 12.7L17 17',
  signOut: 'M8.5 3.5h-5v13h5M8 10h9M13.5 6.5L17 10l-3.5 3.5',
  stop: 'M5 5h10v10H5z',
  sliders:
    'M3.5 5.5h7M14.5 5.5h2M12.5 3.5v4M3.5 10h2M9.5 10h7M7.5 8v4M3.5 14.5h6M13.5 14.5h3M11.5 12.5v4',
  sort: 'M6.5 16V4M3.5 7l3-3 3 3M13.5 4v12M10.5 13l3 3 3-3',
  sun: 'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M4.2 15.8l1.4-1.4M14.4 5.6l1.4-1.4',
  tag: 'M3 3h6.5l7.5 7.5-6.5 6.5L3 9.5zM6.5 6.4v.1',
  toBottom: 'M10 3v10M5.5 8.5L10 13l4.5-4.5M4 16.5h12',
  toTop: 'M10 17V7M5.5 11.5L10 7l4.5 4.5M4 3.5h12',
  tracker:
    'M10 11.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM6 14a5.7 5.7 0 0 1 0-8M14 6a5.7 5.7 0 0 1 0 8M3.5 16.5a9.2 9.2 0 0 1 0-13M16.5 3.5a9.2 9.2 0 0 1 0 13',
  turtle:
    'M3.5 12.5a5.5 5.5 0 0 1 11 0zM14.5 11.5l1.5-2.6a1.4 1.4 0 0 1 2.4 1.2c-.2 1.6-1.4 2.4-3.4 2.4M5.5 12.5v2.5M12.5 12.5v2.5M9 7.2v5.3',
  trash: 'M3.5 5.5h13M8 5.5V3.5h4v2M5 5.5l.8 11h8.4l.8-11M8.5 8.5v5M11.5 8.5v5',
  undo: 'M7 4L3.5 7.5 7 11M3.5 7.5h8.5a4.5 4.5 0 0 1 0 9H8',
  upload: 'M10 13V3.5M5.5 8l4.5-4.5L14.5 8M3.5 13v3.5h13V13',
  wider: 'M10 4v12M3 10h4.5M12.5 10H17M5.5 7.5L3 10l2.5 2.5M14.5 7.5L17 10l-2.5 2.5',
} as const;

export type IconName = keyof typeof PATHS;

@Component({
  selector: 'shoal-icon',
  host: { 'aria-hidden': 'true' },
  template: `<svg viewBox="0 0 20 20" focusable="false"><path [attr.d]="path()" /></svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
    }
    svg {
      width: 16px;
      height: 16px;
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.6;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly path = computed(() => PATHS[this.name()]);
}
