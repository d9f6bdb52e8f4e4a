import { useEffect } from "react";
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { onSessionChange } from "@/api/session";
import { cssVariablesResolver, theme } from "@/ui/theme";
import toast from "@/ui/toast.module.css";

import { queryClient } from "./query-client";
import { router } from "./router";

/** The same key as in `public/first-paint.js`. */
const colorSchemes = localStorageColorSchemeManager({ key: "lectern-theme" });

export function App() {
  const { t } = useTranslation();
  // Another person, other answers: nothing of the last one stays in memory.
  useEffect(
    () =>
      onSessionChange(() => {
        queryClient.clear();
        void router.invalidate();
      }),
    [],
  );
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} colorSchemeManager={colorSchemes} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <Notifications position="bottom-right" autoClose={6000} zIndex="var(--z-toast)" classNames={{ root: toast.corner }} aria-label={t("common:toasts")} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
