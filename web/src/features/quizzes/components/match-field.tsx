import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { plainText } from "@/features/quizzes/markdown";
import type { Item } from "@/features/quizzes/model";

import css from "./answer.module.css";
import { Line } from "./words";

interface MatchFieldProps {
  label: string;
  lefts: Item[];
  rights: Item[];
  pairs: Record<string, string>;
  disabled?: boolean | undefined;
  onPairs: (pairs: Record<string, string>) => void;
}

const letter = (n: number) => String.fromCharCode(65 + (n % 26)) + (n >= 26 ? String(Math.floor(n / 26)) : "");
/** Formulas and pictures do not fit into a list of choices: then the answers stand above it with letters. */
const isRich = (text: string) => /[$`]|!\[/.test(text);

/** A list beside each left item: the same by mouse, by finger and by keys. */
export function MatchField({ label, lefts, rights, pairs, disabled, onPairs }: MatchFieldProps) {
  const { t } = useTranslation();
  const lettered = rights.some(({ text }) => isRich(text));
  const choices = rights.map((right, n) => ({ value: right.id, label: lettered ? `${letter(n)}. ${plainText(right.text)}` : plainText(right.text) }));
  return (
    <div className="stack" role="group" aria-label={label}>
      {lettered && (
        <ul className={css.legend}>
          {rights.map((right, n) => (
            <li key={right.id}>
              <b>{letter(n)}</b>
              <span>
                <Line text={right.text} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className={css.matches}>
        {lefts.map((left) => (
          <div key={left.id} className={css.match}>
            <span className={css.words}>
              <Line text={left.text} />
            </span>
            <Select
              aria-label={t("quizzes:answer.matchFor", { item: plainText(left.text) })}
              placeholder={t("quizzes:answer.choose")}
              data={choices}
              value={pairs[left.id] ?? null}
              disabled={disabled === true}
              clearable
              allowDeselect
              onChange={(right) => {
                const others = Object.fromEntries(Object.entries(pairs).filter(([id]) => id !== left.id));
                onPairs(right === null ? others : { ...others, [left.id]: right });
              }}
            />
          </div>
        ))}
      </div>
    </div>
  );
}
