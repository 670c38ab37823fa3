/** A span of one session, in the words of the analytics API. */
export interface AnalyticsSegment {
  readonly segmentStart: string;
  readonly segmentEnd?: string;
  readonly segmentType: 'interact' | 'wrapup';
  readonly conference: boolean;
  readonly queueId?: string;
  readonly disconnectType?: string;
  readonly wrapUpCode?: string;
}

export interface AnalyticsParticipant {
  readonly participantId: string;
  readonly participantName?: string;
  readonly purpose: 'customer' | 'acd' | 'agent';
  readonly userId?: string;
  readonly sessions: readonly {
    readonly sessionId: string;
    readonly mediaType: 'voice';
    readonly direction: 'inbound';
    readonly segments: readonly AnalyticsSegment[];
  }[];
}

/** `AnalyticsConversation`. */
export interface AnalyticsConversation {
  readonly conversationId: string;
  readonly conversationStart: string;
  readonly conversationEnd?: string;
  readonly conversationInitiator: 'customer';
  readonly customerParticipation: boolean;
  readonly originatingDirection: 'inbound';
  readonly divisionIds: readonly string[];
  readonly participants: readonly AnalyticsParticipant[];
}
