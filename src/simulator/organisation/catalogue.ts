/** What Genesys itself brings into each organisation, and a plausible company's own additions. */

export const OFFLINE_PRESENCE_ID = 'ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5';
export const AVAILABLE_PRESENCE_ID = '6a3af858-942f-489d-9700-5f9bcdcdae9b';
export const ON_QUEUE_PRESENCE_ID = 'e08eaf1b-ee47-4fa9-a231-1200e284798f';

export interface SystemPresence {
  readonly id: string;
  readonly name: string;
  /** Name in the analytics enumeration. */
  readonly analytics: string;
}

export const SYSTEM_PRESENCES: readonly SystemPresence[] = [
  { id: AVAILABLE_PRESENCE_ID, name: 'Available', analytics: 'AVAILABLE' },
  { id: ON_QUEUE_PRESENCE_ID, name: 'On Queue', analytics: 'ON_QUEUE' },
  { id: '31fe3bac-dea6-44b7-bed7-47f91660a1a0', name: 'Busy', analytics: 'BUSY' },
  { id: '5e5c5c66-ea97-4e7f-ac41-6424784829f2', name: 'Away', analytics: 'AWAY' },
  { id: '227b37e2-f1d0-4dd0-8f50-badd7cf6d158', name: 'Break', analytics: 'BREAK' },
  { id: '3fd96123-badb-4f69-bc03-1b1ccc6d8014', name: 'Meal', analytics: 'MEAL' },
  { id: OFFLINE_PRESENCE_ID, name: 'Offline', analytics: 'OFFLINE' },
];

export const EMPLOYEE_ROLE = 'employee';

export interface RoleTemplate {
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly string[];
}

export const ROLES: readonly RoleTemplate[] = [
  {
    name: EMPLOYEE_ROLE,
    description: 'Default role of every person in the organisation',
    permissions: ['directory:user:view', 'chat:chat:access', 'web:deviceSettings:access'],
  },
  {
    name: 'User',
    description: 'Contact centre agent',
    permissions: ['routing:queue:join', 'conversation:call:accept', 'conversation:communication:view'],
  },
  {
    name: 'Communicate - User',
    description: 'Business user with a phone',
    permissions: ['telephony:phone:assign', 'conversation:call:add'],
  },
  {
    name: 'Communicate - Admin',
    description: 'Administers telephony',
    permissions: ['telephony:plugin:all', 'telephony:station:disassociate'],
  },
  {
    name: 'Supervisor',
    description: 'Supervises agents, queues and conversations',
    permissions: ['routing:queue:*', 'analytics:agentState:view', 'conversation:communication:view'],
  },
  {
    name: 'Admin',
    description: 'Administers the organisation',
    permissions: ['directory:*:*', 'authorization:*:*', 'routing:*:*', 'telephony:*:*', 'oauth:*:*'],
  },
  { name: 'Master Admin', description: 'Unrestricted administrator', permissions: ['*:*:*'] },
  {
    name: 'Quality Evaluator',
    description: 'Evaluates conversations',
    permissions: ['quality:evaluation:add', 'recording:recording:view'],
  },
  {
    name: 'Quality Administrator',
    description: 'Administers quality management',
    permissions: ['quality:*:*', 'recording:*:*'],
  },
  {
    name: 'Workforce Management Agent',
    description: 'Sees the own schedule',
    permissions: ['wfm:agentSchedule:view', 'wfm:agentTimeOffRequest:submit'],
  },
  {
    name: 'Workforce Management Administrator',
    description: 'Plans the workforce',
    permissions: ['wfm:*:*'],
  },
  { name: 'Outbound Agent', description: 'Works on campaigns', permissions: ['dialer:campaign:view'] },
  {
    name: 'Telephony Admin',
    description: 'Administers trunks and edges',
    permissions: ['telephony:plugin:all'],
  },
  { name: 'Developer', description: 'Integrates other systems', permissions: ['oauth:client:view'] },
];

export const DIVISIONS: readonly string[] = ['Home', 'North America', 'Europe', 'Asia Pacific'];

export const QUEUES: readonly string[] = [
  'Billing Support',
  'Technical Support',
  'Sales Inbound',
  'Retention',
  'Claims',
  'Orders and Returns',
  'Premium Care',
  'Collections',
  'Appointments',
  'Web Chat',
  'Email Support',
  'Social Messaging',
  'Billing Support - Spanish',
  'Technical Support - French',
  'Partner Desk',
  'Fraud Desk',
  'Back Office',
  'Welcome Calls',
];

/** Queues whose members come from a group. */
export const GROUP_QUEUES: readonly string[] = ['Weekend Overflow', 'Emergency Hotline'];

export const SKILLS: readonly string[] = [
  'Billing',
  'Technical Troubleshooting',
  'Refunds',
  'Upselling',
  'Complaint Handling',
  'Claims Assessment',
  'Password Reset',
  'Network Diagnostics',
  'Credit Control',
  'Product Onboarding',
  'Chat Etiquette',
  'Fraud Prevention',
];

export const LANGUAGES: readonly string[] = [
  'English',
  'Spanish',
  'French',
  'German',
  'Portuguese',
  'Japanese',
];

export interface GroupTemplate {
  readonly name: string;
  readonly description: string;
  readonly type: 'official' | 'social';
  /** Share of agents who belong to it. */
  readonly percent: number;
  readonly dynamic?: boolean;
  /** Role that membership brings. */
  readonly role?: string;
  /** Queue whose members it brings. */
  readonly queue?: string;
}

export const GROUPS: readonly GroupTemplate[] = [
  {
    name: 'Weekend Cover',
    description: 'Agents who take weekend shifts',
    type: 'official',
    percent: 25,
    queue: 'Weekend Overflow',
  },
  {
    name: 'Emergency Responders',
    description: 'First line in a service emergency',
    type: 'official',
    percent: 8,
    queue: 'Emergency Hotline',
  },
  {
    name: 'Quality Champions',
    description: 'Peers who evaluate conversations',
    type: 'official',
    percent: 12,
    role: 'Quality Evaluator',
  },
  { name: 'Remote Workers', description: 'People who work from home', type: 'official', percent: 40 },
  { name: 'Book Club', description: 'First Thursday of the month', type: 'social', percent: 10 },
  { name: 'Full-time Agents', description: 'Kept by a rule', type: 'official', percent: 60, dynamic: true },
];

export const TEAMS: readonly string[] = [
  'Aurora',
  'Beacon',
  'Cascade',
  'Delta',
  'Ember',
  'Falcon',
  'Granite',
  'Harbor',
];

export const MANAGEMENT_UNITS: readonly string[] = [
  'Customer Care',
  'Technical Services',
  'Sales Operations',
];

/** Skill groups: everybody with more than this proficiency in the skill, and in the language if there is one. */
export interface SkillGroupTemplate {
  readonly name: string;
  readonly description: string;
  readonly skill: string;
  readonly language?: string;
  readonly moreThan: number;
}

export const SKILL_GROUPS: readonly SkillGroupTemplate[] = [
  { name: 'Billing Experts', description: 'Solid in billing', skill: 'Billing', moreThan: 2 },
  { name: 'Refund Desk', description: 'May decide refunds', skill: 'Refunds', moreThan: 1 },
  {
    name: 'Network Second Line',
    description: 'Network diagnostics in English',
    skill: 'Network Diagnostics',
    language: 'English',
    moreThan: 2,
  },
];
