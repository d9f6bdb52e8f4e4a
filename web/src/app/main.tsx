import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@fontsource-variable/onest/wght.css";
import "@fontsource-variable/literata/wght.css";
import "@fontsource-variable/literata/wght-italic.css";
import "@/ui/tokens.css";
import "@/ui/base.css";

import { startI18n } from "@/i18n/i18n";

import { App } from "./app";

await startI18n();
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
