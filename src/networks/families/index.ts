/** The families by id. A new family is one file here and one line below. */
import { CogymError } from '../../errors.js';
import { nearest } from '../../stats/nearest.js';
import type { Family } from '../family.js';
import type { Network } from '../network.js';
import { atPath } from '../validate.js';
import mbconv from './mbconv.js';
import mobilenetV2 from './mobilenet-v2.js';
import nasBench201 from './nas-bench-201.js';
import resnet50 from './resnet-50.js';
import resnet9 from './resnet9.js';
import unet from './unet.js';
import vgg16 from './vgg-16.js';

const all: readonly Family[] = [nasBench201, mbconv, mobilenetV2, resnet9, unet, resnet50, vgg16];
const byId: ReadonlyMap<string, Family> = new Map(all.map((family) => [family.id, family]));

export const familyIds = (): string[] => [...byId.keys()];

/** The family named `id`; CogymError `unknownFamily` with the nearest names otherwise. */
export function networkFamily(id: string, path = '/family'): Family {
  const found = byId.get(id);
  if (found === undefined) {
    throw new CogymError(
      'unknownFamily',
      `no family '${id.slice(0, 60)}'; did you mean ${nearest(id, byId.keys()).join(', ')}?`,
      path,
    );
  }
  return found;
}

/** The network of a family at `parameters`, which are checked; error paths begin with `path`. */
export function buildNetwork(id: string, parameters: unknown, path = ''): Network {
  const family = networkFamily(id);
  const checked = family.parse(parameters, path);
  return atPath(path, () => family.build(checked));
}

export { mbconv, mobilenetV2, nasBench201, resnet9, resnet50, unet, vgg16 };
