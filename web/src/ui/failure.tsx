import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";

import { Button } from "./button";
import { Note } from "./note";

/** A part of a page did not come: why, and a way to ask again. */
export function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  return (
    <Note
      kind="bad"
      action={
        <Button size="s" onClick={onRetry}>
          {t("common:again")}
        </Button>
      }
    >
      {problemText(error)}
    </Note>
  );
}
