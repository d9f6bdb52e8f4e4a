import type { ReactNode } from "react";

import { Failure } from "./failure";

interface LoadedProps<T> {
  query: { data: T | undefined; isError: boolean; error: unknown; refetch: () => unknown };
  /** Stands in its place meanwhile, in its shape; mostly `Blocks`. */
  waiting: ReactNode;
  /** It stands in a sheet, which has no padding of its own. */
  inSheet?: boolean;
  children: (data: T) => ReactNode;
}

/** What a query brought; before that a place for it, and if it failed, why and a way to ask again. What came once stays. */
export function Loaded<T>({ query, waiting, inSheet, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  const instead = query.isError ? <Failure error={query.error} onRetry={() => void query.refetch()} /> : waiting;
  return inSheet === true && instead !== null ? <div className="pad">{instead}</div> : instead;
}
