/** The families by id. A new family is one file here and one line below. */
import { CogymError } from '../../errors.js';
import { nearest } from '../../stats/nearest.js';
import type { Family } from '../family.js';
import type { Network } from '../network.js';
import { atPath } from '../validate.js';
import alexnet from './alexnet.js';
import bertBase from './bert-base.js';
import deitT from './deit-t.js';
import efficientnetB0 from './efficientnet-b0.js';
import hybrid from './hybrid.js';
import mbconv from './mbconv.js';
import mcuformer from './mcuformer.js';
import mobilenetV1 from './mobilenet-v1.js';
import mobilenetV2 from './mobilenet-v2.js';
import mobilenetV3 from './mobilenet-v3.js';
import nasBench201 from './nas-bench-201.js';
import ofaMobilenetV3 from './ofa-mobilenet-v3.js';
import resnet18 from './resnet-18.js';
import resnet50 from './resnet-50.js';
import resnet9 from './resnet9.js';
import unet from './unet.js';
import vgg16 from './vgg-16.js';
import vitB16 from './vit-b-16.js';

const all: readonly Family[] = [
  nasBench201,
  mbconv,
  mobilenetV2,
  mobilenetV3,
  ofaMobilenetV3,
  hybrid,
  mcuformer,
  resnet9,
  unet,
  alexnet,
  vgg16,
  resnet18,
  resnet50,
  mobilenetV1,
  efficientnetB0,
  vitB16,
  deitT,
  bertBase,
];
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

export {
  hybrid,
  mbconv,
  mcuformer,
  mobilenetV2,
  mobilenetV3,
  nasBench201,
  ofaMobilenetV3,
  resnet9,
  resnet50,
  unet,
  vgg16,
};
