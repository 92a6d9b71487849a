import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, Tuple } from '../../src/spaces/index.js';
import { spaceConformance } from '../conformance/space.js';

const infinity = Number.POSITIVE_INFINITY;

spaceConformance('Discrete', () => new Discrete(5));
spaceConformance('Discrete of one value', () => new Discrete(1, -3));
spaceConformance('Discrete from a start', () => new Discrete(7, -2));
spaceConformance('MultiDiscrete', () => new MultiDiscrete([3, 1, 5]));
spaceConformance('MultiDiscrete from starts', () => new MultiDiscrete([3, 2], [-1, 4]));
spaceConformance('MultiBinary', () => new MultiBinary(6));
spaceConformance('MultiBinary of a shape', () => new MultiBinary([2, 3]));
spaceConformance('Box', () => new Box(-1, 1, [4]));
spaceConformance('Box float64 matrix', () => new Box(-1e-3, 1e300, [2, 3], 'float64'));
spaceConformance('Box int32', () => new Box([-5, 0], [5, 2 ** 31 - 1], [2], 'int32'));
spaceConformance('Box uint8', () => new Box(0, 255, [3, 2, 1], 'uint8'));
spaceConformance('Box with infinite bounds', () => new Box([-infinity, 0, -infinity], [infinity, infinity, 2]));
spaceConformance(
  'Box int32 with infinite bounds',
  () => new Box([-infinity, 0, -infinity], [infinity, infinity, 2], [3], 'int32'),
);
spaceConformance('Box scalar', () => new Box(0, 1, []));
spaceConformance('Dict', () => new Dict({ b: new Discrete(3), a: new Box(0, 1, [2]) }));
spaceConformance('Tuple', () => new Tuple([new Discrete(3), new MultiBinary(2), new Box(0, 1, [1], 'float64')]));
spaceConformance(
  'nested',
  () =>
    new Dict({
      deep: new Tuple([new Dict({ 'a/b~c': new MultiDiscrete([2, 3]) }), new Discrete(2)]),
      x: new Box(-1, 1),
    }),
);
