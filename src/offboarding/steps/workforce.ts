import { isNotFound } from '../../genesys/errors.ts';
import { done, labelOf, type Step } from './step.ts';

export const workforceStep: Step = {
  name: 'workforce',
  about: {
    does: 'takes the person out of the management unit, so that nobody schedules them',
    calls: ['POST /workforcemanagement/agents'],
    permissions: ['wfm:agent:edit'],
    evidence: 'the unit left',
    undo: 'the unit, unless the person is in another one by then',
  },
  async plan(held) {
    const unit = await held.managementUnit();
    return unit === undefined ? [] : [labelOf(unit)];
  },
  async perform({ genesys, userId, call, held }) {
    const unit = await held.managementUnit();
    await genesys.workforce.move([userId], undefined, call);
    return done({ left: unit });
  },
  async verify(_now, { genesys, userId, call, snapshot }) {
    const unit = snapshot?.workforce?.unit;
    const stays = unit !== undefined && (await genesys.workforce.isIn(userId, unit.id, call));
    return { open: stays ? [labelOf(unit)] : [] };
  },
  async recheck(now, { snapshot }) {
    if (snapshot?.workforce?.unit === undefined) return { open: [] };
    const unit = await now.managementUnit();
    return { open: unit === undefined ? [] : [labelOf(unit)] };
  },
  async undo({ genesys, userId, call, snapshot, held }) {
    const unit = snapshot?.workforce?.unit;
    if (unit === undefined) return done({ unit: null });
    const now = await held.managementUnit();
    if (now !== undefined) return done({ unit: now });
    try {
      await genesys.workforce.move([userId], unit.id, call);
      return done({ unit });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return done({ unit: null, missing: [unit] });
    }
  },
};
