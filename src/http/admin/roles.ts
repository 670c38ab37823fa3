/**
 * Who may do what in the admin API. A token with the scope `admin` stands for an administrator; whoever signs in to
 * the console has the role that the provider gives them.
 */

import type { Role } from '../../store/console-sessions.ts';

/** Each may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'administrator'] as const satisfies readonly Role[];

/** The least role for each operation. */
export const ROLE_OF = {
  listOffboardings: 'viewer',
  countOffboardings: 'viewer',
  readOffboarding: 'viewer',
  readEvidence: 'viewer',
  searchPeople: 'viewer',
  listStalePeople: 'viewer',
  readPerson: 'viewer',
  readHistory: 'viewer',
  listGuards: 'viewer',
  listClients: 'viewer',
  readClient: 'viewer',
  listCredentials: 'viewer',
  listAudit: 'viewer',
  readAuditChain: 'viewer',
  verifyAudit: 'viewer',
  exportAudit: 'viewer',
  listNotifications: 'viewer',
  readOverview: 'viewer',
  watchEvents: 'viewer',
  readSetup: 'viewer',
  runDoctor: 'operator',
  listRequests: 'viewer',
  readRequest: 'viewer',
  readDescription: 'viewer',
  offboardPerson: 'operator',
  restorePerson: 'operator',
  retrySteps: 'operator',
  cancelJourney: 'operator',
  releaseClient: 'operator',
  rejectClient: 'operator',
  retryNotifications: 'operator',
  retryNotification: 'operator',
  previewErasure: 'viewer',
  // Of their own; an administrator sees and ends everybody's.
  listSessions: 'viewer',
  endSession: 'viewer',
  // Who gets in; what cannot be taken back; and what leads to conversations with customers.
  createCredential: 'administrator',
  rotateCredential: 'administrator',
  revokeCredential: 'administrator',
  revokeCredentials: 'administrator',
  endConversations: 'administrator',
  erasePerson: 'administrator',
  startConversationJob: 'administrator',
  readConversationJob: 'administrator',
  readConversations: 'administrator',
} as const satisfies Readonly<Record<string, Role>>;

export type OperationId = keyof typeof ROLE_OF;

export function mayAct(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}
