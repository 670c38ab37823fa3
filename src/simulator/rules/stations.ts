import type { UserRecord } from '../organisation/model.ts';

/** The phone is free for others; which one it was is remembered. */
export function leaveStation(user: UserRecord): void {
  user.lastStationId = user.associatedStationId ?? user.lastStationId;
  user.associatedStationId = undefined;
  user.associatedAt = undefined;
}
