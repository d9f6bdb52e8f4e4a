import type { KeyboardEvent } from "react";
import { useEffect, useRef, useState } from "react";

import css from "./editor.module.css";

interface RenameProps {
  value: string;
  label: string;
  lang?: string;
  onDone: (title: string | undefined) => void;
}

/** A name becomes a field in its place. Enter and leaving keep it, Escape does not. */
export function Rename({ value, label, lang, onDone }: RenameProps) {
  const input = useRef<HTMLInputElement>(null);
  const [title, setTitle] = useState(value);
  const over = useRef(false);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const done = (keep: boolean) => {
    if (over.current) return;
    over.current = true;
    const next = title.trim();
    onDone(keep && next !== "" && next !== value ? next : undefined);
  };
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation(); // Alt with arrows moves rows, not letters
    if (event.key === "Enter") done(true);
    if (event.key === "Escape") done(false);
  };
  return <input ref={input} className={css.rename} aria-label={label} lang={lang} value={title} maxLength={200} onChange={(event) => setTitle(event.target.value)} onKeyDown={keys} onBlur={() => done(true)} />;
}
