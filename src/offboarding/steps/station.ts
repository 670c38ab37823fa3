/** The associated station is freed; the default one is freed too and comes back. */

import { isNotFound } from '../../genesys/errors.ts';
import { done, freshSnapshot, type Step } from './step.ts';

export const stationStep: Step = {
  name: 'station',
  async offboard(context) {
    const { genesys, userId, call } = context;
    const station = freshSnapshot(context)?.station ?? (await genesys.stations.of(userId, call));
    if (station.associated !== undefined) await genesys.stations.dissociate(userId, call);
    if (station.default !== undefined) await genesys.stations.clearDefault(userId, call);
    return done({ associated: station.associated?.id ?? null, default: station.default?.id ?? null });
  },
  async restore({ genesys, userId, call, snapshot }) {
    const wanted = snapshot?.station.default;
    if (wanted === undefined) return done({ default: null });
    const now = await genesys.stations.of(userId, call);
    if (now.default !== undefined) return done({ default: now.default.id });
    try {
      await genesys.stations.setDefault(userId, wanted.id, call);
      return done({ default: wanted.id });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return done({ default: null, missing: [wanted] });
    }
  },
};
