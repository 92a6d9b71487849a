/** Every environment in this folder, registered by id: importing this module is what makes `make(id)` know them. */
import type { ProblemDefinition } from '../src/design/problem.js';
import { registerProblem } from '../src/design/problem-registry.js';
import { discover, type EnvDefinition, isEnvDefinition, register, registersEnvironments } from '../src/gym/index.js';

export { makeProblem, problemDefinition, problemIds, registerProblem } from '../src/design/problem-registry.js';
export { make, makeVec, register, registry, spec } from '../src/gym/index.js';

function isProblemDefinition(value: unknown): value is ProblemDefinition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    'options' in value &&
    'presets' in value &&
    'create' in value &&
    typeof value.create === 'function'
  );
}

const definitions = await discover(
  new URL('.', import.meta.url),
  (value): value is EnvDefinition | ProblemDefinition => isEnvDefinition(value) || isProblemDefinition(value),
);
for (const definition of definitions) {
  if (isProblemDefinition(definition)) registerProblem(definition);
  else register(definition);
}
registersEnvironments(import.meta.url);
