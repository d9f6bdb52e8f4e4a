import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { cssVariablesResolver, theme } from "@/ui/theme";
import toast from "@/ui/toast.module.css";

import { queryClient } from "./query-client";
import { router } from "./router";

/** The same key as in `public/first-paint.js`. */
const colorSchemes = localStorageColorSchemeManager({ key: "lectern-theme" });

export function App() {
  const { t } = useTranslation();
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} colorSchemeManager={colorSchemes} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <section aria-label={t("common:toasts")}>
          <Notifications withinPortal={false} position="bottom-right" autoClose={6000} zIndex="var(--z-toast)" classNames={{ root: toast.corner }} />
        </section>
      </QueryClientProvider>
    </MantineProvider>
  );
}
