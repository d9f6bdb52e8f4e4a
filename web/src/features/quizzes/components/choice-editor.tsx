import { Checkbox, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { Choice, ChoiceOption, Mistake } from "@/features/quizzes/model";
import { evenly, FULL_SHARE, hasShares, rightShare, withShares } from "@/features/quizzes/model";
import { newId } from "@/features/quizzes/new-question";
import { pointsText } from "@/features/quizzes/points";
import { useMistakeText } from "@/features/quizzes/use-mistakes";
import { Button, IconButton } from "@/ui/button";

import { AddButton } from "./add-button";
import css from "./editor.module.css";
import { PointsInput } from "./points-input";
import { Rows } from "./rows";

interface ChoiceEditorProps {
  choice: Choice;
  many: boolean;
  /** Options may have shares of their own: only where several are right, and a part of the points is given. */
  partial?: boolean;
  at: string;
  mistakes: readonly Mistake[];
  onChange: (choice: Choice) => void;
}

/** Options in the teacher's order; the right ones are marked. */
export function ChoiceEditor({ choice, many, partial, at, mistakes, onChange }: ChoiceEditorProps) {
  const { t, i18n } = useTranslation();
  const wrong = useMistakeText(mistakes);
  const { options } = choice;
  const shared = many && hasShares(options);
  const all = wrong(`${at}.options`);
  const set = (id: string, change: Partial<ChoiceOption>) => onChange({ options: options.map((option) => (option.id === id ? { ...option, ...change } : option)) });
  const mark = (id: string) => {
    if (!many) return onChange({ options: options.map((option) => ({ ...evenly(option), right: option.id === id })) });
    const right = options.find((option) => option.id === id)?.right !== true;
    // What was typed at the others stays: a new right one takes what is left of the whole.
    set(id, { right, ...(shared && { share: right ? Math.max(0, FULL_SHARE - rightShare(options)) : 0 }) });
  };
  return (
    <fieldset className={css.part}>
      <legend>{t(many ? "quizzes:edit.optionsMany" : "quizzes:edit.options")}</legend>
      <Rows ids={options.map(({ id }) => id)} nameOf={(id) => options.find((option) => option.id === id)?.text ?? ""} onOrder={(ids) => onChange({ options: ids.flatMap((id) => options.find((option) => option.id === id) ?? []) })} rowClass={css.option}>
        {(id, index, grip) => {
          const option = options[index];
          if (option === undefined) return null;
          const path = `${at}.options[${index}]`;
          return (
            <>
              {grip}
              <input type={many ? "checkbox" : "radio"} className={css.mark} name={`${at}-${options[0]?.id ?? ""}`} checked={option.right} aria-label={t("quizzes:edit.isRight", { number: index + 1 })} onChange={() => mark(id)} />
              <div className={css.optionFields}>
                <div className={css.optionLine}>
                  <TextInput aria-label={t("quizzes:edit.optionNumber", { number: index + 1 })} value={option.text} error={wrong(`${path}.text`)} maxLength={4000} onChange={(event) => set(id, { text: event.target.value })} />
                  {shared && (
                    <PointsInput
                      className={css.share}
                      aria-label={t("quizzes:edit.share", { number: index + 1 })}
                      // A telephone's keys for decimals have no minus.
                      inputMode={option.right ? "decimal" : "text"}
                      rightSection="%"
                      value={option.share ?? 0}
                      error={wrong(`${path}.share`) ?? (all !== undefined && option.right)}
                      onChange={(share) => set(id, { share })}
                    />
                  )}
                </div>
                {option.feedback != null && (
                  <TextInput
                    aria-label={t("quizzes:edit.feedbackFor", { number: index + 1 })}
                    placeholder={t("quizzes:edit.feedback")}
                    value={option.feedback}
                    error={wrong(`${path}.feedback`)}
                    maxLength={4000}
                    onChange={(event) => set(id, { feedback: event.target.value })}
                    onBlur={() => option.feedback?.trim() === "" && set(id, { feedback: null })}
                  />
                )}
              </div>
              <span className={css.acts}>
                {option.feedback == null && (
                  <Button size="s" variant="quiet" className="desk" onClick={() => set(id, { feedback: "" })}>
                    {t("quizzes:edit.addFeedback")}
                  </Button>
                )}
                <IconButton label={t("quizzes:edit.removeOption", { number: index + 1 })} disabled={options.length <= 2} onClick={() => onChange({ options: options.filter((each) => each.id !== id) })}>
                  <IconTrash stroke={1.75} aria-hidden="true" />
                </IconButton>
              </span>
            </>
          );
        }}
      </Rows>
      {shared && Number.isFinite(rightShare(options)) && <p className="sm muted">{t("quizzes:edit.sharesTotal", { percent: pointsText(rightShare(options), i18n.language) })}</p>}
      {all !== undefined && <p className={css.error}>{all}</p>}
      <AddButton label={t("quizzes:edit.addOption")} onAdd={() => onChange({ options: [...options, { id: newId(), text: "", right: false, ...(shared && { share: 0 }) }] })} />
      {many && (partial === true || shared) && (
        <Checkbox label={t("quizzes:edit.shares")} description={t("quizzes:edit.sharesHint")} checked={shared} onChange={(event) => onChange({ options: event.target.checked ? withShares(options) : options.map(evenly) })} />
      )}
    </fieldset>
  );
}
