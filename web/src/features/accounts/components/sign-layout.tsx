import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import { StairsArt } from "@/ui/stairs-art";
import { Tape } from "@/ui/tape";

import css from "./sign-layout.module.css";

/** Form left, art right; on narrow screens the form alone. */
export function SignLayout({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={css.layout}>
      <div className={css.form}>{children}</div>
      <div className={`${css.art} on-stage`}>
        <StairsArt className={css.picture} />
        <div className={css.card}>
          <p className="lg strong">{t("accounts:art.title")}</p>
          <p className={css.soft}>{t("accounts:art.text")}</p>
          <Tape
            onStage
            pieces={[
              { length: 18, state: "done" },
              { length: 24, state: "done" },
              { length: 30, state: "done" },
              { length: 22, state: "done" },
              { length: 42, part: 38, here: true },
              { length: 35 },
              { length: 28 },
              { length: 31 },
            ]}
          />
        </div>
      </div>
    </div>
  );
}
