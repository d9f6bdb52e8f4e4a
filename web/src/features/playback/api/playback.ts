import { client, unwrap } from "@/api/client";
import { API } from "@/api/plain";
import type { Schemas } from "@/api/schemas";
import { currentAccess } from "@/api/token";

export type Playback = Schemas["Playback"];
export type ReportOut = Schemas["ReportOut"];
export type Renewed = Schemas["Renewed"];
export type Report = Schemas["Report"];

/** The calls of one viewing. Behind an interface, so that rules of timing are tested without a network. */
export interface PlaybackApi {
  open: (lesson: string) => Promise<Playback>;
  report: (session: string, report: Report) => Promise<ReportOut>;
  renew: (session: string) => Promise<Renewed>;
  close: (session: string) => Promise<void>;
  /** The page is going away: sent without waiting, and outlives the page. */
  leave: (session: string, report: Report) => void;
}

export const playbackApi: PlaybackApi = {
  open: async (lesson) => unwrap(await client.POST("/lessons/{lesson}/playback", { params: { path: { lesson } }, body: { player: "own" } })),
  report: async (session, body) => unwrap(await client.POST("/playback/{session}/report", { params: { path: { session } }, body })),
  renew: async (session) => unwrap(await client.POST("/playback/{session}/renew", { params: { path: { session } } })),
  close: async (session) => {
    unwrap(await client.DELETE("/playback/{session}", { params: { path: { session } } }));
  },
  leave: (session, report) => {
    const token = currentAccess()?.token;
    if (token === undefined) return; // what was watched stays in the browser and is told at the next visit
    void globalThis
      .fetch(`${API}/playback/${session}/report`, {
        method: "POST",
        keepalive: true,
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
        body: JSON.stringify(report),
      })
      .catch(() => undefined);
  },
};
