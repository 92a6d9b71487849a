/**
 * ArchGym's rewards (srivatsankrishnan/oss-arch-gym 53f745af), for comparison with its results alone: the target is in
 * the formula, the reward has a pole at it, and a design better than the target is punished.
 */
import type { Evaluation } from '../../src/design/evaluation.js';

/** W. */
const POWER_TARGET = 1;
/** ms. */
const LATENCY_TARGET = 0.1;
/** As in ArchGym's variant for reinforcement learning; also what a design exactly at the target gets. */
const MOST = 1000;

type Reward = (evaluation: Evaluation) => number;

const toTarget = (target: number, value: number): number => Math.min(MOST, target / Math.abs(value - target));

/** 1/|P - 1| with P in W. */
const power: Reward = ({ metrics }) => toTarget(POWER_TARGET, metrics['averagePowerW'] as number);
/** 0.1/|T - 0.1| with T in ms. */
const latency: Reward = ({ metrics }) => toTarget(LATENCY_TARGET, (metrics['totalTimeS'] as number) * 1e3);
const both: Reward = (evaluation) => Math.min(MOST, power(evaluation) * latency(evaluation));

/** By name: both objectives, or one of them; without an energy model, latency alone. */
export function archgymRewards(hasEnergy: boolean): Readonly<Record<string, Reward>> {
  const rewards: Record<string, Reward> = hasEnergy
    ? { archgym: both, archgymPower: power, archgymLatency: latency }
    : { archgym: latency, archgymLatency: latency };
  return Object.fromEntries(Object.entries(rewards).map(([name, reward]) => [name, orPenalty(reward)]));
}

/** What the general rewards without a bound give to infeasible designs. */
const orPenalty =
  (reward: Reward): Reward =>
  (evaluation) =>
    evaluation.feasible ? reward(evaluation) : -1 - Math.min(evaluation.violation, 4);
