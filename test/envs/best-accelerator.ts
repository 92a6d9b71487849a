/** The best of all designs of `accelerator-sizing`. */
export const bestAccelerator = {
  peRows: 48,
  peColumns: 48,
  clockMhz: 200,
  bufferKib: 64,
  registerBytes: 16,
  dataflow: 'outputStationary',
  dramGbPerS: 3.2,
  bits: 4,
  width: 1.25,
};
