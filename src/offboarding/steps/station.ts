/** The associated station is freed; the default one is freed too and comes back. */

import { isNotFound } from '../../genesys/errors.ts';
import type { Holdings } from '../holdings.ts';
import { done, type Step } from './step.ts';

/** By id: stations are often named after the person, and labels reach the audit trail. */
async function heldStations(held: Holdings): Promise<string[]> {
  const { associated, default: desk } = await held.station();
  return [associated, desk].flatMap((station) => station?.id ?? []);
}

export const stationStep: Step = {
  name: 'station',
  about: {
    does: 'frees the station the person works at, and the default one',
    calls: ['DELETE /users/{id}/station/associatedstation', 'DELETE /users/{id}/station/defaultstation'],
    permissions: ['telephony:station:disassociate', 'telephony:phone:assign'],
    evidence: 'both stations',
    undo: 'the default station, unless the person has another one by then',
  },
  plan: heldStations,
  async perform({ genesys, userId, call, held }) {
    const { associated, default: desk } = await held.station();
    if (associated !== undefined) await genesys.stations.dissociate(userId, call);
    if (desk !== undefined) await genesys.stations.clearDefault(userId, call);
    return done({ associated: associated?.id ?? null, default: desk?.id ?? null });
  },
  verify: async (now) => ({ open: await heldStations(now) }),
  async undo({ genesys, userId, call, snapshot, held }) {
    const wanted = snapshot?.station.default;
    if (wanted === undefined) return done({ default: null });
    const now = await held.station();
    if (now.default !== undefined) return done({ default: now.default.id });
    try {
      await genesys.stations.setDefault(userId, wanted.id, call);
      return done({ default: wanted.id });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return done({ default: null, missing: [{ id: wanted.id }] });
    }
  },
};
