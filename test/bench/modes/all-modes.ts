/** Every mode, in the order of the report. */
import { apiLatency } from './api-latency.ts';
import { disk } from './disk.ts';
import { encrypted } from './encrypted.ts';
import { manySources } from './many-sources.ts';
import type { Mode } from './mode.ts';
import { picker } from './picker.ts';
import { pieceSizes } from './piece-sizes.ts';
import { smallFiles } from './small-files.ts';
import { transfer } from './transfer.ts';

const MODES: readonly Mode[] = [
  transfer,
  encrypted,
  apiLatency,
  manySources,
  pieceSizes,
  smallFiles,
  disk,
  picker,
];

/** The modes with these names; all of them where none is named. */
export function modesNamed(names: readonly string[]): Mode[] {
  const unknown = names.find((name) => !MODES.some((mode) => mode.name === name));
  if (unknown !== undefined) {
    const known = MODES.map(({ name }) => name).join(', ');
    throw new Error(`There is no mode "${unknown}". The modes are: ${known}.`);
  }
  return MODES.filter(({ name }) => names.length === 0 || names.includes(name));
}
