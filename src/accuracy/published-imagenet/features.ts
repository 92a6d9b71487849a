/** What the size of an ImageNet network tells about its accuracy: nine figures of MACs, parameters and resolution. */
import { badRequest } from '../../errors.js';

export const kinds = ['cnn', 'vit', 'hybrid'] as const;
export type Kind = (typeof kinds)[number];

/** One network as the published tables describe it. */
export interface PublishedFigures {
  /** Multiply-accumulates of one image. */
  readonly macs: number;
  /** Trainable parameters, as papers print them. */
  readonly params: number;
  /** Pixels of the square input's side. */
  readonly resolution: number;
  /** e.g. `mobilenetv3`; one that the fit does not know is judged by its kind. */
  readonly architectureFamily?: string;
  readonly kind?: Kind;
}

export const sizeFeatures = [
  'a = ln(macs/3e8)',
  'b = ln(params/5e6)',
  'r = ln(resolution/224)',
  'a^2',
  'b^2',
  'a*b',
  'a*r',
  'sqrt(3e8/macs)',
  'sqrt(5e6/params)',
] as const;

/** The features in the order of {@link sizeFeatures}, followed by `extra` zeros for one-hot columns. */
export function featuresOf({ macs, params, resolution }: PublishedFigures, extra = 0): Float64Array {
  const a = Math.log(macs / 3e8);
  const b = Math.log(params / 5e6);
  const r = Math.log(resolution / 224);
  const features = new Float64Array(sizeFeatures.length + extra);
  features.set([a, b, r, a * a, b * b, a * b, a * r, Math.sqrt(3e8 / macs), Math.sqrt(5e6 / params)]);
  return features;
}

/** @throws CogymError `badRequest` naming the figure that is no positive number */
export function checkFigures(figures: PublishedFigures): void {
  for (const name of ['macs', 'params', 'resolution'] as const) {
    const value: unknown = figures[name];
    if (typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY) continue;
    throw badRequest(
      `/${name}`,
      `${name} is a positive number, ${value === undefined ? 'not missing' : `not ${JSON.stringify(value)}`}`,
    );
  }
  const { kind } = figures;
  if (kind !== undefined && !kinds.includes(kind)) {
    throw badRequest('/kind', `kind is one of ${kinds.join(', ')}, not ${JSON.stringify(kind)}`);
  }
}
