import { TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import type { BodyOf, Mistake } from "@/features/quizzes/model";
import { newId } from "@/features/quizzes/new-question";
import { useMistakeText } from "@/features/quizzes/use-mistakes";
import { IconButton } from "@/ui/button";

import { AddButton } from "./add-button";
import css from "./editor.module.css";

interface MatchEditorProps {
  body: BodyOf<"matching">;
  mistakes: readonly Mistake[];
  onChange: (body: BodyOf<"matching">) => void;
}

/** Pairs side by side, and right items that belong to nothing, to mislead. */
export function MatchEditor({ body, mistakes, onChange }: MatchEditorProps) {
  const { t } = useTranslation();
  const wrong = useMistakeText(mistakes);
  const rightOf = (left: string) => body.pairs.find((pair) => pair.left === left)?.right;
  const used = new Set(body.pairs.map(({ right }) => right));
  const spare = body.rights.filter(({ id }) => !used.has(id));
  const indexOf = (id: string | undefined) => body.rights.findIndex((right) => right.id === id);
  const setRight = (id: string, text: string) => onChange({ ...body, rights: body.rights.map((right) => (right.id === id ? { ...right, text } : right)) });
  return (
    <fieldset className={css.part}>
      <legend>{t("quizzes:edit.pairs")}</legend>
      {body.lefts.map((left, n) => {
        const right = body.rights[indexOf(rightOf(left.id))];
        return (
          <div key={left.id} className={css.pair}>
            <TextInput
              aria-label={t("quizzes:edit.left", { number: n + 1 })}
              value={left.text}
              error={wrong(`body.lefts[${n}].text`) ?? wrong(`body.lefts[${n}]`)}
              maxLength={4000}
              onChange={(event) => onChange({ ...body, lefts: body.lefts.map((each) => (each.id === left.id ? { ...each, text: event.target.value } : each)) })}
            />
            <TextInput aria-label={t("quizzes:edit.right", { number: n + 1 })} value={right?.text ?? ""} error={wrong(`body.rights[${indexOf(right?.id)}].text`)} maxLength={4000} onChange={(event) => right !== undefined && setRight(right.id, event.target.value)} />
            <IconButton
              label={t("quizzes:edit.removePair", { number: n + 1 })}
              disabled={body.lefts.length <= 1}
              onClick={() => {
                const pairs = body.pairs.filter((pair) => pair.left !== left.id);
                const stillUsed = pairs.some((pair) => pair.right === right?.id);
                onChange({ ...body, lefts: body.lefts.filter(({ id }) => id !== left.id), rights: stillUsed ? body.rights : body.rights.filter(({ id }) => id !== right?.id), pairs });
              }}
            >
              <IconTrash stroke={1.75} aria-hidden="true" />
            </IconButton>
          </div>
        );
      })}
      <AddButton
        label={t("quizzes:edit.addPair")}
        onAdd={() => {
          const [left, right] = [{ id: newId(), text: "" }, { id: newId(), text: "" }];
          onChange({ ...body, lefts: [...body.lefts, left], rights: [...body.rights, right], pairs: [...body.pairs, { left: left.id, right: right.id }] });
        }}
      />
      {spare.length > 0 && <p className={css.legend}>{t("quizzes:edit.spares")}</p>}
      {spare.map((right, n) => (
        <div key={right.id} className={css.pair}>
          <span className="desk" />
          <TextInput aria-label={t("quizzes:edit.spareNumber", { number: n + 1 })} value={right.text} error={wrong(`body.rights[${indexOf(right.id)}].text`)} maxLength={4000} onChange={(event) => setRight(right.id, event.target.value)} />
          <IconButton label={t("quizzes:edit.removeSpare", { number: n + 1 })} onClick={() => onChange({ ...body, rights: body.rights.filter(({ id }) => id !== right.id) })}>
            <IconTrash stroke={1.75} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <AddButton label={t("quizzes:edit.addSpare")} onAdd={() => onChange({ ...body, rights: [...body.rights, { id: newId(), text: "" }] })} />
    </fieldset>
  );
}
