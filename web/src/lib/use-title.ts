import { useEffect } from "react";

/** Names the page in the tab and for screen readers. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title === undefined ? "Lectern" : `${title} · Lectern`;
  }, [title]);
}
