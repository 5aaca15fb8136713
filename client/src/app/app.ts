/** The root: the page that the route names, in the theme that the user chose. What the browser hands over waits here. */
import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { AddQueue } from './add-torrent/add-queue';
import { takeHandedLinks } from './add-torrent/handed-links';
import { PreferenceSync } from './auth/preference-sync';
import { Theme } from './ui/theme';

@Component({
  selector: 'shoal-root',
  imports: [RouterOutlet],
  template: '<router-outlet />',
})
export class App {
  constructor() {
    inject(Theme);
    inject(PreferenceSync);
    // Before the router reads the address.
    inject(AddQueue).push(takeHandedLinks());
  }
}
