import { useEffect, useEffectEvent } from "react";

import { EventHub } from "./event-hub";
import type { Schemas } from "./schemas";
import { onSessionChange } from "./session";

interface Events {
  /** A video of this teacher changed. */
  video: Schemas["VideoOut"] & { lesson_id?: string | null };
  /** The right to watch something ended. */
  access: { session_id?: string | null; lesson_id?: string | null; reason: string };
  /** A course is completed: all it requires is done. */
  completed: { course_id: string };
  /** An order of this buyer changed. */
  order: { order_id: string; course_id: string; state: Schemas["OrderState"] };
  /** Name, role or settings changed elsewhere. */
  account: object;
  /** The stream opened (again): what happened meanwhile was not told. */
  opened: null;
}

const hub = new EventHub({ channel: typeof BroadcastChannel === "undefined" ? undefined : new BroadcastChannel("lectern-events") });
onSessionChange(() => hub.restart());

export function onServerEvent<E extends keyof Events>(event: E, listener: (data: Events[E]) => void): () => void {
  return hub.on(event, listener as (data: unknown) => void);
}

/** Listens while the component is on the page. */
export function useServerEvent<E extends keyof Events>(event: E, listener: (data: Events[E]) => void): void {
  const newest = useEffectEvent(listener);
  useEffect(() => onServerEvent(event, (data) => newest(data)), [event]);
}
