import { QueryClient } from "@tanstack/react-query";

import { problemOf } from "@/api/problem";

/** A refusal is an answer and is not asked again; a lost line is, twice. */
export function retries(failures: number, error: Error): boolean {
  const problem = problemOf(error);
  if (problem !== undefined && problem.status < 500) return false;
  return failures < 2;
}

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: retries, staleTime: 15_000, throwOnError: false } },
});
