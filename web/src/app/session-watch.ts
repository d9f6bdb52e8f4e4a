import { useEffect } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { meQuery } from "@/api/me";
import { onSessionChange } from "@/api/session";

/** Names of categories come from the server in the interface's language. */
export function useLanguageWatch(): void {
  const queries = useQueryClient();
  const { i18n } = useTranslation();
  useEffect(() => {
    const again = () => void queries.invalidateQueries({ queryKey: ["courses"] });
    i18n.on("languageChanged", again);
    return () => i18n.off("languageChanged", again);
  }, [queries, i18n]);
}

/** Another person, other answers: when who is signed in changes, here or in another tab, nothing of the last one stays. */
export function useSessionWatch(): void {
  const queries = useQueryClient();
  const router = useRouter();
  useEffect(
    () =>
      onSessionChange(() => {
        queries.removeQueries({ type: "inactive" });
        // First who it is, then whether this page is theirs, then what is on it: no page asks for what it may not have.
        void queries
          .resetQueries({ queryKey: meQuery.queryKey })
          .then(() => router.invalidate())
          .then(() => queries.resetQueries({ predicate: (query) => query.queryKey[0] !== meQuery.queryKey[0] }));
      }),
    [queries, router],
  );
}
