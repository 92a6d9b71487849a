/** Designs among which the acquisition function looks for its maximum. */
import type { AgentContext } from '../../src/design/agent.js';
import type { Design } from '../../src/design/parameter.js';
import type { RandomStream } from '../../src/stats/random.js';

/** Candidates near the incumbents: how many for each uniform one, and the standard deviation of reals in unit coordinates. */
const NEAR = [
  { share: 0.25, step: 0.1 },
  { share: 0.25, step: 0.01 },
];
/** Parameters of a mixed space that change on the average in a candidate near an incumbent. */
const CHANGES = 2;

/**
 * Uniform designs and half as many neighbours of the incumbents, none of them known or there twice; none at all where
 * every design is known.
 * @param incumbents the best results, the very best first: of five it is chosen 45 % of the time, the last one 11 %
 */
export function drawCandidates(
  { space, mask }: AgentContext<unknown>,
  uniform: number,
  incumbents: readonly Design[],
  known: ReadonlySet<string>,
  random: RandomStream,
): Design[] {
  const keys = new Set<string>();
  const designs: Design[] = [];
  const add = (design: Design): void => {
    const key = space.key(design);
    if (known.has(key) || keys.has(key)) return;
    keys.add(key);
    designs.push(design);
  };
  for (let i = 0; i < uniform; i++) add(space.sample(random, mask));
  const onlyReals = space.names.every((_, i) => !Number.isFinite(space.cardinality(i)));
  const probability = onlyReals ? 1 : Math.min(1, CHANGES / space.dimension);
  for (const { share, step } of NEAR) {
    const realStep = (u: number): number => u + step * random.normal();
    for (let i = 0; i < share * uniform; i++) {
      const incumbent = incumbents[Math.floor(incumbents.length * random.uniform() ** 2)];
      add(space.mutate(incumbent, random, { probability, mask, realStep }));
    }
  }
  return designs;
}
