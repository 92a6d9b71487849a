/** What every shipped device and address map must satisfy. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadTemplate } from '../../../hwtemplates/index.js';
import { dramChoices, simulateDram } from '../../../simulators/dram/index.js';
import { devices, requestOf } from './requests.js';

const compared = ['ddr3_1600', 'ddr4_2400', 'hbm2_2000', 'lpddr4_3200'];

for (const name of devices) {
  const device = loadTemplate('dram', name);
  const { burstLength, dataRate, width, nbrOfDevices, nbrOfBanks, nbrOfRanks, nbrOfPseudoChannels, nbrOfStacks } =
    device.architecture;
  const { maps } = loadTemplate('dram/address-maps', device.standard.toLowerCase());

  describe(`DRAM device ${name}`, () => {
    it('bears the name of its file and says where its figures come from and whether they were compared', () => {
      assert.equal(device.id, name);
      assert.ok(device.source.length > 20);
      assert.equal(device.validated === true, compared.includes(name));
    });

    it('moves a burst of its width in the clocks of its data rate', () => {
      assert.equal(device.bytes_per_burst, (burstLength * width * nbrOfDevices) / 8);
      assert.equal(device.burst_cycles, burstLength / dataRate);
      assert.ok(device.read_data_end_cycles > device.burst_cycles);
      assert.ok(device.write_data_end_cycles >= device.burst_cycles);
    });

    it('gives its timings to the constraints that bear them', () => {
      const { RCD, RAS, FAW } = device.timing_cycles;
      const least = (scope: string, first: string, second: string) =>
        device.constraints.find((row) => row[0] === scope && row[1] === first && row[2] === second)?.[3];
      const late = (device.command_length_cycles['ACT'] ?? device.command_length_cycles['all'] ?? 1) > 1 ? 2 : 0;
      assert.ok((least('sameBank', 'ACT', 'PREPB') as number) - (RAS as number) <= late);
      assert.ok(RCD === undefined || Math.abs((least('sameBank', 'ACT', 'RD') as number) - RCD) <= late);
      assert.equal(device.faw.window_cycles, FAW);
    });

    it('has timings that fit together', () => {
      const t: Readonly<Record<string, number | undefined>> = device.timing_cycles;
      const sums = [
        ['RC', 'RAS', t['RP'] === undefined ? 'RPPB' : 'RP'],
        ['RCPB', 'RAS', 'RPPB'],
        ['RCAB', 'RAS', 'RPAB'],
      ] as const;
      const known = sums.filter(([sum]) => t[sum] !== undefined);
      assert.ok(known.length > 0);
      for (const [sum, a, b] of known) assert.equal(t[sum], (t[a] as number) + (t[b] as number), sum);
      for (const wait of ['CCD', 'RRD', 'WTR']) {
        const [far, near] = [t[`${wait}_S`] ?? t[`${wait}S`], t[`${wait}_L`] ?? t[`${wait}L`]];
        assert.ok(far === undefined || (near as number) >= far, `${wait} within a bank group`);
      }
      assert.ok((t['FAW'] as number) >= (t['RRD'] ?? t['RRD_S'] ?? t['RRDS'] ?? Number.NaN));
    });

    it('refreshes as often as its standard asks', () => {
      const { allBank } = device.refresh_interval_cycles;
      const us = (allBank * device.tCK_ps) / 1e6;
      const standard = ['DDR3', 'DDR4'].includes(device.standard) ? 7.8 : 3.9;
      assert.equal(allBank, device.timing_cycles['REFI']);
      assert.ok(Math.abs(us / standard - 1) < 0.005, `${us} us`);
    });

    for (const [mapName, map] of Object.entries(maps)) {
      it(`has every bit of the address in one field of map ${mapName}`, () => {
        const plain = Object.values(map).map((bits) => bits.map((bit) => (typeof bit === 'number' ? bit : bit[0])));
        const bits = plain.flat().sort((a, b) => (a as number) - (b as number));
        assert.deepEqual(
          bits,
          Array.from(bits, (_, i) => i),
        );
        const banks = 2 ** ((map.BANK_BIT?.length ?? 0) + (map.BANKGROUP_BIT?.length ?? 0));
        assert.equal(banks, nbrOfBanks);
        const ranks = 2 ** (map.RANK_BIT?.length ?? map.PSEUDOCHANNEL_BIT?.length ?? 0);
        assert.equal(ranks, nbrOfRanks ?? nbrOfPseudoChannels ?? 1);
        assert.ok(2 ** (map.STACK_BIT?.length ?? 0) <= (nbrOfStacks ?? 1));
      });
    }

    it('comes near its peak bandwidth when banks take turns, and never beyond it', () => {
      const { bandwidthGBps } = simulateDram(
        requestOf(
          name,
          { generator: 'stream', requests: 4000 },
          { map: 'rcb', controller: { refreshPolicy: 'NoRefresh' } },
        ),
      );
      const ranks = nbrOfPseudoChannels ?? 1;
      const peak = (ranks * device.bytes_per_burst) / (device.burst_cycles * (device.tCK_ps / 1000));
      assert.ok(bandwidthGBps <= peak && bandwidthGBps > 0.4 * peak, `${bandwidthGBps} of ${peak} GB/s`);
    });

    it('runs under every page policy, and says whether the result was compared', () => {
      for (const pagePolicy of dramChoices.pagePolicy) {
        const trace = { generator: 'random', requests: 300, writePercent: 30 } as const;
        const result = simulateDram(requestOf(name, trace, { controller: { pagePolicy } }));
        assert.equal(result.provenance.validated, compared.includes(name));
        assert.equal(result.energyPj === null, device.power === null);
      }
      const corrected = simulateDram(requestOf(name, { generator: 'stream', requests: 10 }, { mode: 'corrected' }));
      assert.equal(corrected.provenance.validated, false);
    });
  });
}
