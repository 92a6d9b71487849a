/** Hardware for problems over networks: any device that a simulator covers, by name. */
export { deviceKinds, networkDevice } from './catalogue.js';
export { checkRuns, type Device, type DeviceKind, type DeviceRun, type Workload } from './device.js';
export { tableDevice } from './lookup-table.js';
export { deviceOption, hardwareOption, optionalDevice } from './options.js';
