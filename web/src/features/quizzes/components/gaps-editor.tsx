import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { BodyOf, Gap, GapFill, Mistake } from "@/features/quizzes/model";
import { gapsFor, newChoice, newNumber, newText, nextMarker } from "@/features/quizzes/new-question";
import { useMistakeText } from "@/features/quizzes/use-mistakes";

import { FormsEditor } from "./body-editor";
import { ChoiceEditor } from "./choice-editor";
import css from "./editor.module.css";
import { NumberEditor } from "./number-editor";
import { RichField } from "./rich-field";

interface GapsEditorProps {
  body: BodyOf<"gaps">;
  mistakes: readonly Mistake[];
  courseId: string;
  onChange: (body: BodyOf<"gaps">) => void;
}

const FILLS = ["text", "number", "choice"] as const;
const fillOf = (kind: (typeof FILLS)[number]): GapFill => (kind === "text" ? { kind, ...newText() } : kind === "number" ? { kind, ...newNumber() } : { kind, ...newChoice() });

/** A text with markers; below it what fills each gap. */
export function GapsEditor({ body, mistakes, courseId, onChange }: GapsEditorProps) {
  const { t } = useTranslation();
  const wrong = useMistakeText(mistakes);
  const setText = (text: string) => onChange({ ...body, text, gaps: gapsFor(text, body.gaps) });
  const setFill = (id: string, fill: GapFill) => onChange({ ...body, gaps: body.gaps.map((gap: Gap) => (gap.id === id ? { ...gap, fill } : gap)) });
  return (
    <div className={css.part}>
      <RichField label={t("quizzes:edit.gapText")} hint={t("quizzes:edit.gapHint")} value={body.text} error={wrong("body.text") ?? wrong("body.gaps")} courseId={courseId} rows={3} tools={[{ label: t("quizzes:edit.addGap"), make: () => `[[${nextMarker(body.text)}]]` }]} onChange={setText} />
      {body.gaps.map((gap, n) => {
        const at = `body.gaps[${n}]`;
        const mistake = wrong(at);
        return (
          <div key={gap.id} className={css.gap}>
            <div className={css.gapHead}>
              <b>{t("quizzes:answer.gap", { number: gap.id })}</b>
              <Select aria-label={t("quizzes:edit.gapKind", { number: gap.id })} data={FILLS.map((value) => ({ value, label: t(`quizzes:fill.${value}`) }))} value={gap.fill.kind} onChange={(kind) => kind !== null && kind !== gap.fill.kind && setFill(gap.id, fillOf(kind as (typeof FILLS)[number]))} />
            </div>
            {mistake !== undefined && <p className={css.error}>{mistake}</p>}
            {gap.fill.kind === "text" && <FormsEditor text={gap.fill} at={`${at}.fill`} mistakes={mistakes} onChange={(fill) => setFill(gap.id, { kind: "text", ...fill })} />}
            {gap.fill.kind === "number" && <NumberEditor number={gap.fill} at={`${at}.fill`} mistakes={mistakes} onChange={(fill) => setFill(gap.id, { kind: "number", ...fill })} />}
            {gap.fill.kind === "choice" && <ChoiceEditor choice={gap.fill} many={false} at={`${at}.fill`} mistakes={mistakes} onChange={(fill) => setFill(gap.id, { kind: "choice", ...fill })} />}
          </div>
        );
      })}
    </div>
  );
}
