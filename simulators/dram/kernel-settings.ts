/** A request as the settings of the kernel (`kernel/settings.ts`). */
import type { DecodedTrace } from './decode.js';
import type { CompiledDevice } from './device.js';
import { completionsOf, type EnergyModel } from './energy.js';
import type { KernelSettings } from './kernel.js';
import { possibleCommands } from './possible-commands.js';
import type { DramController, DramMode, DramRequest } from './types.js';
import { waitsOf } from './waits.js';

/** What was made of the parts of a request. */
export interface RunParts {
  readonly controller: DramController;
  readonly mode: DramMode;
  readonly compiled: CompiledDevice;
  readonly decoded: DecodedTrace;
  /** Clocks of the refresh policy; NEVER for none. */
  readonly refreshInterval: number;
  /** Undefined when the device has no energy model. */
  readonly model: EnergyModel | undefined;
}

export function settingsOf(request: DramRequest, parts: RunParts): KernelSettings {
  return {
    ...traceSettings(request, parts),
    ...deviceSettings(request, parts),
    ...policySettings(parts),
    ...delaySettings(request, parts),
    ...accountSettings(parts),
  };
}

function traceSettings({ trace }: DramRequest, { decoded }: RunParts): KernelSettings {
  const requests = trace.lines.length;
  return {
    requests,
    arrivals: trace.clocks,
    writes: trace.writes,
    lines: trace.lines,
    banks: decoded.banks,
    rows: decoded.rows,
    stackOf: decoded.stacks,
    maxReads: Math.min(trace.maxOutstandingReads ?? requests, requests),
  };
}

function deviceSettings({ device, trace }: DramRequest, { controller, compiled }: RunParts): KernelSettings {
  const waits = waitsOf(device, possibleCommands(controller, trace.writes));
  return {
    ranks: compiled.ranks,
    banksPerRank: compiled.banksPerRank,
    banksPerGroup: compiled.banksPerGroup,
    stacks: compiled.stacks,
    twoBuses: compiled.twoBuses,
    lengths: compiled.lengths,
    busOf: compiled.busOf,
    windowCounts: compiled.fawCounts,
    windowCommands: compiled.fawAppliesTo,
    windowCommandCount: compiled.fawAppliesTo.length,
    activationWindow: compiled.fawWindow,
    waitStarts: waits.starts,
    waitCommands: waits.commands,
    waitCycles: waits.cycles,
    spreads: waits.spreads,
  };
}

function policySettings({ controller, mode, compiled, refreshInterval }: RunParts): KernelSettings {
  const perBank = controller.refreshPolicy === 'PerBank';
  const intervals = perBank ? compiled.banksPerRank : 1;
  return {
    closesNever: controller.pagePolicy === 'Open',
    closesAlways: controller.pagePolicy === 'Closed',
    closesSingles: controller.pagePolicy === 'ClosedAdaptive',
    hitsFirst: controller.scheduler !== 'Fifo',
    grouped: controller.scheduler === 'FrFcfsGrp',
    strict: controller.commandMux === 'Strict',
    corrected: mode === 'corrected',
    sharedBuffer: controller.schedulerBuffer === 'Shared',
    bankwiseBuffer: controller.schedulerBuffer === 'Bankwise',
    bufferSize: controller.requestBufferSize,
    answersInOrder: controller.responseQueue === 'Reorder',
    refreshes: controller.refreshPolicy !== 'NoRefresh',
    refreshesBanks: perBank,
    refreshInterval,
    maxPostponed: controller.refreshMaxPostponed * intervals,
    maxPulledIn: controller.refreshMaxPulledIn * intervals,
    staggered: controller.powerDownPolicy === 'Staggered',
    simpleArbiter: controller.arbiter === 'Simple',
    arbiterInOrder: controller.arbiter === 'Reorder',
    maxActive: controller.maxActiveTransactions,
  };
}

function delaySettings({ device }: DramRequest, { controller }: RunParts): KernelSettings {
  const answer =
    controller.phyDelayForwardCycles + controller.phyDelayBackwardCycles + controller.thinkDelayBackwardCycles;
  return {
    thinkForward: controller.thinkDelayForwardCycles,
    arbitrationForward: controller.arbitrationDelayForwardCycles,
    arbitrationBackward: controller.arbitrationDelayBackwardCycles,
    phyForward: controller.phyDelayForwardCycles,
    readAnswer: device.read_data_end_cycles + answer,
    writeAnswer: device.write_data_end_cycles + answer,
  };
}

function accountSettings({ model }: RunParts): KernelSettings {
  if (model === undefined) return { accounting: false };
  return {
    accounting: true,
    timeRas: model.t.RAS,
    timeRp: model.t.RP,
    timeRfc: model.t.RFC,
    readToPrecharge: model.readToPrecharge,
    writeToPrecharge: model.writeToPrecharge,
    completions: completionsOf(model),
  };
}
