/**
 * What the hub tells its pages as it happens (`GET /v1/events`, server-sent events): event name `journal`, data = one line of
 * the journal as JSON; event name `progress`, data = {@link Progress}. The event id is the journal number, so that a page that
 * lost the line asks for what it missed (`Last-Event-ID`).
 */
export interface Progress {
  readonly status: string;
  readonly step: string;
  /** 0 to 1. */
  readonly done: number;
  /** Simulated time, milliseconds. */
  readonly now: number;
}

/** Where pages listen. */
export const EVENTS_PATH = '/v1/events';
