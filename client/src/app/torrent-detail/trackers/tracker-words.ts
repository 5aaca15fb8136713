/** What is told of a tracker, in words. Pure. */
import type { DownloadTrackerDto, TrackerState } from '@shared/dto/download.js';
import type { Tone } from '../../ui/download-states';
import { formatDuration } from '../../ui/format';
import type { IconName } from '../../ui/icon';
import { formatMessage } from '../../ui/message';

export interface TrackerLook {
  word: string;
  icon: IconName;
  tone: Tone;
}

export const TRACKER_LOOKS: Record<TrackerState, TrackerLook> = {
  idle: { word: $localize`:state of a tracker:Not asked yet`, icon: 'clock', tone: 'idle' },
  announcing: { word: $localize`:state of a tracker:Asking`, icon: 'checking', tone: 'download' },
  working: { word: $localize`:state of a tracker:Working`, icon: 'check', tone: 'upload' },
  error: { word: $localize`:state of a tracker:Error`, icon: 'alert', tone: 'error' },
  disabled: { word: $localize`:state of a tracker:Off`, icon: 'stop', tone: 'idle' },
};

/** When it was asked last, and when it is asked again: `asked 3 m 20 s ago`, `again in 26 m 40 s`. */
export function describeTimes(tracker: DownloadTrackerDto, nowMs: number): string[] {
  const { lastAnnounceAt, nextAnnounceAt } = tracker;
  const words: string[] = [];
  if (lastAnnounceAt !== null) {
    const ago = formatDuration((nowMs - Date.parse(lastAnnounceAt)) / 1000);
    words.push($localize`asked ${ago}:duration: ago`);
  }
  if (nextAnnounceAt !== null && tracker.state !== 'announcing') {
    const seconds = (Date.parse(nextAnnounceAt) - nowMs) / 1000;
    const wait = formatDuration(seconds);
    words.push(seconds > 0 ? $localize`again in ${wait}:duration:` : $localize`again now`);
  }
  return words;
}

/** What it told of the swarm: `12 seeds`, `30 leechers`, `40 peers in its answer`. */
export function describeSwarm({ seeds, leechers, peersReceived }: DownloadTrackerDto): string[] {
  const words: string[] = [];
  if (seeds !== null) {
    words.push(
      formatMessage($localize`{count, plural, =1 {1 seed} other {# seeds}}`, { count: seeds }),
    );
  }
  if (leechers !== null) {
    words.push(
      formatMessage($localize`{count, plural, =1 {1 leecher} other {# leechers}}`, {
        count: leechers,
      }),
    );
  }
  if (peersReceived !== null) {
    words.push(
      formatMessage(
        $localize`{count, plural, =1 {1 peer in its answer} other {# peers in its answer}}`,
        {
          count: peersReceived,
        },
      ),
    );
  }
  return words;
}

/** Its message whole, and how often it failed. */
export function describeMessage({ message, failures }: DownloadTrackerDto): string {
  if (failures < 2) return message ?? '';
  return formatMessage($localize`{message} ({failures, plural, other {# times in a row}})`, {
    message: message ?? '',
    failures,
  }).trim();
}

/** `4 trackers in 2 tiers, 3 working`. */
export function summarizeTrackers(trackers: readonly DownloadTrackerDto[], tiers: number): string {
  return formatMessage(
    $localize`{count, plural, =1 {1 tracker} other {# trackers}} in {tiers, plural, =1 {1 tier} other {# tiers}}, {working} working`,
    {
      count: trackers.length,
      tiers,
      working: trackers.filter(({ state }) => state === 'working').length,
    },
  );
}
