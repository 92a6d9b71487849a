/** Search a joint design space of two networks and two sub-accelerators with a black-box agent, then step it as a gym. */
import { makeAgent } from 'codesign-gym/agents';
import { Evaluator, makeProblem } from 'codesign-gym/design';
import 'codesign-gym/envs';
import { make } from 'codesign-gym/gym';

const problem = makeProblem('AsicCodesign-v0');
const evaluator = new Evaluator(problem, { budget: 200 });
const agent = makeAgent('genetic', {
  space: problem.space,
  mask: problem.mask,
  objectives: problem.objectives.length,
  budget: evaluator.budget,
  seed: 1,
});

let best = Number.POSITIVE_INFINITY;
while (evaluator.remaining > 0) {
  const told = agent
    .ask(Math.min(20, evaluator.remaining))
    .map((design) => ({ design, evaluation: evaluator.evaluate(design) }));
  agent.tell(told);
  best = Math.min(best, ...told.map(({ evaluation }) => evaluation.objectives[0] ?? best));
}
console.log(`best objective after ${evaluator.spent} evaluations: ${best.toFixed(4)}`);

const env = make('AsicCodesign-v0', { mode: 'sequential' });
let { info } = env.reset({ seed: 1 });
for (let ended = false; !ended; ) {
  const step = env.step(env.actionSpace.sample(info.actionMask));
  info = step.info;
  ended = step.terminated || step.truncated;
  if (ended) console.log(`one random episode: reward ${step.reward.toFixed(4)}`);
}
