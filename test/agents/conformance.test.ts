import { agentDefinition, agentNames } from '../../agents/index.js';
import { agentConformance } from '../conformance/agent.js';

for (const name of agentNames()) agentConformance(agentDefinition(name));
