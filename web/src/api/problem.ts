import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { useFormat } from "@/i18n/use-format";
import type { Format } from "@/lib/format";

/** What the server says about a refusal: RFC 9457 with our `fields`. */
interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail?: string | null;
  fields?: Record<string, string> | null;
  request_id?: string | null;
  /** Figures for the words: `limit_bytes`, `retry_after_s`. */
  [extra: string]: unknown;
}

/** A refusal or a failure, thrown by {@link unwrap}. */
export class Problem extends Error {
  /** Stable slug, such as `email-taken`; picks the translated text. */
  readonly slug: string;
  readonly status: number;
  /** Slugs by the name of the form's field. */
  readonly fields: Record<string, string>;
  readonly requestId: string | undefined;
  /** All the server said, for figures in the words. */
  readonly body: Readonly<Record<string, unknown>>;

  constructor(body: ProblemBody) {
    super(body.title);
    this.name = "Problem";
    this.slug = body.type.replace(/^.*[/:#]/, "");
    this.status = body.status;
    this.fields = body.fields ?? {};
    this.body = body;
    this.requestId = body.request_id ?? undefined;
  }
}

/** The request did not reach the server or its answer did not come back. */
export class LineLost extends Problem {
  constructor() {
    super({ type: "line-lost", title: "No answer from the server", status: 0 });
  }
}

export function problemOf(error: unknown): Problem | undefined {
  return error instanceof Problem ? error : undefined;
}

function isProblemBody(body: unknown): body is ProblemBody {
  return typeof body === "object" && body !== null && "type" in body && typeof body.type === "string";
}

/** A problem out of any failed answer: the edge may answer with a page of its own. */
export function problemFrom(response: Response, body: unknown): Problem {
  if (isProblemBody(body)) return new Problem({ ...body, title: body.title ?? response.statusText, status: response.status });
  const type = response.status >= 500 ? "server-failed" : response.status === 413 ? "too-large" : response.status === 404 ? "not-found" : "refused";
  return new Problem({ type, title: response.statusText, status: response.status });
}

/** Words for a problem: our translation by its slug, else the server's title. */
export function useProblemText(): (problem: unknown) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return useCallback(
    (error: unknown) => {
      const problem = problemOf(error);
      if (problem === undefined) return t("problems:unknown");
      const fallback = problem.status >= 500 ? t("problems:server-failed") : problem.message || t("problems:unknown");
      const words = t(`problems:${problem.slug}`, { ...figures(problem.body, format), defaultValue: fallback });
      return problem.status >= 500 && problem.requestId !== undefined ? `${words} ${t("problems:number", { id: problem.requestId })}` : words;
    },
    [t, format],
  );
}

/** Figures of a problem as people read them: `retry_after_s` becomes «{{retry_after}}». */
function figures(body: Readonly<Record<string, unknown>>, format: Format): Record<string, string> {
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      if (typeof value !== "number") return [];
      if (name.endsWith("_bytes")) return [[name.replace(/_bytes$/, ""), format.size(value)]];
      if (name.endsWith("_s")) return [[name.replace(/_s$/, ""), format.length(value * 1000)]];
      return [[name, format.number(value)]];
    }),
  );
}

/** Words for the fields of a form, by their names: our translation of the server's slugs. */
export function useFieldErrors(): (problem: unknown) => Record<string, string> {
  const { t } = useTranslation();
  return useCallback(
    (error: unknown) =>
      Object.fromEntries(
        Object.entries(problemOf(error)?.fields ?? {}).map(([field, reason]) => [
          field,
          t(`problems:fields.${field}.${reason}`, { defaultValue: t(`problems:fields.any.${reason}`, { defaultValue: t("problems:fields.any.invalid") }) }),
        ]),
      ),
    [t],
  );
}
