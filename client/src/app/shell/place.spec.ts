import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { beforeEach, describe, expect, it } from 'vitest';
import { Place, areaOf } from './place';

@Component({ template: '' })
class Page {}

describe('the areas of the app', () => {
  it.each([
    ['/', 'torrents'],
    ['/torrents/4f2?tab=files', 'torrents'],
    ['/stats', 'stats'],
    ['/settings/downloads#x', 'settings'],
    ['/statsx', 'torrents'],
  ])('are known by the address %s', (url, area) => {
    expect(areaOf(url)).toBe(area);
  });
});

describe('the place of the user', () => {
  let place: Place;
  let router: Router;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideRouter([{ path: '**', component: Page }])],
    });
    place = TestBed.inject(Place);
    router = TestBed.inject(Router);
  });

  it('leads back to the torrents as they were left, from another page', async () => {
    await router.navigateByUrl('/torrents/4f2?tab=files');
    await router.navigateByUrl('/stats');
    expect(place.area()).toBe('stats');
    expect(place.linkTo('torrents')).toBe('/torrents/4f2?tab=files');
  });

  it('leads to the whole list from the details of one torrent', async () => {
    await router.navigateByUrl('/torrents/4f2');
    expect(place.linkTo('torrents')).toBe('/');
  });
});
