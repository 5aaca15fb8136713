/** First run: whether peers can reach this server, as far as it can know. It looks again by itself. */
import { Component, DestroyRef, computed, inject, signal } from '@angular/core';
import type { CheckStatus, DiagnosticsDto } from '@shared/dto/diagnostics.js';
import { DiagnosticsApi } from '../api/diagnostics-api';
import { describeFailure } from '../api/failure';
import { Icon, type IconName } from '../ui/icon';
import { formatMessage } from '../ui/message';

const LOOK_EVERY_MS = 4_000;

interface Line {
  readonly state: CheckStatus;
  readonly icon: IconName;
  readonly title: string;
  readonly words: string;
}

const ICONS: Readonly<Record<CheckStatus, IconName>> = {
  ok: 'check',
  unknown: 'clock',
  warning: 'alert',
  failed: 'alert',
};

@Component({
  selector: 'shoal-peers-step',
  imports: [Icon],
  template: `
    <p class="introduction" i18n>
      Downloads work without it, but are quicker and find more peers when others can connect to you.
    </p>
    @if (failure(); as words) {
      <p class="refusal" role="alert"><shoal-icon name="alert" />{{ words }}</p>
    }
    <ul aria-live="polite">
      @for (line of lines(); track line.title) {
        <li [attr.data-state]="line.state">
          <shoal-icon [name]="line.icon" />
          <div>
            <strong>{{ line.title }}</strong>
            <p>{{ line.words }}</p>
          </div>
        </li>
      } @empty {
        @if (failure() === null) {
          <li class="muted" i18n>Asking the server.</li>
        }
      }
    </ul>
  `,
  styleUrls: ['../auth/entry-form.css', './step.css'],
})
export class PeersStep {
  private readonly api = inject(DiagnosticsApi);
  private readonly found = signal<DiagnosticsDto | null>(null);
  protected readonly failure = signal<string | null>(null);
  protected readonly lines = computed<Line[]>(() => {
    const found = this.found();
    return found === null ? [] : [portLine(found), reachLine(found), dhtLine(found)];
  });

  constructor() {
    void this.look();
    const timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  private async look(): Promise<void> {
    try {
      this.found.set(await this.api.read());
      this.failure.set(null);
    } catch (error) {
      this.failure.set(describeFailure(error).detail);
    }
  }
}

function line(state: CheckStatus, title: string, words: string): Line {
  return { state, icon: ICONS[state], title, words };
}

function portLine({ peerPort: { port, connectsLocally, message } }: DiagnosticsDto): Line {
  if (port === null || connectsLocally === false) {
    return line('failed', $localize`No peer port is open`, message);
  }
  return line(
    'ok',
    $localize`Listening at port ${String(port)}:port:`,
    $localize`For TCP and UDP. SHOAL_PEER_PORT decides it at the start.`,
  );
}

function reachLine({ peerPort: { port, reachable } }: DiagnosticsDto): Line {
  if (reachable === 'yes') {
    return line(
      'ok',
      $localize`Peers from the internet reach you`,
      $localize`One has connected since the start.`,
    );
  }
  return line(
    'unknown',
    $localize`No peer from the internet has connected yet`,
    $localize`That shows once a torrent runs. If none ever does, forward port ${String(port ?? '')}:port: in your router to this machine.`,
  );
}

function dhtLine({ dht: { available, report, message } }: DiagnosticsDto): Line {
  if (!available) return line('unknown', $localize`The DHT is off`, message);
  const nodes = report?.families.reduce((sum, family) => sum + family.nodes, 0) ?? 0;
  if (nodes === 0) {
    return line(
      'unknown',
      $localize`No node of the DHT has answered yet`,
      $localize`It takes up to a minute after the start. Magnet links without trackers need it.`,
    );
  }
  return line(
    'ok',
    formatMessage(
      $localize`{nodes, plural, =1 {# node of the DHT answers} other {# nodes of the DHT answer}}`,
      {
        nodes,
      },
    ),
    $localize`Peers are found without trackers too.`,
  );
}
