/** The root: the page that the route names, in the theme that the user chose. */
import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { Theme } from './ui/theme';

@Component({
  selector: 'shoal-root',
  imports: [RouterOutlet],
  template: '<router-outlet />',
})
export class App {
  constructor() {
    inject(Theme);
  }
}
