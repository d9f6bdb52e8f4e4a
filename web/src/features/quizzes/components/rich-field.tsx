import { useId, useRef, useState } from "react";
import { Textarea } from "@mantine/core";
import { IconMathFunction, IconPhoto } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { useProblemText } from "@/api/problem";
import { putPicture } from "@/features/quizzes/api/quiz";
import { Button } from "@/ui/button";

import css from "./editor.module.css";
import { Words } from "./words";

interface RichFieldProps {
  label: string;
  hint?: string | undefined;
  value: string;
  error?: string | undefined;
  courseId: string;
  rows?: number;
  /** More tools beside formula and picture; each puts its words at the cursor. */
  tools?: { label: string; make: () => string }[];
  onChange: (value: string) => void;
}

const hasMarkup = (text: string) => /[$*_`#>~]|\]\(|\[\[|^\s*[-+\d]/m.test(text);

/** Markdown with formulas and pictures; how it will look stands below as soon as it looks different. */
export function RichField({ label, hint, value, error, courseId, rows = 2, tools = [], onChange }: RichFieldProps) {
  const { t } = useTranslation();
  const problemText = useProblemText();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const picture = useRef<HTMLInputElement>(null);
  const [sending, setSending] = useState(false);
  const [failed, setFailed] = useState<unknown>();
  const insert = (before: string, after = "") => {
    const [from, to] = [field.current?.selectionStart ?? value.length, field.current?.selectionEnd ?? value.length];
    onChange(value.slice(0, from) + before + value.slice(from, to) + after + value.slice(to));
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(from + before.length, to + before.length);
    });
  };
  const send = async (file: File | undefined) => {
    if (file === undefined) return;
    setSending(true);
    setFailed(undefined);
    try {
      const { url } = await putPicture(courseId, file);
      insert(`\n\n![${t("quizzes:rich.alt")}](${url})\n\n`);
    } catch (reason) {
      setFailed(reason);
    }
    setSending(false);
  };
  return (
    <div className={css.rich}>
      <Textarea ref={field} id={id} label={label} description={hint} value={value} error={failed === undefined ? error : problemText(failed)} autosize minRows={rows} maxRows={16} maxLength={20_000} onChange={(event) => onChange(event.target.value)} />
      <div className={css.richTools}>
        <Button size="s" variant="quiet" icon={<IconMathFunction stroke={1.75} aria-hidden="true" />} onClick={() => insert("$", "$")}>
          {t("quizzes:rich.formula")}
        </Button>
        <Button size="s" variant="quiet" busy={sending} icon={<IconPhoto stroke={1.75} aria-hidden="true" />} onClick={() => picture.current?.click()}>
          {t(sending ? "quizzes:rich.sending" : "quizzes:rich.picture")}
        </Button>
        {tools.map((tool) => (
          <Button key={tool.label} size="s" variant="quiet" onClick={() => insert(tool.make())}>
            {tool.label}
          </Button>
        ))}
        <input
          ref={picture}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          hidden
          onChange={(event) => {
            void send(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </div>
      {hasMarkup(value) && (
        <div className={css.shown}>
          <Words text={value} />
        </div>
      )}
    </div>
  );
}
