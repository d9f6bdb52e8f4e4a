import { useRef, useState } from "react";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { Button, IconButton } from "@/ui/button";

import css from "./list-field.module.css";

interface ListFieldProps {
  label: string;
  hint: string;
  /** The name of one line, for screen readers: «{{number}}». */
  item: (number: number) => string;
  add: string;
  value: string[];
  most: number;
  maxLength: number;
  lang: string;
  error?: string | undefined;
  onChange: (value: string[]) => void;
  onLeave: () => void;
}

/** Short lines in an order: Enter begins the next, Backspace in an empty one takes it away. */
export function ListField({ label, hint, item, add, value, most, maxLength, lang, error, onChange, onLeave }: ListFieldProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  // Empty lines are only on the page.
  const [lines, setLines] = useState<string[]>();
  const shown = lines ?? value;
  const change = (next: string[]) => {
    setLines(next);
    onChange(next.map((line) => line.trim()).filter((line) => line !== ""));
  };
  const focus = (at: number) => requestAnimationFrame(() => list.current?.querySelectorAll("input")[at]?.focus());
  const insert = (at: number) => {
    if (shown.length >= most) return;
    setLines([...shown.slice(0, at), "", ...shown.slice(at)]);
    focus(at);
  };
  const remove = (at: number) => {
    change(shown.filter((_, index) => index !== at));
    focus(Math.max(0, at - 1));
  };
  const move = (at: number, by: 1 | -1) => {
    const to = at + by;
    if (to < 0 || to >= shown.length) return;
    const next = [...shown];
    [next[at], next[to]] = [shown[to] ?? "", shown[at] ?? ""];
    change(next);
    focus(to);
  };
  return (
    <div
      className={css.field}
      role="group"
      aria-label={label}
      onBlur={(event) => {
        if (event.currentTarget.contains(event.relatedTarget)) return;
        setLines(undefined);
        onLeave();
      }}
    >
      <span className={css.label}>{label}</span>
      {shown.length > 0 && (
        <ol role="list" ref={list} className={css.lines}>
          {shown.map((line, at) => (
            <li key={at}>
              <input
                className={css.input}
                aria-label={item(at + 1)}
                lang={lang}
                value={line}
                maxLength={maxLength}
                onChange={(event) => change(shown.map((each, index) => (index === at ? event.target.value : each)))}
                onKeyDown={(event) => {
                  if (event.key === "Enter") insert(at + 1);
                  else if (event.key === "Backspace" && line === "") {
                    event.preventDefault();
                    remove(at);
                  } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
                    event.preventDefault();
                    move(at, event.key === "ArrowUp" ? -1 : 1);
                  }
                }}
              />
              <IconButton small label={t("editor:files.up", { name: line })} disabled={at === 0} onClick={() => move(at, -1)}>
                <IconArrowUp stroke={1.75} aria-hidden="true" />
              </IconButton>
              <IconButton small label={t("editor:files.down", { name: line })} disabled={at === shown.length - 1} onClick={() => move(at, 1)}>
                <IconArrowDown stroke={1.75} aria-hidden="true" />
              </IconButton>
              <IconButton small label={t("editor:files.remove", { name: line })} onClick={() => remove(at)}>
                <IconX stroke={1.75} aria-hidden="true" />
              </IconButton>
            </li>
          ))}
        </ol>
      )}
      {error === undefined ? <p className={css.hint}>{hint}</p> : <p className={css.error}>{error}</p>}
      {shown.length < most && (
        <div>
          <Button size="s" icon={<IconPlus stroke={1.75} aria-hidden="true" />} onClick={() => insert(shown.length)}>
            {add}
          </Button>
        </div>
      )}
    </div>
  );
}
