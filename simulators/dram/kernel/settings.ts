/** What a run is given: the host sets all of it before the run starts. Commands are numbers, flags are 0 or 1. */
import { Bytes, Doubles, Shorts, Words } from './memory';

/** The trace, by request: arrival, direction (1 write), line, and its place in the device. */
export let requests = 0;
export let arrivals: Doubles = changetype<Doubles>(0);
export let writes: Bytes = changetype<Bytes>(0);
export let lines: Words = changetype<Words>(0);
export let banks: Shorts = changetype<Shorts>(0);
export let rows: Words = changetype<Words>(0);
export let stackOf: Bytes = changetype<Bytes>(0);
export let maxReads = 0;

/** The device. */
export let ranks = 0;
export let banksPerRank = 0;
export let banksPerGroup = 0;
export let stacks = 0;
export let twoBuses = 0;
/** By command: clocks on its bus, its bus, whether it counts for the activation window. */
export let lengths: Words = changetype<Words>(0);
export let busOf: Words = changetype<Words>(0);
export let windowCounts: Words = changetype<Words>(0);
export let windowCommands: Words = changetype<Words>(0);
export let windowCommandCount = 0;
export let activationWindow = 0;
/** Waits: see `waits.ts` beside this folder. */
export let waitStarts: Words = changetype<Words>(0);
export let waitCommands: Words = changetype<Words>(0);
export let waitCycles: Words = changetype<Words>(0);
export let spreads: Words = changetype<Words>(0);

/** The controller's policies. */
export let closesAlways = 0;
export let closesNever = 0;
export let closesSingles = 0;
export let hitsFirst = 0;
export let grouped = 0;
export let strict = 0;
export let corrected = 0;
export let sharedBuffer = 0;
export let bankwiseBuffer = 0;
export let bufferSize = 0;
export let answersInOrder = 0;
export let refreshes = 0;
export let refreshesBanks = 0;
export let refreshInterval = 0;
export let maxPostponed = 0;
export let maxPulledIn = 0;
export let staggered = 0;
export let simpleArbiter = 0;
export let arbiterInOrder = 0;
export let maxActive = 0;

/** Delays in clocks. */
export let thinkForward = 0;
export let arbitrationForward = 0;
export let arbitrationBackward = 0;
export let phyForward = 0;
/** From the issue of a read and of a write to its answer. */
export let readAnswer = 0;
export let writeAnswer = 0;

/** Whether commands are accounted for, and the model's times in clocks. */
export let accounting = 0;
export let timeRas: f64 = 0;
export let timeRp: f64 = 0;
export let timeRfc: f64 = 0;
export let readToPrecharge: f64 = 0;
export let writeToPrecharge: f64 = 0;
/** By command: clocks that it still takes when it is the last. */
export let completions: Doubles = changetype<Doubles>(0);

/** Whether commands are reported to the host. */
export let reports = 0;
