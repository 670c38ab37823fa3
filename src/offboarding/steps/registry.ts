/** All steps by name, as the rows of journeys name them. */

import { conversationsStep } from './conversations.ts';
import { divisionStep } from './division.ts';
import { groupsStep } from './groups.ts';
import { languagesStep } from './languages.ts';
import { presenceStep } from './presence.ts';
import { queuesStep } from './queues.ts';
import { rolesStep } from './roles.ts';
import { sessionsStep } from './sessions.ts';
import { skillsStep } from './skills.ts';
import { snapshotStep } from './snapshot-step.ts';
import { stateStep } from './state.ts';
import { stationStep } from './station.ts';
import type { Step } from './step.ts';
import { teamStep } from './team.ts';
import { telephonyStep } from './telephony.ts';
import { tokensStep } from './tokens.ts';
import { utilizationStep } from './utilization.ts';
import { verifiersStep } from './verifiers.ts';
import { workforceStep } from './workforce.ts';

/** In the order of a complete offboarding, the verification apart: it knows these. */
export const STEPS: ReadonlyMap<string, Step> = new Map(
  [
    snapshotStep,
    stateStep,
    tokensStep,
    conversationsStep,
    presenceStep,
    groupsStep,
    queuesStep,
    teamStep,
    workforceStep,
    stationStep,
    skillsStep,
    languagesStep,
    utilizationStep,
    rolesStep,
    verifiersStep,
    telephonyStep,
    sessionsStep,
    divisionStep,
  ].map((step) => [step.name, step]),
);
