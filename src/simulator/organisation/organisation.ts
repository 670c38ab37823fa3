import { type AuditExecution, AuditLog } from './audit-log.ts';
import { EMPLOYEE_ROLE } from './catalogue.ts';
import type { Conversation } from './conversation.ts';
import { Lag } from './lag.ts';
import type {
  AnalyticsJob,
  DirectRoutingBackup,
  Division,
  GdprRequest,
  Grant,
  Group,
  ManagementUnit,
  Named,
  NotificationChannel,
  Queue,
  Role,
  SkillGroup,
  Station,
  Team,
  Verifier,
  VoicemailPolicy,
} from './model.ts';
import { Schedule } from './schedule.ts';
import type { GroupDocument, SearchDocument } from './search-document.ts';
import { UserDirectory } from './user-directory.ts';

/** The simulated organisation: everything it holds, by id, in a stable order. */
export class Organisation {
  readonly id: string;
  readonly name: string;
  readonly users = new UserDirectory();
  /** What the search index has not seen yet. */
  readonly search = new Lag<SearchDocument | undefined>();
  readonly groupSearch = new Lag<GroupDocument | undefined>();
  /** What the authorization cache has not seen yet, by subject. */
  readonly grantLag = new Lag<readonly Grant[]>();
  readonly conversations = new Map<string, Conversation>();
  readonly schedule = new Schedule();
  readonly audit = new AuditLog();
  readonly auditQueries = new Map<string, AuditExecution>();
  readonly analyticsJobs = new Map<string, AnalyticsJob>();
  readonly channels = new Map<string, NotificationChannel>();
  readonly gdprRequests = new Map<string, GdprRequest>();
  readonly divisions = new Map<string, Division>();
  readonly roles = new Map<string, Role>();
  readonly skills = new Map<string, Named>();
  readonly languages = new Map<string, Named>();
  readonly queues = new Map<string, Queue>();
  readonly groups = new Map<string, Group>();
  readonly teams = new Map<string, Team>();
  readonly stations = new Map<string, Station>();
  readonly managementUnits = new Map<string, ManagementUnit>();
  readonly skillGroups = new Map<string, SkillGroup>();
  // Few people have any of these, so they are kept by user id and not with each user.
  readonly verifiers = new Map<string, readonly Verifier[]>();
  readonly backups = new Map<string, DirectRoutingBackup>();
  readonly voicemailPolicies = new Map<string, VoicemailPolicy>();

  constructor(id: string, name: string) {
    this.id = id;
    this.name = name;
  }

  get homeDivision(): Division {
    for (const division of this.divisions.values()) if (division.home) return division;
    throw new Error('The organisation has no home division');
  }

  /** The default role that a newly created user gets. */
  get employeeRole(): Role {
    for (const role of this.roles.values()) if (role.name === EMPLOYEE_ROLE) return role;
    throw new Error('The organisation has no employee role');
  }
}
